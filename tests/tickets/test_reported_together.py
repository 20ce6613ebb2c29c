"""Many reporters of one thing: each answers, objects, hears and takes back for themselves, and nobody for the others."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.cast import a_complaint, agency, budi, koordinator, siti, tono, verifikator
from support.time import NOON

from core import office as offices
from core.db import Database
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from tickets import (
    attention,
    classifying,
    deadlines,
    events,
    merging,
    notices,
    reactions,
    reporting,
    service,
    timekeeping,
    transfers,
)
from tickets.classifying import Sorted
from tickets.kinds import Attention, CaseKind, ClockKind, Outcome, Status, Subject
from tickets.models import Case, CaseClock, CaseEvent
from tickets.notices import Notice
from tickets.reactions import Became
from tickets.reports import facts
from tickets.states import NotNow

DAY = timedelta(days=1)


def _three(session: Session) -> tuple[Case, Case, Case]:
    """Budi's report, into which Siti's and Tono's were merged."""
    master, hers, his = (a_complaint(session, contact=who(session)) for who in (budi, siti, tono))
    merging.merge(session, master, [hers, his], by=koordinator(session), version=None, at=NOON)
    return master, hers, his


def _told(session: Session) -> list[tuple[str, str, str]]:
    """Who was told what, and under which number."""
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.chat_key, row.kind, keyring(session).open_json(row.data)["number"]) for row in rows]


def _answered(session: Session, case: Case) -> None:
    by = koordinator(session)
    service.dispose(session, case, by=by, version=None, agency=agency(session), instruction="Cek", at=NOON)
    service.reply(session, case, by=by, version=None, text="Sudah diperbaiki.", at=NOON)
    timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=case.id, at=NOON)


# taking back ---------------------------------------------------------------------------------------------------------


def test_who_takes_back_the_report_that_stands_for_others_takes_back_their_own(database: Database) -> None:
    with database.write() as session:
        master, hers, his = _three(session)
        before = len(_told(session))

        reactions.withdraw(session, master, at=NOON + DAY)

        assert (master.status, master.outcome) == (Status.ARCHIVED, Outcome.WITHDRAWN)
        assert (hers.status, hers.outcome, his.status) == (Status.RECEIVED, None, Status.MERGED)
        assert notices.master_of(session, his).id == hers.id
        assert _told(session)[before:] == []
        assert all(list(events.verify(session, case)) == [] for case in (master, hers, his))


def test_the_successor_goes_on_as_far_as_the_work_has_come(database: Database) -> None:
    with database.write() as session:
        master, hers, his = _three(session)
        sort = Sorted(subject=Subject.INFORMASI, category="sampah")
        classifying.verify(session, master, by=verifikator(session), version=None, sort=sort, at=NOON)

        reactions.withdraw(session, master, at=NOON + DAY)

        assert hers.status is Status.VERIFIED
        assert (hers.complaint.subject, hers.complaint.category) == (Subject.INFORMASI, "sampah")
        assert [(clock.kind, clock.days) for clock in deadlines.running(session, hers)] == [(ClockKind.COMPLETION, 5)]
        by = koordinator(session)
        service.dispose(session, hers, by=by, version=None, agency=agency(session), instruction="Cek", at=NOON + DAY)
        service.reply(session, hers, by=by, version=None, text="Sudah.", at=NOON + DAY)
        assert [row for row in _told(session) if row[1] == Notice.ANSWERED] == [
            (siti(session).chat_key, Notice.ANSWERED, hers.number),
            (tono(session).chat_key, Notice.ANSWERED, his.number),
        ]


def test_a_question_that_waits_goes_on_waiting_with_the_successor(database: Database) -> None:
    with database.write() as session:
        master, hers, his = _three(session)
        service.ask(session, master, by=koordinator(session), version=None, text="Tiang mana?", at=NOON)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=master.id, at=NOON)

        reactions.withdraw(session, master, at=NOON + DAY)

        assert hers.status is Status.WAITING
        assert deadlines.open_clock(session, hers, ClockKind.REPORTER_COMPLETES) is not None
        assert deadlines.open_clock(session, hers, ClockKind.VERIFICATION).paused_at is not None
        reactions.say_more(session, his, text="Tiang 12", at=NOON + 2 * DAY)
        assert hers.status is Status.RECEIVED
        assert deadlines.open_clock(session, hers, ClockKind.VERIFICATION).paused_at is None


def test_what_can_be_taken_back_no_more_stays_together(database: Database) -> None:
    with database.write() as session:
        master, hers, _ = _three(session)
        _answered(session, master)

        with pytest.raises(NotNow):
            reactions.withdraw(session, master, at=NOON)

        assert hers.status is Status.MERGED


def test_a_report_counts_the_withdrawn_one_and_the_one_that_goes_on(database: Database) -> None:
    with database.write() as session:
        master, hers, his = _three(session)
        reactions.withdraw(session, master, at=NOON + DAY)
        numbers = {master.number: "dicabut", hers.number: "diterima", his.number: "digabung"}
    with database.read() as session:
        span = facts.span_of(session, offices.current(session), NOON - DAY, NOON + 20 * DAY)

        found = facts.read(session, span)

        assert not found.unclear
        assert {fact.number: fact.state for fact in found.facts} == numbers


# answering, reviving, objecting --------------------------------------------------------------------------------------


def test_a_merged_reporter_answers_the_question_put_to_all(database: Database) -> None:
    with database.write() as session:
        master, hers, _ = _three(session)
        service.ask(session, master, by=koordinator(session), version=None, text="Tiang mana?", at=NOON)

        assert reactions.say_more(session, hers, text="Tiang 12", at=NOON + DAY) is Became.ADDED

        assert (master.status, hers.status) == (Status.RECEIVED, Status.MERGED)
        said = session.scalars(select(CaseEvent).where(CaseEvent.case_id == master.id)).all()[-1]
        assert (said.action, said.text, said.details["from"]) == ("melengkapi", "Tiang 12", hers.number)


def test_a_merged_reporter_revives_what_lapsed_and_objects_to_what_was_put_aside(database: Database) -> None:
    with database.write() as session:
        master, hers, _ = _three(session)
        service.ask(session, master, by=koordinator(session), version=None, text="Tiang mana?", at=NOON)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=hers.id, at=NOON)
        timekeeping.lapse(session, master.id, at=NOON + 20 * DAY)

        assert reactions.say_more(session, hers, text="Tiang 12", at=NOON + 21 * DAY) is Became.REVIVED
        assert master.status is Status.RECEIVED

        ground = {"ground": Outcome.OUT_OF_SCOPE, "reason": "Bukan kami"}
        service.archive(session, master, by=koordinator(session), version=None, at=NOON + 22 * DAY, **ground)
        assert reactions.say_more(session, hers, text="Keliru", at=NOON + 23 * DAY) is Became.OBJECTED
        assert master.attention is Attention.OBJECTION


# hearing -------------------------------------------------------------------------------------------------------------


def test_who_joins_an_answered_report_reads_the_answer_and_has_the_whole_time_to_react(database: Database) -> None:
    with database.write() as session:
        master, late = a_complaint(session, contact=budi(session)), a_complaint(session, at=NOON + 8 * DAY)
        _answered(session, master)
        before = len(_told(session))

        merging.merge(session, master, [late], by=koordinator(session), version=None, at=NOON + 8 * DAY)
        timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=late.id, at=NOON + 8 * DAY)

        assert _told(session)[before:] == [
            (siti(session).chat_key, Notice.MERGED, late.number),
            (siti(session).chat_key, Notice.ANSWERED, late.number),
        ]
        running = deadlines.open_clock(session, master, ClockKind.REPORTER_REACTS)
        assert running.started_at == NOON + 8 * DAY
        timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=late.id, at=NOON + 9 * DAY)
        assert deadlines.open_clock(session, master, ClockKind.REPORTER_REACTS).id == running.id


def test_who_reported_both_is_not_told_the_answer_twice(database: Database) -> None:
    with database.write() as session:
        master, again = a_complaint(session), a_complaint(session)
        _answered(session, master)

        merging.merge(session, master, [again], by=koordinator(session), version=None, at=NOON)

        assert [kind for _, kind, _ in _told(session)].count(Notice.ANSWERED) == 1


def test_when_one_says_it_is_settled_the_others_hear_that_it_is_closed(database: Database) -> None:
    with database.write() as session:
        master, hers, his = _three(session)
        _answered(session, master)
        before = len(_told(session))

        reactions.confirm(session, master, at=NOON + DAY)

        assert _told(session)[before:] == [
            (siti(session).chat_key, Notice.SETTLED, hers.number),
            (tono(session).chat_key, Notice.SETTLED, his.number),
        ]
        reactions.say_more(session, his, text="Belum", at=NOON + 2 * DAY)
        assert master.status is Status.REOPENED


def test_all_who_asked_for_the_information_follow_the_request_it_becomes(database: Database) -> None:
    with database.write() as session:
        master, hers, his = _three(session)
        before = len(_told(session))

        request = transfers.to_ppid(session, master, by=koordinator(session), version=None, reason="Info", at=NOON)

        assert request.kind is CaseKind.PERMOHONAN
        told = _told(session)[before:]
        assert [(chat, kind) for chat, kind, _ in told] == [
            (who(session).chat_key, Notice.RECEIVED) for who in (budi, siti, tono)
        ]
        assert {number for _, _, number in told} == {request.number}
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.case_id == request.id))
        assert {keyring(session).open_json(row.data)["was"] for row in rows} == {
            case.number for case in (master, hers, his)
        }
        assert reporting.follows(session, request, siti(session))


# taken apart again ---------------------------------------------------------------------------------------------------


def test_undoing_gives_back_a_term_that_stood_still_and_what_had_to_be_looked_at(database: Database) -> None:
    with database.write() as session:
        master, mine, by = a_complaint(session, contact=budi(session)), a_complaint(session), koordinator(session)
        service.ask(session, mine, by=by, version=None, text="Di mana?", at=NOON + DAY)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=mine.id, at=NOON + DAY)
        attention.call(session, mine, Attention.OBJECTION, at=NOON + DAY)
        session.flush()
        before = _all_of(session, mine)

        merging.merge(session, master, [mine], by=by, version=None, at=NOON + 2 * DAY)
        merging.unmerge(session, mine, by=by, version=None, reason="Lain", at=NOON + 3 * DAY)

        assert _all_of(session, mine) == before
        reactions.say_more(session, mine, text="Di pasar", at=NOON + 9 * DAY)
        verification = deadlines.open_clock(session, mine, ClockKind.VERIFICATION)
        assert (verification.paused_at, verification.start_day) == (None, (NOON + 9 * DAY).date())


def _all_of(session: Session, case: Case) -> list[object]:
    terms = session.execute(
        select(
            CaseClock.kind, CaseClock.due_on, CaseClock.met_at, CaseClock.paused_at, CaseClock.days_left, CaseClock.rung
        )
        .where(CaseClock.case_id == case.id)
        .order_by(CaseClock.id)
    ).all()
    return [[tuple(row) for row in terms], case.status, case.due_on, case.attention]


def test_a_term_that_stands_still_sets_no_day_for_the_report_it_was_merged_into(database: Database) -> None:
    with database.write() as session:
        mine, by = a_complaint(session), koordinator(session)
        service.ask(session, mine, by=by, version=None, text="Di mana?", at=NOON)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=mine.id, at=NOON)
        master = a_complaint(session, contact=budi(session), at=NOON + 2 * DAY)
        own = master.due_on

        merging.merge(session, master, [mine], by=by, version=None, at=NOON + 2 * DAY)

        assert master.due_on == own


def test_who_replied_while_merged_is_asked_no_more_when_it_is_undone(database: Database) -> None:
    with database.write() as session:
        master, hers = a_complaint(session, contact=budi(session)), a_complaint(session)
        by = koordinator(session)
        service.ask(session, hers, by=by, version=None, text="Tiang nomor berapa?", at=NOON)
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=hers.id, at=NOON)
        merging.merge(session, master, [hers], by=by, version=None, at=NOON)
        reporting.add(session, hers, text="Tiang nomor 7", at=NOON + DAY)

        merging.unmerge(session, hers, by=by, version=None, reason="Ternyata lain", at=NOON + 30 * DAY)

        assert hers.status is Status.RECEIVED
        assert deadlines.due_day(session, hers, ClockKind.VERIFICATION) == date(2026, 3, 17)
        assert timekeeping.lapsed(session, at=NOON + 31 * DAY) == []


def test_two_who_merge_crosswise_wait_for_each_other_and_do_not_hang(database: Database) -> None:
    with database.write() as session:
        first, second, by = a_complaint(session), a_complaint(session, contact=budi(session)), koordinator(session)
    refused: list[str] = []

    def other_way_round() -> None:
        try:
            with database.write() as session:
                theirs = session.get_one(Case, first.id)
                merging.merge(session, session.get_one(Case, second.id), [theirs], by=by, version=None, at=NOON)
        except merging.CannotMerge as refusal:
            refused.append(refusal.code)

    other = threading.Thread(target=other_way_round)
    with database.write() as session:
        held = service.locked(session, first.id)
        other.start()
        other.join(0.3)
        merging.merge(session, held, [session.get_one(Case, second.id)], by=by, version=None, at=NOON)
    other.join(20)

    assert refused == ["cannot_merge"]
