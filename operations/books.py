"""`pendopo audit verify`: the global chain, every case's chain, and the anchors that hold their heads."""

from collections.abc import Iterator

from sqlalchemy import select

from core import audit
from core.audit import AuditEntry
from core.db import Database
from tickets import events
from tickets.models import Case


def verify(database: Database) -> Iterator[str]:
    """A line for every break; none when the books are whole."""
    with database.snapshot() as session:
        for found in audit.verify(session):
            yield f"audit row {found.row} {found.what}"
        for case in session.scalars(select(Case).order_by(Case.id).execution_options(yield_per=200)):
            for found in events.verify(session, case):
                yield f"case event {found.row} {found.what}"
        yield from _anchors(database)


def _anchors(database: Database) -> Iterator[str]:
    """The last anchor cannot name more cases than there are."""
    with database.read() as session:
        last = session.scalar(
            select(AuditEntry).where(AuditEntry.action == "anchor").order_by(AuditEntry.id.desc()).limit(1)
        )
        if last is None:
            return
        here = len(list(session.scalars(select(Case.id))))
        if here < int(last.details["cases"]):
            yield f"{last.details['cases']} cases were anchored, {here} are here"
