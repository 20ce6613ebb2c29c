"""A talk with an officer that takes too long, falls silent, or is simply over: the citizen always knows where they are."""

from datetime import timedelta

from sqlalchemy import select
from support import cast
from support.citizen import Citizen, Heard

from core.db import Database
from core.messages import handovers
from core.messages.handovers import LONG_WAIT, NOBODY_WRITES, OFFICER_SILENT, Handover, HandoverState
from worker import time_out_talks

MINUTE = timedelta(minutes=1)


def _time_passes(siti: Citizen, span: timedelta) -> list[Heard]:
    """The job runs after this long; what Siti hears of it."""
    clock = siti.conversation.clock
    clock.move(seconds=span.total_seconds())
    time_out_talks(siti.conversation.database, clock())
    return siti.conversation.deliver(siti.chat)


def _state(database: Database) -> HandoverState:
    with database.read() as session:
        return session.scalars(select(Handover).order_by(Handover.id.desc())).first().state


def _officer_says(siti: Citizen, text: str) -> list[Heard]:
    conversation = siti.conversation
    with conversation.database.write() as session:
        wati = cast.verifikator(session)
        handover = handovers.open_for(session, siti.chat)
        handovers.say(session, handover.id, by=wati, text=text, mark=text, at=conversation.clock())
    return conversation.deliver(siti.chat)


def test_who_waits_half_an_hour_is_told_once_and_keeps_the_place(siti: Citizen, database: Database) -> None:
    siti.says("bicara dengan petugas")
    assert _time_passes(siti, LONG_WAIT - MINUTE) == []

    (told,) = _time_passes(siti, MINUTE)

    assert "Urutan Anda: 1" in told.text
    assert {"Buat pengaduan", "Permohonan resmi", "Kembali ke bot"} == set(told.labels)
    assert _time_passes(siti, LONG_WAIT) == []
    assert _state(database) is HandoverState.WAITING


def test_nobody_is_told_to_wait_while_the_office_is_closed(siti: Citizen) -> None:
    siti.conversation.clock.move(hours=12)
    siti.says("bicara dengan petugas")

    assert _time_passes(siti, timedelta(hours=3)) == []


def test_an_officer_who_falls_silent_gives_the_chat_to_the_line(siti: Citizen, database: Database) -> None:
    siti.says("bicara dengan petugas")
    _officer_says(siti, "Selamat siang, ada apa?")
    siti.says("bansos saya belum turun")
    assert _time_passes(siti, OFFICER_SILENT - MINUTE) == []

    (told,) = _time_passes(siti, MINUTE)

    assert "petugas lain bisa melanjutkan" in told.text
    assert _state(database) is HandoverState.WAITING
    assert _officer_says(siti, "Saya lanjutkan ya.")[-1].text.endswith("Saya lanjutkan ya.")


def test_a_citizen_who_thinks_it_over_keeps_the_officer(siti: Citizen, database: Database) -> None:
    siti.says("bicara dengan petugas")
    siti.says("bansos saya belum turun")
    _officer_says(siti, "Nomor KK-nya sudah dicek?")

    assert _time_passes(siti, OFFICER_SILENT * 4) == []
    assert _state(database) is HandoverState.TAKEN


def test_a_talk_nobody_goes_on_with_is_ended_and_says_so(siti: Citizen, database: Database) -> None:
    siti.says("bicara dengan petugas")
    _officer_says(siti, "Sudah kami teruskan.")

    (told,) = _time_passes(siti, NOBODY_WRITES)

    assert "Anda kembali dilayani bot" in told.text
    assert _state(database) is HandoverState.CLOSED
    siti.taps("Bicara petugas")
    assert _state(database) is HandoverState.WAITING


def test_words_that_come_as_the_talk_ends_are_not_called_passed_on(siti: Citizen, database: Database) -> None:
    siti.says("bicara dengan petugas")
    _officer_says(siti, "Ada lagi?")
    with database.write() as session:
        handover = handovers.open_for(session, siti.chat)
        handovers.close(handover, at=siti.conversation.clock())
        session.flush()

        assert not handovers.heard(session, handover.id, at=siti.conversation.clock())


def test_a_line_nobody_looked_at_for_three_working_days_ends_with_an_honest_word(
    siti: Citizen, tono: Citizen, database: Database
) -> None:
    siti.says("bicara dengan petugas")
    _time_passes(siti, LONG_WAIT)
    assert _time_passes(siti, timedelta(days=5)) == []  # from Wednesday to Monday: Thursday and Friday have gone by

    (told,) = _time_passes(siti, timedelta(days=1))

    assert "belum ada petugas yang sempat membalas" in told.text
    assert {"Buat pengaduan", "Permohonan resmi", "Bicara petugas"} == set(told.labels)
    assert _state(database) is HandoverState.LAPSED
    assert "Urutan Anda: 1" in tono.says("bicara dengan petugas")[0].text
    assert "Urutan Anda: 2" in siti.says("bicara dengan petugas")[0].text


def test_a_line_does_not_end_while_the_office_is_closed(siti: Citizen, database: Database) -> None:
    siti.says("bicara dengan petugas")
    _time_passes(siti, LONG_WAIT)

    assert _time_passes(siti, timedelta(days=6, hours=12)) == []
    assert _state(database) is HandoverState.WAITING
