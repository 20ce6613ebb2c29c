"""The card of a case, for those who may read it: the same in every chat and on the page /lacak."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.clock import local_day
from core.office import Office
from core.staff import Agency
from texts import status as words
from texts.words import Saying, say
from tickets import deadlines, notices, queries, transfers
from tickets.guards import ANSWERS
from tickets.kinds import Outcome, Status
from tickets.models import Case, CaseEvent


def card_of(session: Session, case: Case, office: Office) -> Saying:
    """How a case stands; what was merged is told as the case that stands for it, under its own number and title."""
    stands, after = notices.master_of(session, case), queries.goes_on_as(session, case)
    agency = session.get(Agency, stands.agency_id) if stands.agency_id else None
    sent = transfers.of_case(session, case) if case.outcome is Outcome.TRANSFERRED else None
    clock = deadlines.nearest(session, stands) if stands.status.is_open else None
    plan = stands.complaint.planned_on if stands.complaint and stands.status is Status.IN_PROGRESS else None
    return say(
        words.card,
        number=case.number,
        kind=case.kind.value,
        status=stands.status.value,
        title=case.title,
        received_on=local_day(case.received_at, office.zone).isoformat(),
        outcome=stands.outcome.value if stands.outcome else None,
        due_on=clock.due_on.isoformat() if clock else None,
        skipped=clock.passed_over if clock else None,
        agency=agency.name if agency else None,
        last_answer=_last_answer(session, stands),
        planned_on=plan.isoformat() if plan else None,
        together=stands.id != case.id,
        sent_to=sent.target if sent else None,
        external_id=sent.external_id if sent else None,
        now=after.number if after else None,
    )


def _last_answer(session: Session, case: Case) -> str | None:
    answers = select(CaseEvent.text).where(CaseEvent.case_id == case.id, CaseEvent.action.in_(ANSWERS))
    return session.scalar(answers.order_by(CaseEvent.seq.desc()).limit(1))
