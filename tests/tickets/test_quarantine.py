"""Too many reports of one person in a day stand apart: numbered, timed, told, let in by one word, and never dropped."""

import pytest
from sqlalchemy import select
from support.cast import a_complaint, koordinator, rina, siti, tono, verifikator
from support.time import NOON, MovableClock

from core.db import Database
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from tickets import deadlines, listing, quarantine, queries, service
from tickets.kinds import Attention, ClockKind, Outcome, Priority, Status
from tickets.models import Case
from tickets.notices import Notice
from tickets.quarantine import MOST_A_DAY, Held
from tickets.queries import CaseFilter, Tab
from tickets.states import NotNow, NotYourPart

TODAY = NOON.date()


def _reports(session, count: int, *, at=NOON, contact=None, **report) -> list[tuple[Case, Held | None]]:
    found = []
    for number in range(count):
        who = contact or siti(session)
        case = a_complaint(session, contact=who, at=at, **{"text": f"Lampu mati di gang {number} {at}", **report})
        found.append((case, quarantine.consider(session, case, who, at=at)))
    return found


def _tab(session, tab: Tab) -> list[int]:
    where = queries.conditions(CaseFilter(tab=tab), koordinator(session), today=TODAY, midnight=NOON)
    return [case.id for case in listing.first(session, where, limit=50)]


def test_the_sixth_within_a_day_is_held_and_told_with_its_number(database: Database) -> None:
    with database.write() as session:
        *usual, (held, why) = _reports(session, MOST_A_DAY + 1)

        assert {each[1] for each in usual} == {None}
        assert (why, held.attention, held.status) == (Held.MANY, Attention.QUARANTINE, Status.RECEIVED)
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.case_id == held.id)).all()
        assert [row.kind for row in told] == [Notice.RECEIVED, Notice.QUARANTINED]
        assert keyring(session).open_json(told[1].data)["number"] == held.number
        assert deadlines.open_clock(session, held, ClockKind.VERIFICATION) is not None


def test_the_working_views_leave_it_out_and_their_numbers_agree(database: Database) -> None:
    with database.write() as session:
        held = _reports(session, MOST_A_DAY + 1)[-1][0]

        assert held.id not in _tab(session, Tab.NEW) + _tab(session, Tab.OPEN) + _tab(session, Tab.ATTENTION)
        assert _tab(session, Tab.QUARANTINE) == [held.id]
        assert held.id in _tab(session, Tab.ALL)
        totals = queries.totals(session, koordinator(session), today=TODAY, at=NOON)
        assert totals.open == len(_tab(session, Tab.OPEN)) == MOST_A_DAY


def test_letting_in_keeps_the_receipt_and_tells_the_citizen_once(database: Database) -> None:
    with database.write() as session:
        held = _reports(session, MOST_A_DAY + 1)[-1][0]
        due = held.due_on

        with pytest.raises(NotYourPart):
            quarantine.release(session, held, by=_everything_seeing(session), version=held.version, at=NOON)
        quarantine.release(session, held, by=verifikator(session), version=held.version, at=NOON)
        with pytest.raises(NotNow):
            quarantine.release(session, held, by=verifikator(session), version=None, at=NOON)

        assert (held.attention, held.due_on, held.received_at) == (None, due, NOON)
        assert held.id in _tab(session, Tab.NEW)
        kinds = session.scalars(select(OutboxMessage.kind).where(OutboxMessage.case_id == held.id)).all()
        assert kinds.count(Notice.RELEASED) == 1


def _everything_seeing(session):
    from support.cast import dewi

    assert not rina(session).may(quarantine.Permission.RECORD_CASES)
    return dewi(session)


def test_a_move_of_the_desk_lets_it_out_as_well(database: Database) -> None:
    with database.write() as session:
        held = _reports(session, MOST_A_DAY + 1)[-1][0]
        by = verifikator(session)

        service.archive(session, held, by=by, version=None, ground=Outcome.SPAM, reason="Iklan", at=NOON)

        assert (held.attention, held.outcome) == (None, Outcome.SPAM)
        assert _tab(session, Tab.QUARANTINE) == []


def test_the_same_words_twice_are_held_and_another_day_or_person_or_an_emergency_is_not(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        first, again = _reports(session, 2, text="Jalan rusak di Sumber")
        others = _reports(session, 1, text="Jalan rusak di Sumber", contact=tono(session))
        urgent = _reports(session, 1, text="Jalan rusak di Sumber", priority=Priority.DARURAT)
        clock.move(hours=25)
        tomorrow = _reports(session, 1, text="Jalan rusak di Sumber", at=clock())

        assert [why for _, why in (first, again, *others, *urgent, *tomorrow)] == [None, Held.COPY, None, None, None]
