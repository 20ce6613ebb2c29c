"""Statistics: figures with their sources, read from tables and never guessed, and how a question about them is understood."""
