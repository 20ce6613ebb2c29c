"""What the office may answer: curated entries, how a question finds them, and what nobody could answer yet."""
