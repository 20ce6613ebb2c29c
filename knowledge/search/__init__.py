"""Search: which entry answers a question, how surely, and why."""

from knowledge.search.entries import Entry, Found, Hit, Outcome, Reason
from knowledge.search.index import Index

__all__ = ["Entry", "Found", "Hit", "Index", "Outcome", "Reason"]
