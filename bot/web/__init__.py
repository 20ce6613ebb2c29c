"""The web chat: a page of the office's own, the same dialogue as every other channel."""
