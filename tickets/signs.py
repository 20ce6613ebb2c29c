"""Signs: what makes a case stand out beside its status, each as a condition of a list and a number of the dashboard."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, or_, select
from sqlalchemy.orm import aliased

from core.messages.outbox import Delivery, OutboxMessage, OutboxState
from tickets.guards import AROUND_A_PROPOSAL
from tickets.kinds import Attention, ClockKind, Outcome, Status
from tickets.models import Case, CaseClock, CaseEvent, Follower, Rating, Unmasking
from tickets.notices import Notice
from tickets.states import Action


class Sign(StrEnum):
    """With addresses that stay."""

    NEARLY_LATE = "hampir-terlambat"
    UNDELIVERED = "jawaban-belum-sampai"
    NO_AGENCY = "tanpa-opd"
    NO_OFFICER = "tanpa-petugas"
    SILENT = "tanpa-penilaian"
    PROPOSED = "menunggu-persetujuan"
    NAME_ASKED = "nama-diminta"


OPEN = tuple(status for status in Status if status.is_open)
NOT_HELD = or_(Case.attention.is_(None), Case.attention != Attention.QUARANTINE)
"""Not in quarantine: what the working views and their numbers show."""
RATEABLE = (Outcome.CONFIRMED, Outcome.CLOSED_BY_STAFF, Outcome.NO_REACTION)


def condition(sign: Sign, *, today: date, soon: date) -> ColumnElement[bool]:
    """The cases with this sign. ``soon`` is the next working day: what is due until then is nearly late."""
    match sign:
        case Sign.NEARLY_LATE:
            return and_(Case.status.in_(OPEN), Case.due_on >= today, Case.due_on <= soon)
        case Sign.UNDELIVERED:
            return _undelivered()
        case Sign.NO_AGENCY:
            return Case.agency_id.is_(None)
        case Sign.NO_OFFICER:
            return Case.assignee_id.is_(None)
        case Sign.SILENT:
            return and_(Case.outcome.in_(RATEABLE), ~exists().where(Rating.case_id == Case.id))
        case Sign.PROPOSED:
            return and_(Case.status.in_(OPEN), _newest_around_a_proposal() == Action.PROPOSE)
        case Sign.NAME_ASKED:
            return Case.id.in_(select(Unmasking.case_id).where(Unmasking.decided_at.is_(None)))


def _newest_around_a_proposal() -> ScalarSelect[str]:
    """As :func:`tickets.guards.proposal` asks it of one case; the limit has it looked up case by case."""
    around = select(CaseEvent.action).where(CaseEvent.case_id == Case.id, CaseEvent.action.in_(AROUND_A_PROPOSAL))
    return around.order_by(CaseEvent.seq.desc()).limit(1).correlate(Case).scalar_subquery()


def _undelivered() -> ColumnElement[bool]:
    """An answer or a question that reached nobody: given up, expired, held until the citizen writes, or without a chat
    to go to. A question that was told by word of mouth has reached them.
    """
    told = exists().where(
        CaseClock.case_id == Case.id, CaseClock.kind == ClockKind.REPORTER_COMPLETES, CaseClock.met_at.is_(None)
    )
    has_chat = exists().where(Follower.case_id == Case.id)
    return or_(
        and_(Case.status == Status.ANSWERED, _stuck(Notice.ANSWERED)),
        and_(Case.status == Status.WAITING, ~told, or_(~has_chat, _stuck(Notice.QUESTION))),
    )


def _stuck(kind: Notice) -> ColumnElement[bool]:
    """The newest try to tell it failed."""
    stuck, arrived = aliased(OutboxMessage), aliased(OutboxMessage)
    has_arrived = exists().where(
        arrived.case_id == Case.id,
        arrived.kind == kind,
        arrived.id > stuck.id,
        arrived.delivery.in_((Delivery.SENT, Delivery.DELIVERED, Delivery.READ)),
    )
    failed = or_(
        stuck.state.in_((OutboxState.DEAD, OutboxState.EXPIRED, OutboxState.HELD)), stuck.delivery == Delivery.FAILED
    )
    return exists().where(stuck.case_id == Case.id, stuck.kind == kind, failed, ~has_arrived)
