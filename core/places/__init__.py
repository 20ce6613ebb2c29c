"""Places: the list of regions, and the words by which people say where and when something happened."""
