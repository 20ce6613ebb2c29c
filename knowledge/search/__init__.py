"""Search: which entry answers a question, how surely, and why.

The index itself is in :mod:`knowledge.search.index`: it brings numpy, which a process that only names entries does not need.
"""

from knowledge.search.entries import Entry, Found, Hit, Outcome, Reason

__all__ = ["Entry", "Found", "Hit", "Outcome", "Reason"]
