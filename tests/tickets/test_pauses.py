"""Terms that stood still and went on: days off declared since, and the dates they explain."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session
from support.cast import a_complaint, koordinator, verifikator
from support.time import NOON

from core import office as offices
from core import workdays
from core.db import Database
from tickets import classifying, deadlines, merging, reactions, recomputing, service, timekeeping
from tickets.classifying import Sorted
from tickets.kinds import ClockKind, Outcome, Subject
from tickets.models import Case, CaseClock
from tickets.notices import Notice

DAY = timedelta(days=1)


def _verification(session: Session, case: Case) -> CaseClock:
    clock = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
    assert clock is not None
    return clock


def _asked(session: Session, case: Case, at: datetime) -> None:
    service.ask(session, case, by=koordinator(session), version=None, text="Sebelah mana?", at=at)
    timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=at)


def _day_off(session: Session, case: Case, day: date, at: datetime) -> None:
    workdays.declare_holiday(session, day=day, name="Libur daerah", decree="SK 1", at=at)
    recomputing.recompute(session, case.id, at=at)


def test_a_day_off_is_given_back_to_a_term_that_stands_still_a_second_time(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        _asked(session, case, NOON)
        reactions.say_more(session, case, text="Pasar", at=NOON + DAY)
        _asked(session, case, NOON + 2 * DAY)
        assert _verification(session, case).days_left == 2

        _day_off(session, case, date(2026, 3, 13), NOON + 2 * DAY)

        assert _verification(session, case).days_left == 3


def test_a_day_off_before_a_question_is_given_back_when_the_term_goes_on(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        _asked(session, case, NOON + DAY)
        reactions.say_more(session, case, text="Pasar", at=NOON + 2 * DAY)
        assert _verification(session, case).due_on == date(2026, 3, 17)

        _day_off(session, case, date(2026, 3, 12), NOON + 2 * DAY)

        assert _verification(session, case).due_on == date(2026, 3, 25)
        assert _verification(session, case).passed_over[0] == ["2026-03-12", "Libur daerah"]


def test_no_date_is_explained_twice_or_after_the_last_day(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session, at=NOON + 2 * DAY)
        _asked(session, case, NOON + 5 * DAY)

        reactions.say_more(session, case, text="Pasar", at=NOON + 6 * DAY)

        named = [day for day, _ in _verification(session, case).passed_over]
        assert len(named) == len(set(named)) == 9
        assert max(named) < _verification(session, case).due_on.isoformat()


def test_what_is_taken_up_after_all_and_classified_anew_is_timed_from_that_day(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session)
        by, later = koordinator(session), NOON + 30 * DAY
        service.archive(session, case, by=by, version=None, ground=Outcome.SPAM, reason="Iklan", at=NOON)
        service.reopen(session, case, by=by, version=None, reason="Keberatan benar", at=later)

        question = Sorted(subject=Subject.INFORMASI)
        classifying.reclassify(
            session, case, by=verifikator(session), version=None, sort=question, reason="Bertanya", at=later
        )

        assert deadlines.due_day(session, case, ClockKind.COMPLETION) == date(2026, 4, 17)


def test_the_earlier_day_of_a_merged_report_names_no_date_after_it(database: Database) -> None:
    with database.write() as session:
        earlier, case, by = a_complaint(session, at=NOON - DAY), a_complaint(session, at=NOON), koordinator(session)

        merging.merge(session, case, [earlier], by=by, version=None, at=NOON)

        verification = _verification(session, case)
        assert verification.due_on == date(2026, 3, 13)
        assert verification.passed_over == []


def _counts_from_a_working_day(session: Session) -> None:
    offices.save(session, values={"nonworking_receipt": "next_working_day"}, at=NOON)


def test_a_start_that_moved_to_a_working_day_explains_no_date_before_it(database: Database) -> None:
    friday = NOON + 16 * DAY
    with database.write() as session:
        _counts_from_a_working_day(session)
        case = a_complaint(session, at=friday)

        _day_off(session, case, date(2026, 3, 27), friday)

        verification = _verification(session, case)
        assert (verification.start_day, verification.due_on) == (date(2026, 3, 30), date(2026, 4, 2))
        assert verification.skipped == []


def test_a_term_that_stands_still_counts_from_the_start_that_moved(database: Database) -> None:
    friday = NOON + 16 * DAY
    with database.write() as session:
        _counts_from_a_working_day(session)
        case = a_complaint(session, at=friday)
        _asked(session, case, friday + 4 * DAY)
        assert _verification(session, case).days_left == 1

        _day_off(session, case, date(2026, 3, 27), friday + 4 * DAY)

        assert _verification(session, case).days_left == 2
