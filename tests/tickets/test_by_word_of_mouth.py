"""A reporter whom nobody reaches by chat: a question is told by word of mouth, and what they say is keyed in."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core.db import Database
from core.messages.outbox import OutboxMessage, OutboxState
from tickets import deadlines, events, intake, queries, service, signs, timekeeping, word_of_mouth
from tickets.guards import AnswerNotSent, QuestionReached
from tickets.intake import Brought
from tickets.kinds import ClockKind, Party, Source, Status
from tickets.models import Case
from tickets.notices import Notice
from tickets.reporting import Report
from tickets.signs import Sign
from tickets.states import NotNow, NotYourPart

DAY = timedelta(days=1)


def _walk_in(session: Session) -> Case:
    """Somebody at the counter reported, and was asked something when they had gone."""
    brought = Brought(form_key="a" * 32, source=Source.COUNTER, phone="081234567890")
    case = intake.record(
        session, Report(text="Lampu mati", place="pasar"), brought, by=cast.koordinator(session), at=NOON
    )
    service.ask(session, case, by=cast.koordinator(session), version=None, text="Tiang nomor berapa?", at=NOON)
    return case


def _is_listed(session: Session, case: Case) -> bool:
    sign = signs.condition(Sign.UNDELIVERED, today=date(2026, 3, 11), soon=date(2026, 3, 12))
    return queries.count(session, [sign, Case.id == case.id]) == 1


def test_a_question_to_somebody_without_a_chat_waits_on_the_list_until_it_was_told(database: Database) -> None:
    with database.write() as session:
        case = _walk_in(session)
        assert _is_listed(session, case)

        word_of_mouth.question_told(
            session, case, by=cast.verifikator(session), version=None, source=Source.PHONE, at=NOON + DAY
        )

        assert not _is_listed(session, case)
        assert deadlines.open_clock(session, case, ClockKind.REPORTER_COMPLETES).started_at == NOON + DAY
        assert deadlines.open_clock(session, case, ClockKind.VERIFICATION).paused_at == NOON + DAY
        assert timekeeping.lapsed(session, at=NOON + 60 * DAY) == [case.id]


def test_what_the_reporter_said_is_keyed_in_and_verification_goes_on(database: Database) -> None:
    with database.write() as session:
        case, by = _walk_in(session), cast.verifikator(session)
        word_of_mouth.question_told(session, case, by=by, version=None, source=Source.PHONE, at=NOON)

        word_of_mouth.record_reply(
            session,
            case,
            by=by,
            version=None,
            source=Source.PHONE,
            text="Tiang 12, NIK 3310120101010001",
            at=NOON + DAY,
        )

        said = events.of_case(session, case)[-1]
        assert case.status is Status.RECEIVED
        assert (said.party, said.staff_id, said.details["source"]) == (Party.STAFF, by.id, "telepon")
        assert "3310120101010001" not in said.text
        assert deadlines.open_clock(session, case, ClockKind.VERIFICATION).paused_at is None
        assert deadlines.open_clock(session, case, ClockKind.REPORTER_COMPLETES) is None


def test_a_question_is_told_once_and_by_the_desk_alone(database: Database) -> None:
    with database.write() as session:
        case, by = _walk_in(session), cast.koordinator(session)
        told = {"version": None, "source": Source.COUNTER, "at": NOON}

        with pytest.raises(NotYourPart):
            word_of_mouth.question_told(session, case, by=cast.dewi(session), **told)
        word_of_mouth.question_told(session, case, by=by, **told)
        with pytest.raises(QuestionReached):
            word_of_mouth.question_told(session, case, by=by, **told)
        word_of_mouth.record_reply(session, case, by=by, text="Tiang 12", **told)
        with pytest.raises(NotNow):
            word_of_mouth.record_reply(session, case, by=by, text="Tiang 13", **told)


def test_a_question_that_failed_in_the_chat_is_on_the_list_too(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session)
        service.ask(session, case, by=cast.koordinator(session), version=None, text="Tiang mana?", at=NOON)
        assert not _is_listed(session, case)

        question = OutboxMessage.kind == Notice.QUESTION
        session.execute(update(OutboxMessage).where(question).values(state=OutboxState.DEAD))

        assert _is_listed(session, case)
        assert session.scalar(select(OutboxMessage.id).where(question)) is not None


def test_news_is_refused_where_the_panel_offers_none(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session)

        with pytest.raises(NotYourPart):
            service.inform(session, case, by=cast.dewi(session), version=None, text="Sedang jalan", at=NOON)
        case.status = Status.CLOSED
        with pytest.raises(NotNow):
            service.inform(session, case, by=cast.koordinator(session), version=None, text="Sedang jalan", at=NOON)


def test_a_report_from_the_counter_is_not_closed_without_an_answer_either(database: Database) -> None:
    with database.write() as session:
        brought = Brought(form_key="a" * 32, source=Source.COUNTER, name="Siti")
        by = cast.koordinator(session)
        case = intake.record(session, Report(text="Lampu mati", place="pasar"), brought, by=by, at=NOON)
        service.dispose(session, case, by=by, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        service.accept(session, case, by=cast.rina(session), version=None, at=NOON)

        with pytest.raises(AnswerNotSent):
            service.close(session, case, by=cast.rina(session), version=None, reason="beres", at=NOON)
        service.reply(session, case, by=cast.rina(session), version=None, text="Lampu sudah kami ganti.", at=NOON)
        service.close(session, case, by=cast.rina(session), version=None, reason="beres", at=NOON)

        assert case.status is Status.CLOSED
