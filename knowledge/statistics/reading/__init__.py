"""Reading a question about figures: place, indicator, period, dimension and operation, from the words alone."""
