"""The global audit: what staff did with people's data and the office's settings, in a chain nobody can mend.

Each row carries the hash of the one before. `pendopo audit verify` walks the chain; a changed, missing or
inserted row breaks it. Citizens' messages write no row here: their cases have chains of their own.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, insert_new, table_of
from core.staff import Staff

GENESIS = "0" * 64
_CHAIN = "audit"


class ChainHead(Base):
    """The end of a chain: locked while a row is added, and proof that no row is missing at the tail."""

    __tablename__ = "chain_head"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    hash: Mapped[str] = mapped_column(String(64), default=GENESIS)


class AuditEntry(Base):
    """One act: who, what, on which subject, with details that name no citizen."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    staff_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold, in words an auditor can look up."""

    row: int
    what: str


def record(
    session: Session,
    *,
    by: Staff | None,
    action: str,
    subject: str,
    at: datetime,
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one act to the chain, in the caller's transaction."""
    end = _locked_head(session)
    entry = AuditEntry(
        at=at,
        staff_id=by.id if by else None,
        actor=by.email if by else "system",
        action=action,
        subject=subject,
        details=details or {},
        previous=end.hash,
    )
    entry.hash = _digest(entry)
    end.hash, end.rows = entry.hash, end.rows + 1
    session.add(entry)
    session.flush()
    return entry


def verify(session: Session) -> Iterator[Break]:
    """Every place where the chain is broken; nothing when it holds."""
    previous, rows, last = GENESIS, 0, 0
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)):
        if entry.previous != previous:
            yield Break(entry.id, "does not follow the row before it")
        if _digest(entry) != entry.hash:
            yield Break(entry.id, "was changed after it was written")
        previous, rows, last = entry.hash, rows + 1, entry.id
    count, end = head(session)
    if (rows, previous) != (count, end):
        yield Break(last, f"is not the end of the chain: {count} rows were written, {rows} are here")


def head(session: Session) -> tuple[int, str]:
    """How many rows the chain has, and its last hash: what an outside witness notes down."""
    end = session.get(ChainHead, _CHAIN)
    return (end.rows, end.hash) if end else (0, GENESIS)


def _locked_head(session: Session) -> ChainHead:
    insert_new(session, table_of(ChainHead), [{"name": _CHAIN, "rows": 0, "hash": GENESIS}], returning=("name",))
    end = session.scalar(select(ChainHead).where(ChainHead.name == _CHAIN).with_for_update())
    assert end is not None
    return end


def _digest(entry: AuditEntry) -> str:
    content = json.dumps(
        [
            entry.at.astimezone(UTC).isoformat(),
            entry.staff_id,
            entry.actor,
            entry.action,
            entry.subject,
            entry.details,
            entry.previous,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(content.encode()).hexdigest()
