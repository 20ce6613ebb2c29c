"""What happens a second time: another answer, a case taken up again, an order given anew."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core.db import Database
from core.messages.outbox import OutboxMessage
from tickets import approval, classifying, deadlines, guards, reactions, service, timekeeping
from tickets.classifying import Sorted
from tickets.guards import AnswerNotSent
from tickets.kinds import ClockKind, Kadar, Outcome, Status
from tickets.models import Case
from tickets.notices import Notice
from tickets.service import RestrictedStays
from tickets.states import NotYourCase, NotYourPart, ReasonNeeded

DAY = timedelta(days=1)


def _disposed(session: Session, code: str = cast.DPUPR) -> Case:
    case = cast.a_complaint(session)
    service.dispose(
        session, case, by=cast.koordinator(session), version=None, agency=cast.agency(session, code), instruction="Cek",
        at=NOON,
    )  # fmt: skip
    return case


def _answered(session: Session, case: Case, text: str, *, at: object) -> None:
    service.reply(session, case, by=cast.koordinator(session), version=None, text=text, at=at)
    for told in session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ANSWERED)):
        told.attempts = 1
    timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=case.id, at=at)


def test_a_second_answer_gives_the_reporter_the_whole_time_again(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        _answered(session, case, "Sudah kami perbaiki.", at=NOON)
        first = deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS).due_on
        again = NOON + 12 * DAY

        _answered(session, case, "Ralat: baru hari ini selesai.", at=again)

        assert deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS).due_on > first
        assert case.id not in timekeeping.lapsed(session, at=again + 8 * DAY)


def test_an_answer_that_arrives_after_a_newer_one_was_given_starts_nothing(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        by = cast.koordinator(session)
        first = service.reply(session, case, by=by, version=None, text="Sudah kami perbaiki.", at=NOON)
        second = service.reply(session, case, by=by, version=None, text="Ralat: besok selesai.", at=NOON)

        timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=case.id, event_id=first.id, at=NOON)
        assert deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS) is None

        timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=case.id, event_id=second.id, at=NOON)
        assert deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS) is not None


def test_nobody_is_silent_while_the_second_answer_has_not_arrived(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        _answered(session, case, "Sudah kami perbaiki.", at=NOON)

        service.reply(session, case, by=cast.koordinator(session), version=None, text="Ralat kami.", at=NOON + DAY)

        assert timekeeping.lapsed(session, at=NOON + 60 * DAY) == []


def test_a_case_taken_up_again_is_not_closed_with_the_answer_of_before(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        _answered(session, case, "Sudah kami perbaiki.", at=NOON)
        reactions.reopen(session, case, text="Belum beres, masih mati", at=NOON + DAY)
        service.accept(session, case, by=cast.rina(session), version=None, at=NOON + DAY)

        with pytest.raises(AnswerNotSent):
            service.close(session, case, by=cast.rina(session), version=None, reason="beres", at=NOON + DAY)
        _answered(session, case, "Kabelnya sudah diganti.", at=NOON + 2 * DAY)
        service.close(session, case, by=cast.rina(session), version=None, reason="beres", at=NOON + 2 * DAY)

        assert case.status is Status.CLOSED


def test_what_was_put_aside_and_is_taken_up_after_all_has_a_completion_term_from_that_day(database: Database) -> None:
    with database.write() as session:
        case, by = cast.a_complaint(session), cast.koordinator(session)
        service.archive(session, case, by=by, version=None, ground=Outcome.OUT_OF_SCOPE, reason="Bukan kami", at=NOON)

        service.reopen(session, case, by=by, version=None, reason="Keberatannya benar", at=NOON + 5 * DAY)

        term = deadlines.open_clock(session, case, ClockKind.COMPLETION)
        assert (term.started_at, term.days) == (NOON + 5 * DAY, 14)
        assert term.citation.startswith("Tabel tenggat kantor")


def test_the_restricted_desk_gives_a_case_to_no_agency_that_could_not_open_it(database: Database) -> None:
    with database.write() as session:
        case, by = cast.a_complaint(session), cast.inspektur(session)
        cast.rina(session)
        sort = Sorted(kadar=Kadar.BERKADAR)
        classifying.verify(session, case, by=cast.verifikator(session), version=None, sort=sort, at=NOON)

        with pytest.raises(RestrictedStays):
            service.dispose(
                session, case, by=by, version=None, agency=cast.agency(session), instruction="Periksa", at=NOON
            )

        with pytest.raises(NotYourCase):
            service.dispose(
                session, case, by=cast.koordinator(session), version=None, agency=cast.agency(session),
                instruction="Periksa", at=NOON,
            )  # fmt: skip
        assert (case.status, case.agency_id) == (Status.VERIFIED, None)
        assert deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER) is None


def test_a_wrong_agency_that_began_already_is_put_right_by_the_koordinator_with_a_reason(database: Database) -> None:
    with database.write() as session:
        case, by, right = _disposed(session), cast.koordinator(session), cast.agency(session, cast.DLH)
        service.accept(session, case, by=cast.rina(session), version=None, at=NOON)
        due = deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER).due_on

        with pytest.raises(ReasonNeeded):
            service.dispose(session, case, by=by, version=None, agency=right, instruction=" ", at=NOON + DAY)
        with pytest.raises(NotYourPart):
            service.dispose(
                session, case, by=cast.rina(session), version=None, agency=right, instruction="Pindah", at=NOON + DAY
            )
        service.dispose(session, case, by=by, version=None, agency=right, instruction="Ini sampah", at=NOON + DAY)

        assert (case.status, case.agency_id, case.assignee_id) == (Status.DISPOSED, right.id, None)
        assert deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER).due_on == due


def test_what_the_wrong_agency_proposed_is_not_sent_by_the_right_one(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        approval.propose(session, case, by=cast.rina(session), version=None, text="Jalan itu kami tambal.", at=NOON)

        service.dispose(
            session, case, by=cast.koordinator(session), version=None, agency=cast.agency(session, cast.DLH),
            instruction="Ini sampah", at=NOON,
        )  # fmt: skip

        assert guards.proposal(session, case) is None
