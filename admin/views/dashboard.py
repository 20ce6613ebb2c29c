"""Dasbor: where the open quarter stands; every number opens exactly its tickets in the queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_admin import expose
from sqlalchemy import select

from admin import filters
from admin.base import DeskView
from admin.context import calendar, db, me, midnight, now, today
from core import staff as people
from core.staff import Agency, Permission, Staff
from texts import labels, reports
from texts import panel as said
from tickets import board, listing, queries
from tickets.board import Day, Heap
from tickets.models import Case
from tickets.queries import CaseFilter, Tab
from tickets.reports.quarters import quarter_of
from tickets.signs import Sign

NEAREST = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the address of its tickets; no address where there are none."""

    count: int
    address: str
    label: str = ""
    alarms: bool = False
    width: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """What lies with an agency or an officer."""

    name: str
    numbers: list[Number]


class Dashboard(DeskView):
    """For those who lead: the whole office, or the agency whose cases one sees."""

    permission = Permission.SEE_BOARD

    def __init__(self) -> None:
        super().__init__(name="Dasbor", category="Pengawasan", endpoint="dasbor", url="/admin/dasbor")

    @expose("/")
    def index(self):
        staff, day = me(db.session), Day(today(), midnight(), calendar().after(today(), 1).due, now())
        quarter = quarter_of(day.today)
        return self.render(
            "panel/dashboard.html",
            quarter=reports.quarter_name(quarter.code),
            first=quarter.first,
            numbers=_numbers(staff, day, quarter.first),
            weeks=_weeks(staff, day, quarter.first),
            states=_states(staff, day, quarter.first),
            agencies=_agencies(staff, day),
            officers=_officers(staff, day),
            channels=_channels(staff, day, quarter.first),
            ratings=_ratings(staff, day, quarter.first),
            late=_first(staff, day, CaseFilter(tab=Tab.OVERDUE)),
            nearly=_first(staff, day, CaseFilter(tab=Tab.OPEN, sign=Sign.NEARLY_LATE)),
            undelivered=_first(staff, day, CaseFilter(tab=Tab.OPEN, sign=Sign.UNDELIVERED)),
        )


def _address(wanted: CaseFilter) -> str:
    return url_for("tiket.index", **filters.written(wanted))


def _numbers(staff: Staff, day: Day, first: date) -> list[Number]:
    wanted = [
        (CaseFilter(tab=Tab.ALL, received_from=first), "masuk triwulan ini", False),
        (CaseFilter(tab=Tab.OPEN), "terbuka sekarang", False),
        (CaseFilter(tab=Tab.OVERDUE), "terlambat", True),
        (CaseFilter(tab=Tab.OPEN, sign=Sign.NEARLY_LATE), "hampir terlambat", False),
        (CaseFilter(tab=Tab.OPEN, sign=Sign.UNDELIVERED), "jawaban belum sampai", True),
        (CaseFilter(tab=Tab.WAITING), "menunggu pelapor", False),
        (CaseFilter(tab=Tab.ATTENTION), "perlu perhatian", True),
        (CaseFilter(tab=Tab.ALL, ended_from=first), "berakhir triwulan ini", False),
    ]
    found = board.counts(db.session, staff, day, [each for each, _, _ in wanted])
    return [
        Number(count, _address(each), label, alarms=is_bad and count > 0)
        for count, (each, label, is_bad) in zip(found, wanted, strict=True)
    ]


def _weeks(staff: Staff, day: Day, first: date) -> list[tuple[date, Number]]:
    found = board.by_week(db.session, staff, day, first)
    tallest = max((count for *_, count in found), default=0) or 1
    return [
        (
            start,
            Number(
                count,
                _address(CaseFilter(tab=Tab.ALL, received_from=start, received_to=end)),
                width=max(round(100 * count / tallest), 2 if count else 0),
            ),
        )
        for start, end, count in found
    ]


def _states(staff: Staff, day: Day, first: date) -> list[Number]:
    found = board.states_since(db.session, staff, day, first)
    longest = max((count for *_, count in found), default=0) or 1
    return [
        Number(
            count,
            _address(CaseFilter(tab=Tab.ALL, received_from=first, status=status, outcome=outcome)),
            reports.state(outcome or status),
            width=round(100 * count / longest),
        )
        for status, outcome, count in found
    ]


def _heap(heap: Heap, **held) -> list[Number]:
    wanted = [
        (heap.open, CaseFilter(tab=Tab.OPEN, **held), False),
        (heap.overdue, CaseFilter(tab=Tab.OVERDUE, **held), True),
    ]
    if "sign" not in held:
        wanted += [
            (heap.nearly, CaseFilter(tab=Tab.OPEN, sign=Sign.NEARLY_LATE, **held), False),
            (heap.undelivered, CaseFilter(tab=Tab.OPEN, sign=Sign.UNDELIVERED, **held), True),
        ]
    return [
        Number(count, _address(each) if count else "", alarms=is_bad and count > 0) for count, each, is_bad in wanted
    ]


def _agencies(staff: Staff, day: Day) -> list[Row]:
    names = {row.id: row.short_name for row in db.session.execute(select(Agency.id, Agency.short_name))}
    return [
        Row(names[heap.key], _heap(heap, agency_id=heap.key))
        if heap.key is not None
        else Row(said.WITH_NO_AGENCY, _heap(heap, sign=Sign.NO_AGENCY))
        for heap in board.heaps(db.session, staff, day, Case.agency_id)
    ]


def _officers(staff: Staff, day: Day) -> list[Row]:
    found = board.heaps(db.session, staff, day, Case.assignee_id)
    names = people.names(db.session, [heap.key for heap in found])
    return [
        Row(names.get(heap.key, "–"), _heap(heap, assignee_id=heap.key))
        if heap.key is not None
        else Row(said.WITH_NO_OFFICER, _heap(heap, sign=Sign.NO_OFFICER))
        for heap in found
    ]


def _channels(staff: Staff, day: Day, first: date) -> list[Row]:
    return [
        Row(
            labels.CHANNEL[channel],
            [
                Number(count, _address(CaseFilter(tab=Tab.ALL, channel=channel, received_from=first))),
                Number(
                    opened,
                    _address(CaseFilter(tab=Tab.OPEN, channel=channel, received_from=first)) if opened else "",
                ),
            ],
        )
        for channel, count, opened in board.by_channel(db.session, staff, day, first)
    ]


@dataclass(frozen=True, slots=True)
class Ratings:
    """The scores given since the quarter began, and beside them who ended in it without one."""

    scores: list[Number]
    given: int
    mean: float | None
    silent: Number


def _ratings(staff: Staff, day: Day, first: date) -> Ratings:
    found = board.ratings_since(db.session, staff, day, first)
    given, longest = sum(found.values()), max(found.values(), default=0) or 1
    silent = CaseFilter(tab=Tab.ALL, sign=Sign.SILENT, ended_from=first)
    (quiet,) = board.counts(db.session, staff, day, [silent])
    scores = [
        Number(
            count,
            _address(CaseFilter(tab=Tab.ALL, rated_from=first, score=score)) if count else "",
            f"Nilai {score}",
            width=round(100 * count / longest),
        )
        for score, count in found.items()
    ]
    mean = sum(score * count for score, count in found.items()) / given if given else None
    return Ratings(scores, given, mean, Number(quiet, _address(silent) if quiet else ""))


def _first(staff: Staff, day: Day, wanted: CaseFilter) -> tuple[Sequence[Case], str]:
    """The head of a list, and the address of all of it."""
    narrowed = CaseFilter(tab=wanted.tab, sign=wanted.sign, soon=day.soon)
    where = queries.conditions(narrowed, staff, today=day.today, midnight=day.midnight)
    return listing.first(db.session, where, limit=NEAREST), _address(wanted)
