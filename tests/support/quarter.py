"""Forty complaints of one quarter (January to March 2026), with everything that can become of one, and what came after."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import office as offices
from core import workdays
from core.db import Database
from support import cast
from tickets import classifying, merging, reactions, recomputing, reporting, service, timekeeping, transfers
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Outcome
from tickets.models import Case
from tickets.notices import Notice

WIB = ZoneInfo("Asia/Jakarta")


def wib(month: int, day: int, hour: int = 10, minute: int = 0, year: int = 2026) -> datetime:
    """A moment on the office's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=WIB).astimezone(UTC)


class Desk:
    """The complaint desk at work, each act at a moment of its own."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def comes(self, at: datetime, **report: Any) -> Case:
        return cast.a_complaint(self.session, contact=cast.budi(self.session), at=at, **report)

    def verified(self, case: Case, at: datetime) -> None:
        classifying.verify(self.session, case, by=cast.verifikator(self.session), version=None, at=at)

    def disposed(self, case: Case, code: str, at: datetime) -> None:
        service.dispose(
            self.session,
            case,
            by=cast.koordinator(self.session),
            version=None,
            agency=cast.agency(self.session, code),
            instruction="Mohon ditindaklanjuti",
            at=at,
        )

    def answered(self, case: Case, at: datetime) -> None:
        by = cast.koordinator(self.session)
        service.reply(self.session, case, by=by, version=None, text="Sudah dikerjakan.", at=at)
        timekeeping.delivered(self.session, kind=Notice.ANSWERED, case_id=case.id, at=at)

    def asked(self, case: Case, at: datetime) -> None:
        service.ask(self.session, case, by=cast.koordinator(self.session), version=None, text="Di mana?", at=at)
        timekeeping.delivered(self.session, kind=Notice.QUESTION, case_id=case.id, at=at)

    def archived(self, case: Case, ground: Outcome, at: datetime) -> None:
        by = cast.koordinator(self.session)
        service.archive(self.session, case, by=by, version=None, ground=ground, reason="Bukan laporan", at=at)

    def reclassified(self, case: Case, at: datetime, **sort: Any) -> None:
        by = cast.inspektur(self.session) if case.complaint.kadar is Kadar.BERKADAR else cast.verifikator(self.session)
        classifying.reclassify(
            self.session, case, by=by, version=None, sort=Sorted(**sort), reason="Isinya lain", at=at
        )

    def transferred(self, case: Case, at: datetime) -> None:
        transfers.transfer(
            self.session,
            case,
            by=cast.koordinator(self.session),
            version=None,
            target="SP4N-LAPOR!",
            reason="Kewenangan provinsi",
            at=at,
        )


def lived(database: Database) -> dict[str, list[str]]:
    """The quarter, kind by kind; the numbers of the tickets by what became of them."""
    with database.write() as session:
        offices.save(session, values={"region_code": "33.10", "name": "Dinas Contoh"}, at=wib(1, 2))
    found: dict[str, list[str]] = {}
    for name, how_many, live in _KINDS:
        for place in range(how_many):
            with database.write() as session:
                made = live(Desk(session), place)
                found.setdefault(name, []).extend(case.number for case in made)
    return found


def _confirmed(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(1, 5), category="lampu", place="dekat balai desa Sengon Prambanan")
    desk.verified(case, wib(1, 6))
    desk.disposed(case, cast.DPUPR, wib(1, 6, 11))
    service.accept(desk.session, case, by=cast.rina(desk.session), version=None, at=wib(1, 7))
    desk.answered(case, wib(1, 8))
    reactions.confirm(desk.session, case, at=wib(1, 9))
    if place < 3:
        reactions.rate(desk.session, case, score=(5, 5, 4)[place], comment=None, at=wib(1, 9, 11))
    return [case]


def _late(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(1, 5))
    desk.verified(case, wib(1, 12))
    desk.disposed(case, cast.DLH, wib(1, 12, 11))
    desk.answered(case, wib(2, 2))
    timekeeping.lapse(desk.session, case.id, at=wib(2, 19))
    return [case]


def _closed_by_staff(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(1, 12))
    desk.disposed(case, cast.DPUPR, wib(1, 12, 11))
    desk.answered(case, wib(1, 14))
    _attempted(desk.session, case)
    service.close(
        desk.session, case, by=cast.koordinator(desk.session), version=None, reason="Sudah jelas", at=wib(1, 20)
    )
    if place == 0:
        reactions.rate(desk.session, case, score=2, comment=None, at=wib(1, 21))
    return [case]


def _attempted(session: Session, case: Case) -> None:
    """The answer was tried to be sent, as the worker does."""
    from core.messages.outbox import OutboxMessage, OutboxState

    for row in session.scalars(select(OutboxMessage).where(OutboxMessage.case_id == case.id)):
        row.attempts, row.state = 1, OutboxState.SENT


def _archived(ground: Outcome, at: datetime) -> Callable[[Desk, int], list[Case]]:
    def live(desk: Desk, place: int) -> list[Case]:
        case = desk.comes(wib(2, 2))
        desk.archived(case, ground, at)
        return [case]

    return live


def _withdrawn(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(2, 2))
    reactions.withdraw(desk.session, case, at=wib(2, 3))
    return [case]


def _incomplete(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(2, 2))
    desk.asked(case, wib(2, 3))
    timekeeping.lapse(desk.session, case.id, at=wib(2, 20))
    return [case]


def _revived(desk: Desk, place: int) -> list[Case]:
    (case,) = _incomplete(desk, place)
    reactions.say_more(desk.session, case, text="Di depan pasar", at=wib(3, 2))
    desk.verified(case, wib(3, 4))
    return [case]


def _paused(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(3, 2))
    desk.asked(case, wib(3, 4))
    reporting.add(desk.session, case, text="Di depan pasar", at=wib(3, 9))
    desk.verified(case, wib(3, 10))
    desk.disposed(case, cast.DLH, wib(3, 10, 11))
    return [case]


def _waiting(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(3, 26))
    desk.asked(case, wib(3, 27))
    return [case]


def _transferred(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(2, 3))
    desk.verified(case, wib(2, 4))
    desk.transferred(case, wib(2, 5))
    return [case]


def _rejected(desk: Desk, place: int) -> list[Case]:
    (case,) = _transferred(desk, place)
    by = cast.koordinator(desk.session)
    transfers.rejected(desk.session, case, by=by, version=None, reason="Bukan provinsi", at=wib(2, 20))
    return [case]


def _to_ppid(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(2, 3))
    by = cast.koordinator(desk.session)
    transfers.to_ppid(desk.session, case, by=by, version=None, reason="Minta dokumen", at=wib(2, 4))
    return [case]


def _merged(desk: Desk, place: int) -> list[Case]:
    master, *others = [desk.comes(wib(2, 9), place="Pasar Wedi") for _ in range(5)]
    by = cast.koordinator(desk.session)
    merging.merge(desk.session, master, others, by=by, version=None, at=wib(2, 10))
    desk.disposed(master, cast.DPUPR, wib(2, 11))
    merging.unmerge(desk.session, others[0], by=by, version=None, reason="Jembatan lain", at=wib(2, 12))
    desk.answered(master, wib(3, 30))
    return [master, *others]


def _reopened(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(1, 12))
    desk.verified(case, wib(1, 13))
    desk.disposed(case, cast.DLH, wib(1, 13, 11))
    desk.answered(case, wib(1, 15))
    reactions.reopen(desk.session, case, text="Belum beres", at=wib(1, 19))
    desk.answered(case, wib(1, 28))
    reactions.confirm(desk.session, case, at=wib(1, 29))
    if place == 0:
        reactions.rate(desk.session, case, score=1, comment=None, at=wib(1, 29, 11))
    return [case]


def _reclassified_too_late(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(1, 5))
    desk.verified(case, wib(1, 6))
    desk.disposed(case, cast.DPUPR, wib(1, 6, 11))
    desk.reclassified(case, wib(2, 2), kadar=Kadar.BERKADAR, category="aparatur")
    return [case]


def _reclassified_in_time(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(3, 2))
    desk.verified(case, wib(3, 3))
    desk.reclassified(case, wib(3, 4), kadar=Kadar.BERKADAR, category="aparatur")
    return [case]


def _carried(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(12, 15, year=2025))
    desk.verified(case, wib(12, 16, year=2025))
    desk.disposed(case, cast.DLH, wib(12, 16, 11, year=2025))
    desk.answered(case, wib(1, 6))
    reactions.confirm(desk.session, case, at=wib(1, 7))
    return [case]


def _ended_before(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(12, 1, year=2025))
    desk.verified(case, wib(12, 2, year=2025))
    desk.answered(case, wib(12, 3, year=2025))
    reactions.confirm(desk.session, case, at=wib(12, 4, year=2025))
    return [case]


def _taken_up_again(desk: Desk, place: int) -> list[Case]:
    (case,) = _ended_before(desk, place)
    by = cast.dewi(desk.session)
    service.reopen(desk.session, case, by=by, version=None, reason="Rusak lagi", at=wib(2, 5))
    return [case]


def _only_rated(desk: Desk, place: int) -> list[Case]:
    (case,) = _ended_before(desk, place)
    reactions.rate(desk.session, case, score=3, comment=None, at=wib(1, 5))
    return [case]


def _two_matters(desk: Desk, place: int) -> list[Case]:
    case = desk.comes(wib(3, 10))
    desk.verified(case, wib(3, 11))
    return [case]


def _last_minute(desk: Desk, place: int) -> list[Case]:
    return [desk.comes(wib(3, 31, 23, 30))]


def _first_minute_of_the_next(desk: Desk, place: int) -> list[Case]:
    return [desk.comes(wib(4, 1, 0, 30))]


_KINDS: tuple[tuple[str, int, Callable[[Desk, int], list[Case]]], ...] = (
    ("ended before", 1, _ended_before),
    ("only rated", 1, _only_rated),
    ("taken up again", 1, _taken_up_again),
    ("carried", 1, _carried),
    ("confirmed", 6, _confirmed),
    ("late", 4, _late),
    ("closed by staff", 3, _closed_by_staff),
    ("spam", 2, _archived(Outcome.SPAM, wib(2, 3))),
    ("abuse", 1, _archived(Outcome.ABUSE, wib(2, 3))),
    ("out of scope", 2, _archived(Outcome.OUT_OF_SCOPE, wib(2, 10))),
    ("withdrawn", 1, _withdrawn),
    ("incomplete", 2, _incomplete),
    ("revived", 1, _revived),
    ("paused", 2, _paused),
    ("waiting", 1, _waiting),
    ("transferred", 2, _transferred),
    ("rejected", 1, _rejected),
    ("to ppid", 1, _to_ppid),
    ("merged", 1, _merged),
    ("reopened", 2, _reopened),
    ("reclassified too late", 1, _reclassified_too_late),
    ("reclassified in time", 1, _reclassified_in_time),
    ("two matters", 1, _two_matters),
    ("last minute", 1, _last_minute),
    ("next quarter", 1, _first_minute_of_the_next),
)


def went_on(database: Database, found: dict[str, list[str]]) -> None:
    """What happens to the same tickets in the three weeks after the quarter: none of it belongs to its report."""

    def case(session: Session, name: str, place: int = 0) -> Case:
        return session.scalars(select(Case).where(Case.number == found[name][place])).one()

    def work(act: Callable[[Session, Desk], Any]) -> None:
        with database.write() as session:
            act(session, Desk(session))

    def reopens(session: Session, name: str, at: datetime) -> None:
        by = cast.dewi(session)
        service.reopen(session, case(session, name), by=by, version=None, reason="Diperiksa lagi", at=at)

    work(lambda s, d: reporting.add(s, case(s, "waiting"), text="Di Wedi", at=wib(4, 6)))
    work(lambda s, d: d.verified(case(s, "waiting"), wib(4, 7)))
    work(lambda s, d: d.asked(case(s, "last minute"), wib(4, 1)))
    work(lambda s, d: reporting.add(s, case(s, "last minute"), text="Di Wedi", at=wib(4, 7)))
    work(lambda s, d: merging.split(
        s, case(s, "two matters"), by=cast.koordinator(s), version=None, text="Lampunya juga mati", at=wib(4, 2)
    ))  # fmt: skip
    work(lambda s, d: merging.unmerge(
        s, case(s, "merged", 2), by=cast.koordinator(s), version=None, reason="Lain", at=wib(4, 7)
    ))  # fmt: skip
    work(lambda s, d: reactions.confirm(s, case(s, "merged"), at=wib(4, 8)))
    work(lambda s, d: reopens(s, "late", wib(4, 8)))
    work(lambda s, d: reopens(s, "spam", wib(4, 9)))
    work(lambda s, d: reactions.rate(s, case(s, "confirmed"), score=1, comment=None, at=wib(4, 10)))
    work(lambda s, d: d.reclassified(case(s, "reclassified in time"), wib(4, 13), category="jalan"))
    work(lambda s, d: transfers.rejected(
        s, case(s, "transferred"), by=cast.koordinator(s), version=None, reason="Bukan", at=wib(4, 9)
    ))  # fmt: skip
    work(lambda s, d: d.answered(case(s, "revived"), wib(4, 10)))
    work(lambda s, d: workdays.declare_holiday(
        s, day=date(2026, 3, 26), name="Hari jadi", decree="SK 1/2026", at=wib(4, 14)
    ))  # fmt: skip
    with database.read() as session:
        behind = recomputing.stale(session)
    for case_id in behind:
        with database.write() as session:
            recomputing.recompute(session, case_id, at=wib(4, 14, 11))
