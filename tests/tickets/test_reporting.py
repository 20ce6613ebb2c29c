"""What a citizen does to a case."""

from datetime import UTC, datetime

import pytest
from support.cast import a_complaint, budi, koordinator, siti, tono
from support.time import NOON, MovableClock

from core.db import Database
from core.privacy import keyring
from tickets import categories, deadlines, events, queries, reactions, reporting, service, timekeeping
from tickets.guards import TooLateToReopen
from tickets.kinds import ClockKind, Outcome, Status, Visibility
from tickets.models import Case, Rating
from tickets.notices import Notice
from tickets.reactions import NotClosedYet


def test_the_lebaran_dates_of_a_complaint_hold(database: Database) -> None:
    friday_afternoon = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)
    with database.write() as session:
        case = a_complaint(session, at=friday_afternoon)
        service.dispose(
            session,
            case,
            by=koordinator(session),
            version=case.version,
            agency=_agency(session),
            instruction="Cek",
            at=friday_afternoon,
        )

        due = {clock.kind: clock.due_on.isoformat() for clock in deadlines.of_case(session, case)}
        assert due == {
            ClockKind.VERIFICATION: "2026-03-25",
            ClockKind.COMPLETION: "2026-04-10",
            ClockKind.FIRST_ANSWER: "2026-03-27",
        }


def _agency(session):
    from support.cast import agency

    return agency(session)


def test_a_message_late_in_the_evening_utc_is_the_next_day_in_klaten(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session, at=datetime(2026, 3, 13, 17, 10, tzinfo=UTC))

        started = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        assert started is not None
        assert started.start_day.isoformat() == "2026-03-14"


def test_a_ppid_request_is_due_in_ten_working_days(database: Database) -> None:
    with database.write() as session:
        case = reporting.file_permohonan(
            session,
            text="Minta dokumen APBD",
            requester="Siti, Klaten",
            purpose=None,
            contact=siti(session),
            source_inbox_id=1,
            at=datetime(2026, 3, 9, 3, 0, tzinfo=UTC),
        )

        assert case.number.startswith("PPD-26-00001-")
        assert case.due_on is not None
        assert case.due_on.isoformat() == "2026-03-30"
        assert case.permohonan is not None
        assert case.permohonan.requester is not None
        assert b"Siti" not in case.permohonan.requester


def test_an_identity_number_is_masked_and_the_original_is_sealed(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session, text="nik 3310123456780001 lampu mati di pasar")
        session.flush()
        assert case.complaint is not None

        assert case.complaint.text == "nik [NIK disamarkan] lampu mati di pasar"
        assert "3310123456780001" not in case.title
        assert keyring(session).open(case.complaint.original).startswith("nik 3310123456780001")


def test_the_same_message_cannot_file_twice(database: Database) -> None:
    with database.write() as session:
        reporting.file_complaint(session, reporting.Report(text="a"), contact=siti(session), source_inbox_id=7, at=NOON)

    with pytest.raises(Exception, match=r"(?i)unique"), database.write() as session:
        reporting.file_complaint(session, reporting.Report(text="a"), contact=siti(session), source_inbox_id=7, at=NOON)


def test_the_right_code_opens_a_case_in_another_chat_and_a_wrong_one_does_not(database: Database) -> None:
    with database.write() as session:
        case, stranger = a_complaint(session), tono(session)
        code = keyring(session).secret_code(case.id, case.code_version)

        assert not reporting.follow_by_code(session, case, stranger, "AAAAA11111", at=NOON)
        assert not reporting.follows(session, case, stranger)
        assert reporting.follow_by_code(session, case, stranger, code.lower(), at=NOON)
        assert reporting.follows(session, case, stranger)


def test_a_citizen_lists_the_own_cases_only(database: Database) -> None:
    with database.write() as session:
        mine = a_complaint(session)
        a_complaint(session, contact=budi(session))

        assert queries.of_contact(session, siti(session).id) == [mine]


def _answered(session, clock: MovableClock) -> Case:
    case = a_complaint(session)
    service.reply(session, case, by=koordinator(session), version=case.version, text="Sudah.", at=clock.now)
    timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=case.id, at=clock.now)
    return case


def test_the_reporter_confirms_and_rates(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = _answered(session, clock)

        reactions.confirm(session, case, at=clock.now)
        reactions.rate(session, case, score=4, comment=None, at=clock.now)
        reactions.rate(session, case, score=5, comment=None, at=clock.now)
        session.flush()

        assert (case.status, case.outcome) == (Status.CLOSED, Outcome.CONFIRMED)
        assert session.get(Rating, case.id).score == 5


def test_a_rating_before_any_answer_is_refused(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)

        with pytest.raises(NotClosedYet):
            reactions.rate(session, case, score=5, comment=None, at=NOON)


def test_reopening_starts_a_new_first_answer_clock_and_keeps_the_old_result(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = _answered(session, clock)

        reactions.reopen(session, case, text="Rusak lagi", at=clock.move(days=2))

        kinds = [(row.kind, row.met_at is None) for row in deadlines.of_case(session, case)]
        assert case.status is Status.REOPENED
        assert (ClockKind.FIRST_ANSWER, True) in kinds
        assert (ClockKind.COMPLETION, False) in kinds


def test_after_ten_working_days_a_closed_case_stays_closed(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = _answered(session, clock)
        reactions.confirm(session, case, at=clock.now)
        last_day = deadlines.may_reopen_until(session, case, clock.now)
        clock.move(days=(last_day - clock.now.date()).days + 1)

        with pytest.raises(TooLateToReopen):
            reactions.reopen(session, case, text="Rusak lagi", at=clock.now)


def test_silence_ends_a_case_without_a_rating_and_apart_from_the_others(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = _answered(session, clock)
        due = deadlines.open_clock(session, case, ClockKind.REPORTER_REACTS).due_on
        clock.move(days=(due - clock.now.date()).days)
        assert timekeeping.lapsed(session, at=clock.now) == []

        assert timekeeping.lapsed(session, at=clock.move(days=1)) == [case.id]
        timekeeping.lapse(session, case.id, at=clock.now)

        assert (case.status, case.outcome) == (Status.CLOSED, Outcome.NO_REACTION)
        assert session.get(Rating, case.id) is None


def test_a_report_nobody_completed_is_archived_and_not_finished(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.ask(session, case, by=koordinator(session), version=case.version, text="Yang mana?", at=clock.now)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=clock.now)

        timekeeping.lapse(session, timekeeping.lapsed(session, at=clock.move(days=40))[0], at=clock.now)

        assert (case.status, case.outcome) == (Status.ARCHIVED, Outcome.INCOMPLETE)


def test_a_reply_to_the_officer_s_question_resumes_the_clock_with_the_days_it_had_left(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        case = a_complaint(session)
        service.ask(session, case, by=koordinator(session), version=case.version, text="Yang mana?", at=clock.now)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=clock.move(days=1))

        reporting.add(session, case, text="Jalan Merbabu", at=clock.move(days=12))

        resumed = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        assert case.status is Status.RECEIVED
        assert (resumed.paused_at, resumed.start_day.isoformat()) == (None, "2026-03-24")
        assert resumed.due_on.isoformat() == "2026-03-26"


def test_an_anonymous_report_keeps_its_choice_and_is_heard_at_receipt(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session, visibility=Visibility.ANONIM)

        assert case.visibility.hides_reporter
        assert [event.action for event in events.of_case(session, case)] == ["diterima"]


def test_a_category_is_guessed_by_what_the_report_is_about_not_by_how_often() -> None:
    assert categories.suggest("dimintai uang parkir dua kali lipat".split()).code == "lalu-lintas"
    assert categories.suggest("kali meluap ke sawah".split()).code == "air"
    assert categories.suggest("kebakaran di dusun".split()).code == "ketertiban"
