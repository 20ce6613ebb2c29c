"""The terminal: the bot for a person at a keyboard, for trying things out and for scripts."""
