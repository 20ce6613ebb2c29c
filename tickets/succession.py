"""Succession: when the reporter of the case that stands for others takes it back, the oldest of the others stands for the rest."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import classifying, deadlines, merging, notices
from tickets.kinds import ClockKind, LinkKind, Party
from tickets.models import Case, Link
from tickets.service import locked, move
from tickets.states import Action


def hand_over(session: Session, master: Case, *, at: datetime) -> Case | None:
    """Let the oldest case that was merged into this one go on in its place, as far as the work has come; that case.

    Everybody keeps their number and is told nothing, because for them nothing changes. None when nothing was merged.
    """
    members = notices.merged_into(session, master)
    if not members:
        return None
    heir = locked(session, min(members, key=lambda case: (case.received_at, case.id)).id)
    link = merging.link_of(session, heir)
    assert link is not None
    details = {"from": master.number}
    move(session, heir, Action.SUCCEED, party=Party.SYSTEM, back_to=master.status, details=details, at=at)
    heir.agency_id, heir.assignee_id, heir.attention = master.agency_id, master.assignee_id, master.attention
    link.undone_at = at
    for row in merging.links_into(session, master):
        row.to_id = heir.id
    session.add(Link(kind=LinkKind.FOLLOW_UP_OF, case_id=heir.id, to_id=master.id, at=at, details={}))
    session.flush()
    _take_up(session, heir, master, link, at=at)
    merging.earliest(session, heir)
    return heir


def _take_up(session: Session, heir: Case, master: Case, link: Link, *, at: datetime) -> None:
    """The heir is sorted as the master is, and has the terms its own receipt gave it, as far as they are not met."""
    merging.run_on(session, heir, link)
    if heir.complaint is not None and master.complaint is not None:
        before = deadlines.completion_of(heir.complaint)
        heir.complaint.kadar, heir.complaint.subject = master.complaint.kadar, master.complaint.subject
        heir.complaint.category = master.complaint.category
        classifying.retime(session, heir, before, at=at)
    running = {clock.kind: clock for clock in deadlines.running(session, master)}
    for kind in (ClockKind.FIRST_ANSWER, ClockKind.REPORTER_COMPLETES):
        if kind in running:
            deadlines.start(session, heir, kind, at=running[kind].started_at)
        else:
            deadlines.meet(session, heir, (kind,), at=at)
    verification = running.get(ClockKind.VERIFICATION)
    if verification is None:
        deadlines.meet(session, heir, (ClockKind.VERIFICATION,), at=at)
    elif verification.paused_at is None:
        deadlines.resume(session, heir, ClockKind.VERIFICATION, at=at)
    else:
        deadlines.pause(session, heir, ClockKind.VERIFICATION, at=at)
