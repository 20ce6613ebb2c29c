"""Anchors: the head of every case's chain, noted in the global audit each night, so that a lost tail or case shows.

A night notes the chains that grew since, a thousand in one row of the audit: the row has the digest of what was noted,
the table has it line by line. Nothing noted is ever changed, so every anchored head has to stand in its chain for good.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, Integer, String, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import audit
from core.audit import AuditEntry
from core.db import Base, BigId, direct, table_of
from tickets.models import Case, CaseEvent, Counter

BATCH = 1000
ACTION = "anchor"


class CaseAnchor(Base):
    """A chain as it stood: so many events, and this was the hash of the last. It has no key to the case: that a case
    is gone is what it tells.
    """

    __tablename__ = "case_anchor"

    case_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    events: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    head: Mapped[str] = mapped_column(String(64))
    audit_id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), index=True)


Head = tuple[int, int, str]


def grown(session: Session) -> list[Head]:
    """The chains that grew since they were last noted: case, number of events, head."""
    noted = exists().where(CaseAnchor.case_id == Case.id, CaseAnchor.events >= Case.events_count)
    heads = select(Case.id, Case.events_count, Case.events_head).where(~noted).order_by(Case.id)
    return [(row.id, row.events_count, row.events_head) for row in direct(session, heads)]


def total(session: Session) -> int:
    """How many cases there are."""
    return session.scalar(select(func.count()).select_from(Case)) or 0


def note(session: Session, heads: Iterable[Head], *, cases: int, at: datetime) -> None:
    """Write these heads down, with their digest in the audit."""
    rows = list(heads)
    details = {"cases": cases, "heads": len(rows), "digest": _digest(rows)}
    entry = audit.record(session, by=None, action=ACTION, subject="cases", details=details, at=at)
    if rows:
        written = [{"case_id": id_, "events": count, "head": head, "audit_id": entry.id} for id_, count, head in rows]
        direct(session, table_of(CaseAnchor).insert(), written)


def verify(session: Session) -> Iterator[str]:
    """A line for everything that was noted and does not hold any more."""
    yield from _notes(session)
    yield from _heads(session)
    yield from _numbers(session)
    last = session.scalar(select(AuditEntry).where(AuditEntry.action == ACTION).order_by(AuditEntry.id.desc()).limit(1))
    here = total(session)
    if last is not None and here < int(last.details["cases"]):
        yield f"{last.details['cases']} cases were anchored, {here} are here"


def _notes(session: Session) -> Iterator[str]:
    """Each row of the audit against the lines it stands for. Rows from before there were lines are passed over."""
    noted = dict(_lines_by_row(session))
    entries = select(AuditEntry.id, AuditEntry.details).where(AuditEntry.action == ACTION).order_by(AuditEntry.id)
    for row in session.execute(entries):
        if "heads" in row.details and noted.pop(row.id, _digest(())) != row.details["digest"]:
            yield f"the anchor of audit row {row.id} was changed after it was written"
    yield from (f"an anchor of audit row {id_} was never written there" for id_ in noted)


def _lines_by_row(session: Session) -> Iterator[tuple[int, str]]:
    anchor = table_of(CaseAnchor).c
    lines = select(anchor.audit_id, anchor.case_id, anchor.events, anchor.head)
    found = direct(session, lines.order_by(anchor.audit_id, anchor.case_id, anchor.events))
    for audit_id, rows in groupby(found, key=lambda row: row.audit_id):
        yield audit_id, _digest((row.case_id, row.events, row.head) for row in rows)


def _heads(session: Session) -> Iterator[str]:
    """Every anchored head has to stand where it stood: in its case, at its place of the chain."""
    stands = exists().where(
        CaseEvent.case_id == CaseAnchor.case_id, CaseEvent.seq == CaseAnchor.events, CaseEvent.hash == CaseAnchor.head
    )
    lost = select(CaseAnchor.case_id, func.min(CaseAnchor.events).label("event"), Case.number)
    lost = lost.outerjoin(Case, Case.id == CaseAnchor.case_id).where(~stands)
    for row in direct(session, lost.group_by(CaseAnchor.case_id, Case.number).order_by(CaseAnchor.case_id)):
        if row.number is None:
            yield f"case {row.case_id} was anchored and is not here"
        else:
            yield f"case {row.number}: its anchored event {row.event} does not stand in its chain"


def _numbers(session: Session) -> Iterator[str]:
    """Numbers have no gaps: of a year there are as many cases as numbers were given out."""
    for counter in session.scalars(select(Counter).order_by(Counter.kind, Counter.year)):
        name = f"{counter.kind.value}-{counter.year:02d}"
        here = session.scalar(select(func.count()).select_from(Case).where(Case.number.like(f"{name}-%"))) or 0
        if here != counter.last:
            yield f"{counter.last} numbers of {name} were given out, {here} are here"


def _digest(heads: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for case_id, events, head in heads:
        digest.update(f"{case_id}:{events}:{head};".encode())
    return digest.hexdigest()
