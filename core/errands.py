"""Errands: what a person asked the worker to do, how far it is, and where the result lies until it expires.

The screen writes a row; any worker takes it, says how far it is, and leaves a file or a sentence about what went wrong.
An errand whose worker fell silent is taken again, so what carries it out has to bear being done twice. One that moves
tickets goes on from the place it had reached instead.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, Integer, String, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from core.db import Base, UTCDateTime, change, words_of
from core.errors import Refusal
from core.staff import Staff

UNDO_FOR = timedelta(seconds=10)
"""So long a bulk act lies untouched, for whoever ordered it to think better of it."""
SILENT_FOR = timedelta(minutes=3)
MOST_TRIES = 3
KEPT = timedelta(days=7)


class ErrandKind(StrEnum):
    """What is to be made, or done."""

    REPORT = "laporan"
    DOWNLOAD = "unduhan"
    BULK = "massal"


class ErrandState(StrEnum):
    WAITING = "antre"
    RUNNING = "berjalan"
    DONE = "selesai"
    FAILED = "gagal"

    @property
    def is_over(self) -> bool:
        return self in {ErrandState.DONE, ErrandState.FAILED}


class AlreadyAsked(Refusal):
    """The same thing is being made for somebody right now."""

    code = "already_asked"


class Errand(Base):
    """One errand. ``wanted`` says what exactly; ``problem`` is the code of a refusal, or ``failed``; ``looked_at`` is when
    who asked for it took note of its end."""

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_state", "state", "id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[ErrandKind] = mapped_column(words_of(ErrandKind, 12))
    title: Mapped[str] = mapped_column(String(200))
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[ErrandState] = mapped_column(words_of(ErrandState, 12), default=ErrandState.WAITING)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str | None] = mapped_column(String(60))
    sha256: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str | None] = mapped_column(String(120))
    mime: Mapped[str | None] = mapped_column(String(100))
    rows: Mapped[int | None] = mapped_column(Integer)


def ask(session: Session, kind: ErrandKind, *, title: str, wanted: dict[str, Any], by: Staff, at: datetime) -> Errand:
    """Ask for something. Refuses :class:`AlreadyAsked` while the very same is waiting or being made."""
    under_way = select(Errand).where(Errand.kind == kind, Errand.state.in_((ErrandState.WAITING, ErrandState.RUNNING)))
    if any(errand.wanted == wanted for errand in session.scalars(under_way)):
        raise AlreadyAsked()
    errand = Errand(kind=kind, title=title[:200], wanted=wanted, asked_by=by.id, asked_at=at)
    session.add(errand)
    session.flush()
    return errand


def take(
    session: Session, *, kinds: Sequence[ErrandKind], at: datetime, undo_for: timedelta = timedelta()
) -> Errand | None:
    """The next errand of these kinds, for this worker alone; one that was begun too often has failed for good.

    A bulk act that was ordered less than ``undo_for`` ago is left alone.
    """
    free = select(Errand).where(*_free(kinds, at, undo_for)).order_by(Errand.id)
    errand = session.scalar(free.limit(1).with_for_update(skip_locked=True))
    if errand is None:
        return None
    if errand.tries >= MOST_TRIES:
        fail(errand, problem="failed", at=at)
        return None
    errand.state, errand.tries, errand.seen_at = ErrandState.RUNNING, errand.tries + 1, at
    if errand.kind is not ErrandKind.BULK:
        errand.done = 0
    return errand


def waits(session: Session, *, kinds: Sequence[ErrandKind], at: datetime, undo_for: timedelta = timedelta()) -> bool:
    """Is there anything to take? A look that locks nothing."""
    return session.scalar(select(Errand.id).where(*_free(kinds, at, undo_for)).limit(1)) is not None


def _free(kinds: Sequence[ErrandKind], at: datetime, undo_for: timedelta) -> list[ColumnElement[bool]]:
    silent = and_(Errand.state == ErrandState.RUNNING, Errand.seen_at < at - SILENT_FOR)
    ripe = or_(Errand.kind != ErrandKind.BULK, Errand.asked_at <= at - undo_for)
    return [Errand.kind.in_(kinds), or_(and_(Errand.state == ErrandState.WAITING, ripe), silent)]


def progress(session: Session, errand_id: int, *, done: int, total: int, at: datetime) -> None:
    """So far it is; and its worker is alive."""
    errand = session.get(Errand, errand_id)
    if errand is not None and errand.state is ErrandState.RUNNING:
        errand.done, errand.total, errand.seen_at = done, total, at


def held(session: Session, errand_id: int, *, place: int) -> Errand | None:
    """The errand, locked, for one more step from this place; None when it was stopped or another worker has it now."""
    mine = select(Errand).where(Errand.id == errand_id).options(defer(Errand.wanted)).with_for_update()
    errand = session.scalar(mine.execution_options(populate_existing=True))
    if errand is None or errand.state is not ErrandState.RUNNING or errand.done != place:
        return None
    return errand


def advance(errand: Errand, *, place: int, at: datetime) -> None:
    """The errand is at this place now, in the transaction of the step itself; what gets on is not given up."""
    errand.done, errand.seen_at, errand.tries = place, at, 0


def put_back(errand: Errand) -> None:
    """It broke off; it is taken again from its place, until it was begun too often without getting on."""
    errand.state = ErrandState.WAITING


def stop(session: Session, errand: Errand, *, at: datetime) -> bool:
    """The person calls it off: what is done stays done. False when it was over already."""
    session.refresh(errand, with_for_update=True)
    if errand.state.is_over:
        return False
    fail(errand, problem="stopped" if errand.tries else "undone", at=at)
    errand.looked_at = at
    return True


def finish(errand: Errand, *, at: datetime, file: tuple[str, str, str] | None = None, rows: int | None = None) -> None:
    """It is made. ``file`` is its hash, its name and its type, where there is one to fetch."""
    errand.state, errand.ended_at, errand.problem, errand.rows = ErrandState.DONE, at, None, rows
    if file is not None:
        errand.sha256, errand.file_name, errand.mime = file


def fail(errand: Errand, *, problem: str, at: datetime) -> None:
    """It will not be made; ``problem`` says why."""
    errand.state, errand.ended_at, errand.problem = ErrandState.FAILED, at, problem[:60]


def of_person(session: Session, staff: Staff, *, kinds: tuple[ErrandKind, ...], limit: int = 10) -> list[Errand]:
    """The newest errands of a person."""
    mine = select(Errand).where(Errand.asked_by == staff.id, Errand.kind.in_(kinds))
    return list(session.scalars(mine.order_by(Errand.id.desc()).limit(limit)))


def told(session: Session, staff: Staff, *, limit: int) -> list[Errand]:
    """What was carried out for this person or failed, the newest end first."""
    mine = select(Errand).where(Errand.asked_by == staff.id, Errand.ended_at.is_not(None)).options(defer(Errand.wanted))
    return list(session.scalars(mine.order_by(Errand.ended_at.desc(), Errand.id.desc()).limit(limit)))


def unseen_count(session: Session, staff: Staff) -> int:
    """How many errands ended that this person has not taken note of."""
    waiting = select(func.count()).select_from(Errand).where(*_unseen(staff))
    return session.scalar(waiting) or 0


def seen(session: Session, staff: Staff, *, up_to: datetime, at: datetime) -> int:
    """This person has looked at what had ended by then, the newest end the screen showed."""
    looked = update(Errand).where(*_unseen(staff), Errand.ended_at <= up_to).values(looked_at=at)
    return change(session, looked)


def _unseen(staff: Staff) -> list[ColumnElement[bool]]:
    return [Errand.asked_by == staff.id, Errand.ended_at.is_not(None), Errand.looked_at.is_(None)]


def expired(session: Session, *, at: datetime) -> list[Errand]:
    """Downloads whose file has lain long enough."""
    old = select(Errand).where(
        Errand.kind == ErrandKind.DOWNLOAD, Errand.sha256.is_not(None), Errand.ended_at < at - KEPT
    )
    return list(session.scalars(old.limit(100)))


def still_named(session: Session, hashes: set[str]) -> set[str]:
    """Those of these files that another errand still leads to."""
    named = select(Errand.sha256).where(Errand.sha256.in_(hashes))
    return {sha256 for sha256 in session.scalars(named) if sha256}
