"""Messages: what came in, what goes out, who is talking, and who holds the pen for a chat."""
