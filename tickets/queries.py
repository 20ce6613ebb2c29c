"""Reading cases: what a queue lists, a person may see, and a citizen asks about. Nothing here changes a row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from core.messages.channels import Channel
from core.messages.media import Media
from core.staff import Staff, agencies_of, office_wide
from tickets import held_files, searching, signs
from tickets.kinds import Attention, CaseKind, Kadar, LinkKind, Outcome, Priority, Status, Visibility
from tickets.models import Attachment, Case, Complaint, Follower, Link, Rating
from tickets.signs import Sign
from tickets.states import DESKS, RESTRICTED_DESK

OPEN, NOT_HELD = signs.OPEN, signs.NOT_HELD


class Tab(StrEnum):
    """The views of the queue, with addresses that stay."""

    NEW = "baru"
    OVERDUE = "terlambat"
    TODAY = "hari-ini"
    WAITING = "menunggu-pelapor"
    ATTENTION = "perlu-perhatian"
    QUARANTINE = "karantina"
    MINE = "milik-saya"
    OPEN = "terbuka"
    DONE = "selesai"
    ALL = "semua"


class Recent(StrEnum):
    """What happened lately, with addresses that stay: the rows behind the numbers of the home page."""

    RECEIVED_24H = "masuk-24-jam"
    ENDED_30D = "berakhir-30-hari"
    RATED_30D = "dinilai-30-hari"


DAY, MONTH = timedelta(hours=24), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list is narrowed to. The screen and the export use the same object."""

    tab: Tab = Tab.OPEN
    search: str = ""
    status: Status | None = None
    kind: CaseKind | None = None
    channel: Channel | None = None
    agency_id: int | None = None
    received_from: date | None = None
    received_to: date | None = None
    outcome: Outcome | None = None
    recent: Recent | None = None
    now: datetime | None = None
    sign: Sign | None = None
    soon: date | None = None
    assignee_id: int | None = None
    ended_from: date | None = None
    rated_from: date | None = None
    score: int | None = None


def visible_to(staff: Staff) -> ColumnElement[bool]:
    """The cases this person may see, as a condition: the same rule as :func:`tickets.states.may_see`."""
    roles, agencies = office_wide(staff), agencies_of(staff)
    if not staff.active:
        return false()
    kinds = [kind for kind, desk in DESKS.items() if roles & desk]
    everything = len(kinds) == len(DESKS)
    reach = true() if everything else or_(_of_kinds(kinds), Case.agency_id.in_(agencies) if agencies else false())
    berkadar = select(Complaint.case_id).where(_IS_BERKADAR)
    if roles & RESTRICTED_DESK:
        return reach if everything else or_(reach, Case.id.in_(berkadar))
    return and_(reach, Case.id.not_in(berkadar.scalar_subquery()))


def _of_kinds(kinds: Sequence[CaseKind]) -> ColumnElement[bool]:
    return Case.kind.in_(kinds) if kinds else false()


_IS_BERKADAR = Complaint.kadar == literal_column(f"'{Kadar.BERKADAR.value}'")
"""Written out, not as a parameter, so that a database may use the index over the few rows of it."""


def conditions(filters: CaseFilter, staff: Staff, *, today: date, midnight: datetime) -> list[ColumnElement[bool]]:
    """The filter as conditions. ``midnight`` is the start of the office's today, in UTC."""
    return [visible_to(staff), *narrowed(filters, staff, today=today, midnight=midnight)]


def narrowed(filters: CaseFilter, staff: Staff, *, today: date, midnight: datetime) -> list[ColumnElement[bool]]:
    """The filter alone, where somebody else sees to what this person may see."""
    found = [_tab(filters.tab, staff, today)]
    if filters.status is not None:
        found.append(Case.status == filters.status)
    if filters.kind is not None:
        found.append(Case.kind == filters.kind)
    if filters.channel is not None:
        found.append(Case.channel == filters.channel)
    if filters.agency_id is not None:
        found.append(Case.agency_id == filters.agency_id)
    if filters.received_from is not None:
        found.append(Case.received_at >= midnight + timedelta(days=(filters.received_from - today).days))
    if filters.received_to is not None:
        found.append(Case.received_at < midnight + timedelta(days=(filters.received_to - today).days + 1))
    if filters.outcome is not None:
        found.append(Case.outcome == filters.outcome)
    if filters.recent is not None and filters.now is not None:
        found.append(_recent(filters.recent, filters.now))
    found.extend(_marked(filters, today, midnight))
    found.extend(searching.conditions(filters.search))
    return found


def _marked(filters: CaseFilter, today: date, midnight: datetime) -> list[ColumnElement[bool]]:
    """What the numbers of the dashboard narrow a list to."""
    found = []
    if filters.sign is not None:
        found.append(signs.condition(filters.sign, today=today, soon=filters.soon or today))
    if filters.assignee_id is not None:
        found.append(Case.assignee_id == filters.assignee_id)
    if filters.ended_from is not None:
        found.append(Case.closed_at >= midnight + timedelta(days=(filters.ended_from - today).days))
    rated = [Rating.score == filters.score] if filters.score is not None else []
    if filters.rated_from is not None:
        rated.append(Rating.at >= midnight + timedelta(days=(filters.rated_from - today).days))
    if rated:
        found.append(Case.id.in_(select(Rating.case_id).where(*rated)))
    return found


def _recent(recent: Recent, now: datetime) -> ColumnElement[bool]:
    if recent is Recent.RECEIVED_24H:
        return Case.received_at >= now - DAY
    if recent is Recent.ENDED_30D:
        return Case.closed_at >= now - MONTH
    return Case.id.in_(select(Rating.case_id).where(Rating.at >= now - MONTH))


def _tab(tab: Tab, staff: Staff, today: date) -> ColumnElement[bool]:
    still_open = Case.status.in_(OPEN)
    at_work = and_(still_open, NOT_HELD)
    views: dict[Tab, ColumnElement[bool]] = {
        Tab.NEW: and_(Case.status.in_((Status.RECEIVED, Status.REOPENED)), NOT_HELD),
        Tab.OVERDUE: and_(still_open, Case.due_on < today),
        Tab.TODAY: and_(still_open, Case.due_on == today),
        Tab.WAITING: Case.status == Status.WAITING,
        Tab.ATTENTION: and_(Case.attention.is_not(None), NOT_HELD),
        Tab.QUARANTINE: Case.attention == Attention.QUARANTINE,
        Tab.MINE: and_(still_open, Case.assignee_id == staff.id),
        Tab.OPEN: at_work,
        Tab.DONE: Case.status.not_in(OPEN),
        Tab.ALL: true(),
    }
    return views[tab]


def count(session: Session, where: Sequence[ColumnElement[bool]]) -> int:
    """How many cases a filter finds."""
    return session.scalar(select(func.count()).select_from(Case).where(*where)) or 0


def tab_counts(session: Session, staff: Staff, *, today: date) -> dict[Tab, int]:
    """The number on each tab: one pass over what is open, and two counts over the rest, which grows for years."""
    seen, still_open = visible_to(staff), Case.status.in_(OPEN)
    live = [tab for tab in Tab if tab not in {Tab.ALL, Tab.DONE, Tab.ATTENTION}]
    columns = [func.count().filter(_tab(tab, staff, today)).label(tab.name) for tab in live]
    row = session.execute(select(*columns).select_from(Case).where(seen, still_open)).one()
    found: dict[Tab, int] = {tab: int(getattr(row, tab.name)) for tab in live}
    everything = count(session, [seen])
    found |= {Tab.ALL: everything, Tab.DONE: everything - found[Tab.OPEN] - found[Tab.QUARANTINE]}
    return {**found, Tab.ATTENTION: count(session, [seen, _tab(Tab.ATTENTION, staff, today)])}


def by_number(session: Session, number: str) -> Case | None:
    """The case with this number."""
    return session.scalar(select(Case).where(Case.number == number))


def goes_on_as(session: Session, case: Case) -> Case | None:
    """The permohonan under which a report that asked for public information goes on (DECISIONS 8)."""
    if case.outcome is not Outcome.TO_PPID:
        return None
    after = select(Case).join(Link, Link.case_id == Case.id).where(Link.to_id == case.id)
    return session.scalar(after.where(Case.kind == CaseKind.PERMOHONAN).order_by(Case.id.desc()).limit(1))


def for_staff(session: Session, number: str, staff: Staff) -> Case | None:
    """The case, if this person may see it; None otherwise, whichever the reason."""
    return session.scalar(select(Case).where(Case.number == number, visible_to(staff)))


def of_contact(
    session: Session, contact_id: int, *, limit: int | None = 10, of: Collection[Status] | None = None
) -> list[Case]:
    """The cases a chat follows, the newest first; with ``of`` only those that stand like that."""
    followed = select(Case).join(Follower, Follower.case_id == Case.id).where(Follower.contact_id == contact_id)
    if of is not None:
        followed = followed.where(Case.status.in_(of))
    return list(session.scalars(followed.order_by(Case.id.desc()).limit(limit)))


def hides_somewhere(session: Session, contact_id: int) -> bool:
    """Does this chat follow a case whose reporter is not to be known?"""
    hiding = [visibility for visibility in Visibility if visibility.hides_reporter]
    found = select(Case.id).join(Follower, Follower.case_id == Case.id)
    theirs = found.where(Follower.contact_id == contact_id, Case.visibility.in_(hiding))
    return session.scalar(theirs.limit(1)) is not None


def attachments(session: Session, case: Case) -> list[Media]:
    """The files of a case, in the order they came."""
    kept = select(Media).join(Attachment, Attachment.media_id == Media.id).where(Attachment.case_id == case.id)
    return list(session.scalars(kept.order_by(Media.id)))


def attachment_for(session: Session, media_id: int, staff: Staff) -> Media | None:
    """A file, if it belongs to a case this person may see, or to one merged into it, and is not held back from them."""
    seen = select(Case.id).where(visible_to(staff))
    merged = select(Link.case_id).where(
        Link.kind == LinkKind.DUPLICATE_OF, Link.undone_at.is_(None), Link.to_id.in_(seen)
    )
    within = or_(visible_to(staff), and_(Case.status == Status.MERGED, Case.id.in_(merged)))
    return session.scalar(
        select(Media)
        .join(Attachment, Attachment.media_id == Media.id)
        .join(Case, Case.id == Attachment.case_id)
        .where(Media.id == media_id, within, held_files.let_through(staff))
        .limit(1)
    )


def rating(session: Session, case: Case) -> Rating | None:
    """What the reporter gave; None is silence."""
    return session.get(Rating, case.id)


@dataclass(frozen=True, slots=True)
class Totals:
    """The few numbers a home page opens with."""

    open: int
    overdue: int
    received_24h: int
    rated: int
    mean_rating: float | None
    ended: dict[Outcome, int]


def totals(session: Session, staff: Staff, *, today: date, at: datetime) -> Totals:
    """Open, overdue, new in a day, ratings and ways of ending over thirty days, of the cases this person sees."""
    seen = visible_to(staff)
    month = at - MONTH
    live = session.execute(
        select(
            func.count().filter(NOT_HELD).label("open"),
            func.count().filter(Case.due_on < today).label("overdue"),
        )
        .select_from(Case)
        .where(seen, Case.status.in_(OPEN))
    ).one()
    given = aliased(Rating)
    rated = session.execute(
        select(func.count(given.score).label("how_many"), func.avg(given.score).label("mean"))
        .join(Case, Case.id == given.case_id)
        .where(seen, given.at >= month)
    ).one()
    ended = session.execute(
        select(Case.outcome, func.count()).where(seen, Case.closed_at >= month).group_by(Case.outcome)
    )
    return Totals(
        open=live.open,
        overdue=live.overdue,
        received_24h=count(session, [seen, Case.received_at >= at - DAY]),
        rated=rated.how_many,
        mean_rating=float(rated.mean) if rated.mean is not None else None,
        ended={outcome: number for outcome, number in ended if outcome is not None},
    )


def per_day(session: Session, staff: Staff, *, midnight: datetime, days: int) -> list[int]:
    """How many cases came on each of the last ``days`` days, today last, of the cases this person sees."""
    starts = [midnight - timedelta(days=back) for back in range(days - 1, -1, -1)]
    columns = [
        func.count().filter(Case.received_at >= start, Case.received_at < start + timedelta(days=1)) for start in starts
    ]
    row = session.execute(
        select(*columns).select_from(Case).where(visible_to(staff), Case.received_at >= starts[0])
    ).one()
    return [int(number) for number in row]


@dataclass(frozen=True, slots=True)
class Load:
    """What lies open with an agency, or with nobody yet (``agency_id`` None)."""

    agency_id: int | None
    open: int
    overdue: int


def load_by_agency(session: Session, staff: Staff, *, today: date) -> list[Load]:
    """Open and overdue cases per agency, the fullest first, of the cases this person sees."""
    opened = func.count().filter(NOT_HELD)
    rows = session.execute(
        select(Case.agency_id, opened, func.count().filter(Case.due_on < today))
        .where(visible_to(staff), Case.status.in_(OPEN))
        .group_by(Case.agency_id)
        .order_by(opened.desc(), Case.agency_id)
    )
    return [Load(agency_id, count, late) for agency_id, count, late in rows]


def waiting_now(session: Session, staff: Staff, *, today: date) -> int:
    """What calls for somebody at once: overdue cases and emergencies nobody has begun with."""
    late = and_(Case.status.in_(OPEN), Case.due_on < today)
    urgent = and_(Case.priority == Priority.DARURAT, Case.status.in_((Status.RECEIVED, Status.REOPENED)))
    found = select(func.count()).select_from(Case).where(visible_to(staff), or_(late, urgent))
    return session.scalar(found) or 0
