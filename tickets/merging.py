"""Merging and splitting: many reports of one thing become one work, and everything can be taken apart again.

A merged case keeps its number and its followers; they hear what becomes of the case that stands for it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core import workdays
from core.errors import Refusal
from core.language.normalise import words as spelled
from core.messages.contacts import Contact
from core.staff import Role, Staff, office_wide
from tickets import categories, classifying, deadlines, enclosing, events, guards, notices, reporting
from tickets.kinds import Attention, CaseKind, ClockKind, Kadar, LinkKind, Party, Status
from tickets.models import Case, CaseClock, CaseEvent, Link
from tickets.notices import Notice
from tickets.service import MAX_TEXT, hold, locked, move, needed, open_for
from tickets.states import Action, NotNow, NotYourCase, may_see

MOST_AT_ONCE = 200


class CannotMerge(Refusal):
    """Only open complaints of the same sight are merged, and never a case into itself or into a merged one."""

    code = "cannot_merge"


def merge(
    session: Session, master: Case, others: Sequence[Case], *, by: Staff, version: int | None, at: datetime
) -> list[CaseEvent]:
    """Let ``master`` stand for these cases too. Its terms become the earliest of all; each reporter is told once."""
    if len(others) > MOST_AT_ONCE:
        raise CannotMerge(most=MOST_AT_ONCE)
    hold(session, master, *others)
    master = open_for(session, master, by=by, version=version)
    done = {other.id: _merge_one(session, master, other, by=by, at=at) for other in _in_order(others)}
    if done:
        master.version += 1
        numbers = [other.number for other in _in_order(others)]
        _note(session, master, "menerima_gabungan", numbers, by=by, at=at)
        _keep_first_answer(session, master)
        earliest(session, master)
        merged = [(other, done[other.id]) for other in _in_order(others)]
        heard = {contact.id for contact in notices.followers(session, master)}
        _tell_once(session, merged, at=at)
        if master.status is Status.ANSWERED:
            _pass_answer_on(session, master, merged, heard=heard, at=at)
    return list(done.values())


def _in_order(cases: Sequence[Case]) -> list[Case]:
    """In the order of their numbers, whatever order they were named in."""
    return sorted({case.id: case for case in cases}.values(), key=lambda case: case.id)


def _note(session: Session, case: Case, action: str, numbers: list[str], *, by: Staff, at: datetime) -> None:
    events.append(session, case, action, party=Party.STAFF, by=by, is_internal=True, details={"cases": numbers}, at=at)


def _tell_once(session: Session, merged: Sequence[tuple[Case, CaseEvent]], *, at: datetime) -> None:
    """Each reporter hears it once, with every number of theirs that was merged."""
    theirs: dict[int, tuple[Contact, Case, CaseEvent, list[str]]] = {}
    for case, event in merged:
        for contact in notices.followers(session, case):
            theirs.setdefault(contact.id, (contact, case, event, []))[3].append(case.number)
    for contact, case, event, numbers in theirs.values():
        notices.tell(session, case, event, Notice.MERGED, contact=contact, at=at, data={"numbers": numbers})


def _pass_answer_on(
    session: Session, master: Case, merged: Sequence[tuple[Case, CaseEvent]], *, heard: set[int], at: datetime
) -> None:
    """Who joins an answered case reads its answer too, once; their time to react starts when it is delivered."""
    answers = select(CaseEvent).where(CaseEvent.case_id == master.id, CaseEvent.action.in_(guards.ANSWERS))
    answer = session.scalar(answers.order_by(CaseEvent.seq.desc()).limit(1))
    if answer is None:
        return
    data = {"text": answer.text or "", "days": deadlines.react_days(session, master.kind)}
    files = enclosing.of_event(session, answer.id)
    for case, event in merged:
        for contact in notices.followers(session, case):
            if contact.id not in heard:
                heard.add(contact.id)
                notices.tell(session, case, event, Notice.ANSWERED, contact=contact, at=at, data=data, files=files)


def _merge_one(session: Session, master: Case, case: Case, *, by: Staff, at: datetime) -> CaseEvent:
    case = locked(session, case.id)
    if not may_see(by, case):
        raise NotYourCase(number=case.number)
    _refuse_unfit(session, master, case)
    kept = {
        "before": case.status.value,
        **_terms(session, case),
        "attention": case.attention.value if case.attention else None,
        "members": _carry_on(session, case, to=master),
        "completion": deadlines.completion_of(case.complaint) if case.complaint else None,
    }
    event = move(session, case, Action.MERGE, party=Party.STAFF, by=by, details={"into": master.number}, at=at)
    session.add(Link(kind=LinkKind.DUPLICATE_OF, case_id=case.id, to_id=master.id, by_id=by.id, at=at, details=kept))
    session.flush()
    return event


def _terms(session: Session, case: Case) -> dict[str, object]:
    """The terms that run, and since when those stand still that wait for the reporter."""
    running = deadlines.running(session, case)
    paused = {str(clock.id): clock.paused_at.isoformat() for clock in running if clock.paused_at is not None}
    return {"clocks": [clock.id for clock in running], "paused": paused}


def run_on(session: Session, case: Case, link: Link) -> None:
    """The terms that ended when the case was merged run on, or stand still again."""
    deadlines.run_again(session, case, link.details["clocks"])
    for clock_id, since in link.details.get("paused", {}).items():
        session.get_one(CaseClock, int(clock_id)).paused_at = datetime.fromisoformat(since)
    session.flush()
    deadlines.show_next(session, case)


def _carry_on(session: Session, case: Case, *, to: Case) -> list[int]:
    """What was merged into a case that is merged itself now goes with it; the links that were moved."""
    links = links_into(session, case)
    for row in links:
        row.to_id = to.id
    session.flush()
    return [row.id for row in links]


def links_into(session: Session, case: Case) -> list[Link]:
    """What says that a case was merged into this one."""
    return list(session.scalars(_links_into(case)))


def _links_into(case: Case) -> Select[Link]:
    return select(Link).where(Link.to_id == case.id, Link.kind == LinkKind.DUPLICATE_OF, Link.undone_at.is_(None))


def _refuse_unfit(session: Session, master: Case, case: Case) -> None:
    fit = (
        case.id != master.id
        and case.kind is CaseKind.PENGADUAN
        and master.kind is CaseKind.PENGADUAN
        and master.status.is_open
        and _kadar(case) is _kadar(master)
    )
    if not fit:
        raise CannotMerge(number=case.number)


def _kadar(case: Case) -> Kadar | None:
    return case.complaint.kadar if case.complaint else None


def unmerge(session: Session, case: Case, *, by: Staff, version: int | None, reason: str, at: datetime) -> CaseEvent:
    """Undo a merge: the case is again what it was, with the terms it had."""
    hold(session, case, notices.master_of(session, case))
    case = locked(session, case.id)
    link = link_of(session, case)
    back_to = Status(link.details["before"]) if link is not None else None
    replied = _reply_meanwhile(session, case) if back_to is Status.WAITING else None
    back_to = Status.RECEIVED if replied is not None else back_to
    event = move(
        session, case, Action.UNMERGE, party=Party.STAFF, by=by, version=version, reason=reason, back_to=back_to, at=at
    )
    assert link is not None
    master = locked(session, link.to_id)
    link.undone_at = at
    for row in session.scalars(_links_into(master).where(Link.id.in_(link.details["members"]))):
        row.to_id = case.id
    session.flush()
    run_on(session, case, link)
    if replied is not None:
        deadlines.meet(session, case, (ClockKind.REPORTER_COMPLETES,), at=replied)
        deadlines.resume(session, case, ClockKind.VERIFICATION, at=replied)
    case.attention = Attention(link.details["attention"]) if link.details.get("attention") else None
    if case.complaint is not None:
        before = link.details.get("completion") or deadlines.completion_of(case.complaint)
        classifying.retime(session, case, before, at=at)
    _give_back(session, link.details.get("lent"))
    _keep_first_answer(session, master)
    _note(session, master, "melepas_gabungan", [case.number], by=by, at=at)
    for changed in (case, master):
        earliest(session, changed)
    for contact in notices.followers(session, case):
        notices.tell(session, case, event, Notice.UNMERGED, contact=contact, at=at)
    return event


def _reply_meanwhile(session: Session, case: Case) -> datetime | None:
    """When the reporter first wrote while the case was merged: that answers the question that waited then."""
    own = select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case.id, CaseEvent.action == Action.MERGE)
    wrote = select(func.min(CaseEvent.at)).where(CaseEvent.case_id == case.id, CaseEvent.action == "tambahan")
    return session.scalar(wrote.where(CaseEvent.seq > own.scalar_subquery()))


def unmerge_all(session: Session, master: Case, *, by: Staff, reason: str, at: datetime) -> int:
    """Take everything apart again that was merged into this case; how many cases that were."""
    members = notices.merged_into(session, master)
    hold(session, master, *members)
    for member in members:
        unmerge(session, member, by=by, version=None, reason=reason, at=at)
    return len(members)


def link_of(session: Session, case: Case) -> Link | None:
    """What says that this case was merged into another one."""
    return session.scalar(
        select(Link)
        .where(Link.case_id == case.id, Link.kind == LinkKind.DUPLICATE_OF, Link.undone_at.is_(None))
        .order_by(Link.id.desc())
        .limit(1)
    )


def earliest(session: Session, master: Case) -> None:
    """The terms of a case that stands for others: each the earliest of its own and those of the merged ones."""
    calendar = workdays.current(session)
    theirs = _terms_of_members(session, master)
    for clock in deadlines.running(session, master):
        if clock.paused_at is None and clock.kind in deadlines.OF_THE_OFFICE:
            own = calendar.after(clock.start_day, clock.days if clock.days_left is None else clock.days_left).due
            clock.due_on = min([own, *(term.due_on for term in theirs if term.kind is clock.kind)])
    session.flush()
    deadlines.show_next(session, master)


def _keep_first_answer(session: Session, master: Case) -> None:
    """A first answer that was promised to a merged case is owed by the one that stands for it, also without one of its
    own; undoing the merge takes the term along again (``lent``).
    """
    promised = [term for term in _terms_of_members(session, master) if term.kind is ClockKind.FIRST_ANSWER]
    is_answered = master.status is Status.ANSWERED
    if not promised or is_answered or deadlines.open_clock(session, master, ClockKind.FIRST_ANSWER) is not None:
        return
    first = min(promised, key=lambda term: term.due_on)
    columns = (
        "kind",
        "days",
        "citation",
        "calendar_version",
        "started_at",
        "start_day",
        "due_on",
        "skipped",
        "days_left",
    )
    lent = CaseClock(case_id=master.id, **{name: getattr(first, name) for name in columns})
    session.add(lent)
    session.flush()
    for row in session.scalars(_links_into(master)):
        if first.id in row.details["clocks"]:
            row.details = {**row.details, "lent": lent.id}


def _give_back(session: Session, clock_id: int | None) -> None:
    """The term goes with the case it was promised to, unless it was met meanwhile."""
    lent = session.get(CaseClock, clock_id) if clock_id is not None else None
    if lent is not None and lent.met_at is None:
        session.delete(lent)
        session.flush()


def _terms_of_members(session: Session, master: Case) -> list[CaseClock]:
    ids = [
        clock_id
        for link in links_into(session, master)
        for clock_id in link.details["clocks"]
        if str(clock_id) not in link.details.get("paused", {})
    ]
    return list(session.scalars(select(CaseClock).where(CaseClock.id.in_(ids)))) if ids else []


def split(
    session: Session, case: Case, *, by: Staff, version: int | None, text: str, place: str = "", at: datetime
) -> Case:
    """Two matters in one report: the second becomes a case of its own, received when the first was.

    The same people follow it and are told once, with its number and code.
    """
    words = needed(text)
    case = open_for(session, case, by=by, version=version)
    if not case.status.is_open or case.complaint is None or len(words) > MAX_TEXT:
        raise NotNow(action="pecah", status=case.status, number=case.number)
    guess = categories.suggest(spelled(words))
    part = reporting.file_part(
        session,
        case,
        text=words,
        place=place.strip() or case.complaint.place,
        category=guess.code if guess else None,
        by=by,
        at=at,
    )
    session.add(Link(kind=LinkKind.CHILD_OF, case_id=part.id, to_id=case.id, by_id=by.id, at=at, details={}))
    case.version += 1
    event = events.append(session, case, "pecah", party=Party.STAFF, by=by, details={"cases": [part.number]}, at=at)
    for contact in notices.followers(session, case):
        data = {"part": part.number, "part_id": part.id, "part_title": part.title, "code_version": part.code_version}
        notices.tell(session, case, event, Notice.SPLIT, contact=contact, at=at, data=data)
    return part


def filed_together(session: Session, cases: Sequence[Case], *, at: datetime) -> None:
    """Reports that one message told of and its reporter parted: each of the others hangs together with the first."""
    first, *others = cases
    for other in others:
        session.add(Link(kind=LinkKind.FILED_WITH, case_id=other.id, to_id=first.id, at=at, details={}))


def link(session: Session, case: Case, other: Case, *, by: Staff, version: int | None, at: datetime) -> Link:
    """Say that two cases belong to one story, without merging them."""
    hold(session, case, other)
    case = open_for(session, case, by=by, version=version)
    if case.id == other.id or not may_see(by, other):
        raise CannotMerge(number=other.number)
    made = Link(kind=LinkKind.FOLLOW_UP_OF, case_id=case.id, to_id=other.id, by_id=by.id, at=at, details={})
    session.add(made)
    case.version += 1
    events.append(
        session, case, "kaitkan", party=Party.STAFF, by=by, is_internal=True, details={"cases": [other.number]}, at=at
    )
    return made


def unlink(session: Session, case: Case, link_id: int, *, by: Staff, version: int | None, at: datetime) -> None:
    """Two cases turned out not to belong together. A merge is undone by :func:`unmerge`; what was filed together stays so."""
    case = open_for(session, case, by=by, version=version)
    found = session.get(Link, link_id)
    fits = found is not None and found.undone_at is None and case.id in {found.case_id, found.to_id}
    if found is None or not fits or found.kind in _NOT_SAID_BY_STAFF:
        raise NotNow(action="lepas_kaitan", status=case.status, number=case.number)
    found.undone_at = at
    case.version += 1
    events.append(session, case, "lepas_kaitan", party=Party.STAFF, by=by, is_internal=True, at=at)


_NOT_SAID_BY_STAFF = frozenset({LinkKind.DUPLICATE_OF, LinkKind.FILED_WITH})


def known_to(session: Session, case: Case, staff: Staff) -> list[tuple[Link, Case, bool]]:
    """What this person may know of that: nothing of a case they may not open. That two reports have one reporter would
    undo the pseudonyms of who stays hidden, so it is told to those alone who sort the reports of the whole office.
    """
    sorts = bool(office_wide(staff) & {Role.VERIFIKATOR, Role.KOORDINATOR, Role.INSPEKTORAT, Role.SUPERVISOR})
    return [
        (row, other, away)
        for row, other, away in of_case(session, case)
        if may_see(staff, other) and (sorts or row.kind is not LinkKind.FILED_WITH or not _hides(case, other))
    ]


def _hides(*cases: Case) -> bool:
    return any(case.visibility.hides_reporter for case in cases)


def of_case(session: Session, case: Case) -> list[tuple[Link, Case, bool]]:
    """What this case hangs together with: the link, the other case, and whether the link leads away from here."""
    links = select(Link).where(Link.undone_at.is_(None), (Link.case_id == case.id) | (Link.to_id == case.id))
    found = []
    for row in session.scalars(links.order_by(Link.id)):
        away = row.case_id == case.id
        other = session.get(Case, row.to_id if away else row.case_id)
        assert other is not None
        found.append((row, other, away))
    return found
