"""`pendopo audit verify`: the global chain, every case's chain, the anchors that hold their heads, and published reports."""

from collections.abc import Iterator

from core import audit
from core.db import Database
from tickets import anchors, events
from tickets.reports import snapshots


def verify(database: Database) -> Iterator[str]:
    """A line for every break; none when the books are whole."""
    with database.snapshot() as session:
        for found in audit.verify(session):
            yield f"audit row {found.row} {found.what}"
        for found in events.verify_all(session):
            yield f"case event {found.row} {found.what}"
        yield from anchors.verify(session)
        yield from snapshots.verify(session)


def unsealed(database: Database) -> int:
    """How many reports came before the words of a report were sealed into its first event: of those, nobody can tell."""
    with database.read() as session:
        return events.unsealed(session)
