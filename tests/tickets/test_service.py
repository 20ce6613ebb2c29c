"""What staff do to a case."""

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen
from sqlalchemy.orm import Session
from support.cast import a_complaint, agency, agus, koordinator, ppid, rina, siti, verifikator
from support.time import NOON, MovableClock

from core import office as offices
from core import workdays
from core.clock import local_day
from core.db import Database
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from texts.notices import case_question
from texts.words import Words
from tickets import (
    classifying,
    deadlines,
    events,
    internal_notes,
    notices,
    queries,
    recomputing,
    reporting,
    service,
    timekeeping,
)
from tickets.classifying import Sorted
from tickets.guards import AnswerNotSent
from tickets.kinds import CaseKind, ClockKind, Kadar, Outcome, Status
from tickets.models import Case, CaseEvent
from tickets.notices import Notice
from tickets.service import AgencyNeeded, TextNeeded, TextTooLong
from tickets.states import ChangedMeanwhile, GroundNeeded, NotNow, NotYourCase, ReasonNeeded


def _kinds(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def _disposed(session: Session) -> Case:
    case = a_complaint(session)
    service.dispose(
        session,
        case,
        by=koordinator(session),
        version=case.version,
        agency=agency(session),
        instruction="Mohon cek",
        at=NOON,
    )
    return case


def test_a_reply_reaches_everybody_who_follows_once(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)

        service.reply(session, case, by=koordinator(session), version=case.version, text="Sudah diperbaiki.", at=NOON)

        assert _kinds(session) == [Notice.RECEIVED, Notice.ANSWERED]
        assert case.status is Status.ANSWERED


def test_a_closed_ticket_refuses_a_reply(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        case.status = Status.CLOSED
        session.flush()

        with pytest.raises(NotNow):
            service.reply(session, case, by=koordinator(session), version=case.version, text="Halo", at=NOON)

        assert _kinds(session) == [Notice.RECEIVED]


@pytest.mark.parametrize(("text", "refusal"), [("   ", TextNeeded), ("x" * 10_001, TextTooLong)])
def test_an_empty_or_endless_reply_is_refused(database: Database, text: str, refusal: type[Exception]) -> None:
    with database.write() as session:
        case = a_complaint(session)

        with pytest.raises(refusal):
            service.reply(session, case, by=koordinator(session), version=case.version, text=text, at=NOON)


def test_of_two_officers_the_second_sees_that_it_changed(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        seen = case.version
        classifying.verify(
            session, case, by=verifikator(session), version=seen, sort=Sorted(kadar=Kadar.TIDAK_BERKADAR), at=NOON
        )

        with pytest.raises(ChangedMeanwhile):
            service.archive(
                session, case, by=koordinator(session), version=seen, ground=Outcome.SPAM, reason="spam", at=NOON
            )


def test_disposing_starts_the_first_answer_clock_and_ends_verification(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)

        running = {clock.kind for clock in deadlines.of_case(session, case) if clock.met_at is None}
        assert running == {ClockKind.FIRST_ANSWER, ClockKind.COMPLETION}
        assert case.agency_id == agency(session).id
        assert _kinds(session)[-1] == Notice.DISPOSED


def test_disposing_without_an_agency_or_a_reason_is_refused(database: Database) -> None:
    with database.write() as session:
        case, by = a_complaint(session), koordinator(session)

        with pytest.raises(AgencyNeeded):
            service.dispose(session, case, by=by, version=case.version, agency=None, instruction="x", at=NOON)
        with pytest.raises(ReasonNeeded):
            service.dispose(
                session, case, by=by, version=case.version, agency=agency(session), instruction=" ", at=NOON
            )


def test_the_agency_answers_its_own_case_and_no_other(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)

        with pytest.raises(NotYourCase):
            service.reply(session, case, by=agus(session), version=case.version, text="Bukan punya saya", at=NOON)
        service.reply(session, case, by=rina(session), version=case.version, text="Sudah kami perbaiki.", at=NOON)

        assert case.status is Status.ANSWERED
        assert case.assignee_id == rina(session).id


def test_a_disposition_writes_its_ticket_twice_and_its_terms_once(database: Database) -> None:
    """Five thousand of them are one bulk act: each question more is felt there."""
    with database.write() as session:
        case, by, to = a_complaint(session), koordinator(session), agency(session)
        session.flush()
        asked: list[str] = []
        listen(session.connection(), "before_cursor_execute", lambda *about: asked.append(about[2].lower()))

        service.dispose(session, case, by=by, version=case.version, agency=to, instruction="Mohon cek", at=NOON)
        session.flush()

    assert sum(words.startswith("update cases") for words in asked) == 2
    assert sum("case_clock" in words for words in asked) == 5


def test_a_rule_that_was_changed_counts_for_the_next_term(database: Database) -> None:
    with database.write() as session:
        _disposed(session)
    with database.write() as session:
        deadlines.policy(session, CaseKind.PENGADUAN, ClockKind.FIRST_ANSWER).days = 2

        case = _disposed(session)

        running = deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER)
        assert running is not None
        assert running.days == 2


def test_an_agency_can_send_it_back_with_a_reason_and_the_clock_runs_on(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)

        service.send_back(session, case, by=rina(session), version=case.version, reason="Bukan jalan kami", at=NOON)

        assert (case.status, case.agency_id) == (Status.VERIFIED, None)
        assert deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER) is not None


def test_a_case_is_not_closed_before_an_answer_was_tried(database: Database) -> None:
    with database.write() as session:
        case, by = a_complaint(session), koordinator(session)
        service.reply(session, case, by=by, version=case.version, text="Sudah.", at=NOON)

        with pytest.raises(AnswerNotSent):
            service.close(session, case, by=by, version=case.version, reason="beres", at=NOON)

        session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ANSWERED)).one().attempts = 1
        session.flush()
        service.close(session, case, by=by, version=case.version, reason="beres", at=NOON)
        assert (case.status, case.outcome) == (Status.CLOSED, Outcome.CLOSED_BY_STAFF)


def test_a_note_stays_inside_and_moves_nothing(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)

        internal_notes.write(session, case, by=koordinator(session), text="Telepon dulu pelapornya", at=NOON)

        assert _kinds(session) == [Notice.RECEIVED]
        assert session.scalars(select(CaseEvent).where(CaseEvent.is_internal)).one().text == "Telepon dulu pelapornya"


def test_archiving_tells_the_reporter_why_and_needs_a_known_ground(database: Database) -> None:
    with database.write() as session:
        case, by = a_complaint(session), koordinator(session)

        with pytest.raises(GroundNeeded):
            service.archive(session, case, by=by, version=case.version, ground=Outcome.CONFIRMED, reason="x", at=NOON)
        service.archive(
            session, case, by=by, version=case.version, ground=Outcome.OUT_OF_SCOPE, reason="Wewenang PLN", at=NOON
        )

        assert (case.status, case.outcome) == (Status.ARCHIVED, Outcome.OUT_OF_SCOPE)
        assert _kinds(session)[-1] == Notice.ARCHIVED


def test_making_it_berkadar_gives_sixty_days_from_receipt(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = a_complaint(session)

        classifying.verify(
            session,
            case,
            by=verifikator(session),
            version=case.version,
            sort=Sorted(kadar=Kadar.BERKADAR),
            at=clock.move(days=1),
        )

        running = deadlines.open_clock(session, case, ClockKind.COMPLETION)
        assert running is not None
        assert (running.days, running.start_day.isoformat()) == (60, "2026-03-11")


def test_a_question_pauses_verification_from_its_delivery_until_the_reply(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.ask(session, case, by=koordinator(session), version=case.version, text="Jalan yang mana?", at=NOON)
        assert deadlines.open_clock(session, case, ClockKind.VERIFICATION).paused_at is None

        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=clock.move(days=1))

        paused = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        assert (paused.paused_at, paused.days_left) == (clock.now, 2)
        assert deadlines.open_clock(session, case, ClockKind.REPORTER_COMPLETES) is not None


def test_a_day_off_declared_afterwards_is_given_back_to_a_term_that_stands_still(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.ask(session, case, by=koordinator(session), version=case.version, text="Jalan yang mana?", at=NOON)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=clock.move(days=1))
        day = local_day(clock.now, offices.current(session).zone)
        workdays.declare_holiday(session, day=day, name="Banjir", decree="SE Bupati 1/2026", at=clock.move(hours=1))

        recomputing.recompute(session, case.id, at=clock.now)

        paused = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        assert (paused.days, paused.days_left) == (3, 3)


def test_every_move_is_an_event_and_the_chain_is_whole(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        service.accept(session, case, by=rina(session), version=case.version, at=NOON)
        service.inform(session, case, by=rina(session), version=case.version, text="Tim berangkat", at=NOON)
        service.reply(session, case, by=rina(session), version=case.version, text="Selesai dicor.", at=NOON)

        happened = [event.action for event in events.of_case(session, case)]
        assert happened == ["diterima", "disposisi", "proses", "kabar", "jawab"]
        assert list(events.verify(session, case)) == []


def test_a_mended_event_is_found(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        session.scalars(select(CaseEvent).where(CaseEvent.seq == 2)).one().reason = "Alasan lain"
        session.flush()

        assert [found.what for found in events.verify(session, case)] == [
            f"{case.number}: was changed after it was written"
        ]


def test_an_officer_finds_only_what_is_theirs(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)

        assert queries.for_staff(session, case.number, rina(session)) is case
        assert queries.for_staff(session, case.number, agus(session)) is None
        assert queries.for_staff(session, case.number, koordinator(session)) is case


def test_a_stopped_follower_is_still_a_follower(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)

        assert [contact.ext_user for contact in notices.followers(session, case)] == [siti(session).ext_user]


def test_a_request_for_information_is_asked_about_without_a_term_for_the_reply(database: Database) -> None:
    with database.write() as session:
        request = reporting.file_permohonan(
            session, text="Minta DIP", requester=None, purpose=None, contact=siti(session), source_inbox_id=1, at=NOON
        )

        service.ask(session, request, by=ppid(session), version=None, text="Tahun berapa?", at=NOON)
        timekeeping.delivered(session, kind="case_question", case_id=request.id, at=NOON)
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "case_question")).one()

        data = keyring(session).open_json(told.data)
        assert request.status is Status.WAITING
        assert "permohonan" in case_question(Words("id", offices.current(session)), **data)
        assert [clock.kind for clock in deadlines.running(session, request)] == [ClockKind.NOTICE]


def test_news_sent_twice_from_one_screen_are_told_once(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)
        seen = case.version
        service.inform(session, case, by=rina(session), version=seen, text="Tim berangkat besok.", at=NOON)

        with pytest.raises(ChangedMeanwhile):
            service.inform(session, case, by=rina(session), version=seen, text="Tim berangkat besok.", at=NOON)

        assert _kinds(session).count(Notice.PROGRESS) == 1


def test_a_note_that_was_clicked_twice_is_one_note(database: Database) -> None:
    with database.write() as session:
        case = _disposed(session)

        first = internal_notes.write(session, case, by=rina(session), text="Sudah ditelepon", at=NOON)
        again = internal_notes.write(session, case, by=rina(session), text="Sudah ditelepon", at=NOON)
        later = internal_notes.write(session, case, by=koordinator(session), text="Sudah ditelepon", at=NOON)

        assert again is first
        assert later is not first
