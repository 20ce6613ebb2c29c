"""Analitik: what people ask and what is missing, by week and channel; every number opens its questions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import url_for
from flask_admin import expose

from admin import addresses
from admin.addresses import Pages
from admin.auth import may
from admin.base import DeskView
from admin.context import db, office, today
from core.messages.channels import Channel
from core.staff import Permission
from knowledge import analytics, catalogue
from knowledge.analytics import Chosen, Counts, Scope, Slice
from texts import analytics as said

SPANS = {"4": 4, "13": 13, "26": 26}
USUAL = 13
MOST = 10
_BAR = (Slice.ANSWERED, Slice.OFFERED, Slice.MISSED)


@dataclass(frozen=True, slots=True)
class Piece:
    """One colour of a bar: where it begins and how high it is, in percent of the tallest week."""

    part: Slice
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Week:
    """One week with its numbers, its bar, and its days."""

    first: date
    last: date
    counts: Counts
    pieces: list[Piece]


class Analytics(DeskView):
    """What the bot is asked, and how well it does."""

    permission = Permission.SEE_ANALYTICS

    def __init__(self) -> None:
        super().__init__(name="Analitik", category="Pengawasan", endpoint="analitik", url="/admin/analitik")

    @expose("/")
    def index(self):
        channel, first = addresses.word("kanal", Channel), _first_monday(_span())
        scope = Scope(_midnight(first), _midnight(today() + timedelta(days=1)), channel)
        starts = [_midnight(first + timedelta(weeks=week)) for week in range(_span())]
        found = analytics.by_week(db.session, scope, starts)
        weeks = _weeks(first, [analytics.total(each.values()) for each in found])
        return self.render(
            "panel/analytics.html",
            words=said,
            Slice=Slice,
            span=_span(),
            spans=list(SPANS),
            channel=channel,
            first=first,
            all=analytics.total(week.counts for week in weeks),
            people=analytics.people(db.session, scope),
            weeks=weeks,
            channels=_channels(found),
            wanted=analytics.wanted(db.session, scope, limit=MOST),
            missing=analytics.missing(db.session, scope, limit=MOST),
            behind=_behind(first, channel),
            may_curate=may(Permission.EDIT_KNOWLEDGE),
        )

    @expose("/pertanyaan")
    def questions(self):
        first, last = addresses.day("dari") or _first_monday(USUAL), addresses.day("sampai") or today()
        chosen = Chosen(
            Scope(_midnight(first), _midnight(last + timedelta(days=1)), addresses.word("kanal", Channel)),
            addresses.word("hasil", Slice) or Slice.ALL,
            addresses.text("jawaban")[:80],
            addresses.row_id("sama"),
        )
        count = analytics.count(db.session, chosen)
        pages = Pages(min(addresses.page(), max(0, -(-count // analytics.PAGE) - 1)), count, analytics.PAGE)
        return self.render(
            "panel/analytics_questions.html",
            words=said,
            chosen=chosen,
            first=first,
            last=last,
            title=catalogue.titles(db.session, [chosen.slug]).get(chosen.slug, "") if chosen.slug else "",
            rows=analytics.rows(db.session, chosen, number=pages.number),
            pages=pages,
        )


def _span() -> int:
    """For how many weeks, this one included."""
    return SPANS.get(addresses.text("minggu"), USUAL)


def _first_monday(weeks: int) -> date:
    monday = today() - timedelta(days=today().weekday())
    return monday - timedelta(weeks=weeks - 1)


def _midnight(day: date) -> datetime:
    """When this day began at the office, in UTC."""
    return datetime.combine(day, time(), tzinfo=office().zone).astimezone(UTC)


def _weeks(first: date, counts: list[Counts]) -> list[Week]:
    tallest = max([each.asked for each in counts], default=0) or 1
    found = []
    for place, each in enumerate(counts):
        monday = first + timedelta(weeks=place)
        found.append(Week(monday, min(monday + timedelta(days=6), today()), each, _pieces(each, tallest)))
    return found


def _pieces(counts: Counts, tallest: int) -> list[Piece]:
    pieces, top = [], 100.0
    for part in _BAR:
        height = 100 * counts.of(part) / tallest
        top -= height
        pieces.append(Piece(part, round(top, 2), round(height, 2)))
    return pieces


def _channels(found: list[dict[Channel, Counts]]) -> list[tuple[Channel, Counts]]:
    used = sorted({channel for week in found for channel in week})
    summed = [(channel, analytics.total(week[channel] for week in found if channel in week)) for channel in used]
    return sorted(summed, key=lambda each: -each[1].asked)


def _behind(first: date, channel: Channel | None):
    """The address of the questions behind a number of this page."""

    def address(part: Slice = Slice.ALL, *, start=first, end=None, of: Channel | None = channel, **more) -> str:
        return url_for("analitik.questions", dari=start, sampai=end or today(), kanal=of, hasil=part.value, **more)

    return address
