"""What the office owes: complaints, requests for public information, and the law of their clocks."""
