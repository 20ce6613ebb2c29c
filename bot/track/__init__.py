"""The public page that tells how a case stands, to who has its number and its secret code."""
