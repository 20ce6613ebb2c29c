"""Opting out is honoured at any time, and only a word written to us in private undoes it."""

import pytest
from support import cast
from support.citizen import Citizen, everything

from bot.port import Kind
from core.db import Database
from core.messages import contacts, handovers


def _has_stopped(siti: Citizen) -> bool:
    with siti.conversation.database.read() as session:
        return contacts.of_chat(session, siti.chat).stopped_at is not None


@pytest.fixture
def talking(siti: Citizen) -> Citizen:
    """Siti, whom an officer is talking with."""
    siti.says("petugas")
    with siti.conversation.database.write() as session:
        handover = handovers.open_for(session, siti.chat)
        wati = cast.verifikator(session)
        handovers.say(session, handover.id, by=wati, text="Ada apa?", mark="a", at=siti.conversation.clock())
    siti.hears()
    return siti


def _waits_for_an_answer(siti: Citizen) -> bool:
    with siti.conversation.database.read() as session:
        return handovers.open_for(session, siti.chat).unanswered_since is not None


@pytest.mark.parametrize("kind", [Kind.IGNORED, Kind.EDITED])
def test_a_reaction_or_a_corrected_line_does_not_undo_a_stop(siti: Citizen, kind: Kind) -> None:
    siti.says("berhenti")

    siti.does(kind)

    assert _has_stopped(siti)


def test_a_word_in_a_group_does_not_undo_a_stop(siti: Citizen) -> None:
    siti.says("berhenti")

    siti.says("halo semua", group=True)

    assert _has_stopped(siti)


def test_a_word_or_a_tap_in_private_does(siti: Citizen) -> None:
    siti.says("halo")
    siti.says("berhenti")
    siti.taps("Cek status")

    assert not _has_stopped(siti)


def test_berhenti_is_heard_while_an_officer_talks(talking: Citizen) -> None:
    told = everything(talking.says("BERHENTI"))

    assert "tidak akan mengirim pemberitahuan lagi" in told
    assert _has_stopped(talking)


def test_bantuan_while_an_officer_talks_says_what_can_be_typed_and_reaches_the_officer(talking: Citizen) -> None:
    told = everything(talking.says("BANTUAN"))

    assert "KEMBALI KE BOT" in told
    assert "BERHENTI" in told
    assert _waits_for_an_answer(talking)


def test_batal_drops_the_draft_that_waits_beside_a_talk_and_is_words_without_one(talking: Citizen) -> None:
    assert "teruskan ke petugas" in everything(talking.says("batal"))


def test_batal_about_a_draft_is_not_for_the_officer(siti: Citizen, database: Database) -> None:
    siti.says("lapor jalan berlubang di depan pasar Cawas")
    siti.says("petugas")
    with database.write() as session:
        handover = handovers.open_for(session, siti.chat)
        wati = cast.verifikator(session)
        handovers.say(session, handover.id, by=wati, text="Ada apa?", mark="a", at=siti.conversation.clock())

    assert "dibatalkan" in everything(siti.says("batal"))


@pytest.mark.parametrize("kind", [Kind.UNSUPPORTED, Kind.CONTACT, Kind.EDITED])
def test_whatever_a_citizen_sends_reaches_the_officer_who_talks(talking: Citizen, kind: Kind) -> None:
    told = everything(talking.does(kind))

    assert "teruskan ke petugas" in told
    assert _waits_for_an_answer(talking)


def test_a_photo_to_an_officer_is_kept_with_its_message(talking: Citizen) -> None:
    assert "teruskan ke petugas" in everything(talking.sends("photo"))
