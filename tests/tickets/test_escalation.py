"""The ladder of a term: told before its last day, when it is over, and to the Sekda; through Lebaran, each rung once."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast

import worker
from core import office as offices
from core import workdays
from core.db import Database
from core.messages import contacts
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from core.staff import Role, Staff
from core.staff_chats import StaffChat
from tickets import classifying, deadlines, events, recomputing, reporting, service, timekeeping
from tickets.classifying import Sorted
from tickets.kinds import ClockKind, Kadar, Rung
from tickets.models import Case, CaseEvent
from tickets.notices import Notice
from tickets.staff_notices import StaffNotice

RECEIVED = datetime(2026, 3, 13, 9, 30, tzinfo=UTC)


def _noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


def _told(session: Session) -> list[tuple[str, str]]:
    rows = select(Staff.name, StaffNotice.rung).join(Staff, Staff.id == StaffNotice.staff_id)
    return [(name, rung.value) for name, rung in session.execute(rows.order_by(StaffNotice.id))]


def _climbed(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(CaseEvent).where(CaseEvent.action == "tenggat").order_by(CaseEvent.id))
    return [(event.details["clock"], event.details["rung"]) for event in rows]


def _days(database: Database, *days: tuple[int, int]) -> None:
    """The job runs twice on each of these days, as two workers do."""
    for month, day in days:
        for _ in range(2):
            worker.escalate(database, _noon(month, day))


@pytest.fixture
def disposed(database: Database) -> Case:
    """Received on the Friday before Lebaran and given to public works the same day: R1 until 27 March, T until 10 April."""
    with database.write() as session:
        for person in (cast.rina, cast.agus, cast.dewi, cast.koordinator):
            person(session)
        case = cast.a_complaint(session, at=RECEIVED)
        service.dispose(
            session, case, by=cast.koordinator(session), version=None, agency=cast.agency(session), instruction="Cek",
            at=RECEIVED,
        )  # fmt: skip
    return case


def test_the_agency_is_told_on_the_working_day_before_and_the_head_and_koordinator_when_it_is_over(database, disposed):
    _days(database, (3, 17), (3, 24), (3, 25))
    with database.read() as session:
        assert _told(session) == []

    _days(database, (3, 26), (3, 27))
    with database.read() as session:
        assert _told(session) == [("Rina", "segera")]

    _days(database, (3, 28), (3, 30))
    with database.read() as session:
        assert _told(session)[1:] == [("Rina", "terlambat"), ("Wati", "terlambat")]
        assert _climbed(session) == [("R1", "segera"), ("R1", "terlambat")]


def test_three_working_days_later_it_is_in_the_digest_of_the_day(database, disposed):
    with database.write() as session:
        other = cast.a_complaint(session, at=RECEIVED)
    _days(database, (4, 1))
    with database.read() as session:
        assert ("Dewi", "sekda") in _told(session)
        digest = session.scalars(select(StaffNotice).where(StaffNotice.rung == Rung.SEKDA)).one()
    assert sorted(digest.details["cases"]) == sorted([other.number, disposed.number])


def test_what_was_slept_through_is_made_up_without_a_warning_that_comes_too_late(database, disposed):
    _days(database, (4, 8))

    with database.read() as session:
        assert [row for row in _climbed(session) if row[0] == "R1"] == [("R1", "terlambat"), ("R1", "sekda")]
        assert list(events.verify(session, session.get(Case, disposed.id))) == []


def test_an_answered_case_climbs_no_further(database, disposed):
    _days(database, (3, 26))
    with database.write() as session:
        service.reply(
            session, session.get(Case, disposed.id), by=cast.koordinator(session), version=None, text="Sudah.",
            at=_noon(3, 27),
        )  # fmt: skip

    _days(database, (3, 30), (4, 20))

    with database.read() as session:
        assert _climbed(session) == [("R1", "segera")]


def test_a_decree_that_adds_a_holiday_moves_the_warning(database, disposed):
    with database.write() as session:
        workdays.declare_holiday(session, day=date(2026, 3, 27), name="Cuti", decree="SK", at=_noon(3, 25))
    with database.write() as session:
        recomputing.recompute(session, disposed.id, at=_noon(3, 25))

    _days(database, (3, 25))
    with database.read() as session:
        assert _climbed(session) == []

    _days(database, (3, 26))
    with database.read() as session:
        assert deadlines.open_clock(session, session.get(Case, disposed.id), ClockKind.FIRST_ANSWER).due_on == date(
            2026, 3, 30
        )
        assert _climbed(session) == [("R1", "segera")]


def test_of_a_berkadar_complaint_the_inspektorat_hears_and_not_the_koordinator(database):
    with database.write() as session:
        for person in (cast.inspektur, cast.koordinator, cast.rina):
            person(session)
        case = cast.a_complaint(session, at=RECEIVED)
        classifying.verify(
            session, case, by=cast.verifikator(session), version=None, sort=Sorted(kadar=Kadar.BERKADAR), at=RECEIVED
        )
        term = deadlines.open_clock(session, case, ClockKind.COMPLETION)
        term.due_on = date(2026, 4, 1)

    _days(database, (4, 2))

    with database.read() as session:
        assert _told(session) == [("Indra", "terlambat")]


def test_a_term_that_was_put_off_after_the_warning_is_warned_of_again(database):
    with database.write() as session:
        cast.koordinator(session)
        case = cast.a_complaint(session, at=RECEIVED)
    _days(database, (3, 17), (3, 24))
    with database.write() as session:
        case = session.get(Case, case.id)
        service.ask(session, case, by=cast.koordinator(session), version=None, text="Di mana?", at=_noon(3, 24))
        timekeeping.delivered(session, kind=Notice.QUESTION, case_id=case.id, at=_noon(3, 24))
        reporting.add(session, case, text="Depan pasar", at=_noon(4, 6))

    _days(database, (4, 6), (4, 7))

    with database.read() as session:
        assert _climbed(session) == [("V", "segera"), ("V", "segera")]
        assert _told(session) == [("Wati", "segera"), ("Wati", "segera")]


def test_where_receipt_counts_from_a_working_day_a_day_off_declared_on_it_moves_the_start(database):
    with database.write() as session:
        offices.save(session, values={"nonworking_receipt": "next_working_day"}, at=RECEIVED)
        case = cast.a_complaint(session, at=_noon(3, 14))
        workdays.declare_holiday(session, day=date(2026, 3, 16), name="Banjir", decree="SE 1", at=_noon(3, 14))

        recomputing.recompute(session, case.id, at=_noon(3, 14))

        term = deadlines.open_clock(session, case, ClockKind.VERIFICATION)
        assert (term.start_day, term.due_on) == (date(2026, 3, 17), date(2026, 3, 27))


def _works_from_chat(session: Session, person: Staff, user: str) -> str:
    """This person has linked a chat; its key."""
    key = f"telegram:{user}"
    contact = contacts.meet(
        session, channel=Channel.TELEGRAM, ext_user=user, chat_key=key, name=person.name, at=RECEIVED
    )
    session.add(StaffChat(staff_id=person.id, contact_id=contact.id, linked_at=RECEIVED))
    session.flush()
    return key


def _heard(session: Session, chat: str) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.chat_key == chat).order_by(OutboxMessage.id)))


def test_the_head_of_the_agency_hears_of_what_is_overdue_and_its_people_only_where_none_is_named(database, disposed):
    with database.write() as session:
        cast.someone(session, "Hendra", (Role.ADMIN_OPD, cast.DPUPR)).is_head = True

    _days(database, (3, 30))

    with database.read() as session:
        assert [row for row in _told(session) if row[1] == "terlambat"][-2:] == [
            ("Hendra", "terlambat"), ("Wati", "terlambat"),
        ]  # fmt: skip
        assert ("Rina", "terlambat") not in _told(session)


def test_the_digest_of_the_day_goes_to_the_supervisor_s_chat_once(database, disposed):
    with database.write() as session:
        chat = _works_from_chat(session, cast.dewi(session), "5001")

    _days(database, (4, 1))

    with database.read() as session:
        (digest,) = _heard(session, chat)
        assert (digest.kind, keyring(session).open_json(digest.data)) == (
            "staff_digest", {"numbers": [disposed.number]},
        )  # fmt: skip


def test_the_koordinator_s_chat_hears_of_a_return_and_the_inspektorat_s_of_what_became_berkadar(database, disposed):
    with database.write() as session:
        wati = _works_from_chat(session, cast.koordinator(session), "5002")
        indra = _works_from_chat(session, cast.inspektur(session), "5003")
        case = session.get(Case, disposed.id)

        service.send_back(session, case, by=cast.rina(session), version=None, reason="Bukan jalan kami", at=RECEIVED)
        classifying.reclassify(
            session, case, by=cast.koordinator(session), version=None, sort=Sorted(kadar=Kadar.BERKADAR),
            reason="Pungli", at=RECEIVED,
        )  # fmt: skip

        assert len(_heard(session, wati)) == len(_heard(session, indra)) == 1
