"""People on WhatsApp: who they are whatever they are called, what they quote, and what they see was read."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from support.graph_api import StandInGraphApi
from support.on_whatsapp import BUDI, budi_files, connected, settings_of, the_office_answers

from core.clock import utc_now
from core.db import Database
from core.messages import channel_alarms, inbox, pieces
from core.messages.channel_health import Trouble
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.outbox import OutboxMessage, OutboxState
from core.settings import Settings
from tickets.models import Case


@pytest.fixture
def settings(tmp_path: Path, database_url: str, graph: StandInGraphApi) -> Settings:
    """Settings that point at the stand-in."""
    return settings_of(tmp_path, database_url, graph)


@pytest.fixture
def whatsapp(settings: Settings, graph: StandInGraphApi, database: Database) -> Iterator[StandInGraphApi]:
    """The service, connected."""
    with connected(settings, graph) as whatsapp:
        yield whatsapp


def _newest(database: Database) -> OutboxMessage:
    with database.read() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()


def _contacts(database: Database) -> list[Contact]:
    with database.read() as session:
        return list(session.scalars(select(Contact).order_by(Contact.id)))


def _by_number_alone(whatsapp: StandInGraphApi, text: str) -> dict[str, Any]:
    """What Budi writes, in the shape of a body that names his number and no id."""
    body = whatsapp.body(whatsapp.message(BUDI, "text", {"body": text}))
    value = body["entry"][0]["changes"][0]["value"]
    del value["messages"][0]["from_user_id"], value["contacts"][0]["user_id"]
    return whatsapp.deliver(body)


def test_a_body_that_names_only_the_number_is_from_the_person_who_has_it(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.says(BUDI, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)

    _by_number_alone(whatsapp, "ya")

    assert "Nomor: ADU-" in whatsapp.hears(BUDI, 2)[-1].text
    assert len(_contacts(database)) == 1


def test_who_was_met_by_the_number_alone_stays_the_same_person_with_an_id(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    _by_number_alone(whatsapp, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)

    whatsapp.says(BUDI, "ya")

    assert "Nomor: ADU-" in whatsapp.hears(BUDI, 2)[-1].text
    assert len(_contacts(database)) == 1


def _changes_number(whatsapp: StandInGraphApi, new: str, **ids: str) -> None:
    whatsapp.sends(BUDI, "system", {"type": "user_changed_number", "body": "x", "wa_id": new, **ids})


def test_who_changed_their_number_goes_on_with_their_reports(whatsapp: StandInGraphApi, database: Database) -> None:
    budi_files(whatsapp)
    _changes_number(whatsapp, "62899", user_id="ID.62899")

    whatsapp.says("62899", "status laporan saya")

    (told,) = whatsapp.hears("62899", 1)
    assert "ADU-" in told.text
    assert len(_contacts(database)) == 1
    the_office_answers(database, "Lampu sudah diganti.")
    assert "Lampu sudah diganti." in whatsapp.hears("62899", 2)[-1].text


def test_a_changed_number_never_makes_two_people_one(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.says("62899", "halo")
    whatsapp.hears("62899", 1)
    budi_files(whatsapp)

    _changes_number(whatsapp, "62899", user_id="ID.62899")
    whatsapp.says("62899", "status laporan saya")

    assert "Belum ada" in whatsapp.hears("62899", 2)[-1].text
    assert len(_contacts(database)) == 2


def test_a_number_that_passed_on_to_somebody_else_does_not_bring_their_reports(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    budi_files(whatsapp)

    whatsapp.says(BUDI, "status laporan saya", from_user_id="ID.orang.lain")

    assert "Belum ada" in whatsapp.hears(BUDI, 3)[-1].text
    assert len(_contacts(database)) == 2


def test_any_piece_of_a_long_message_can_be_quoted(whatsapp: StandInGraphApi, database: Database) -> None:
    budi_files(whatsapp)
    the_office_answers(database, "Petugas sudah memeriksa lampunya. " * 200)
    first, *_ = whatsapp.hears(BUDI, 4)[2:]
    assert whatsapp.wait_for(lambda: _newest(database).state is OutboxState.SENT)

    whatsapp.says(BUDI, "Lampunya masih mati", context={"id": first.wamid})

    told = whatsapp.hears(BUDI, 5)[-1]
    assert "ADU-" in told.text
    with database.read() as session:
        case = session.scalars(select(Case)).one()
        found = [pieces.of_message(session, Channel.WHATSAPP, each.wamid) for each in whatsapp.to(BUDI)[2:4]]
        assert [piece.case_id for piece in found if piece is not None] == [case.id, case.id]


def test_every_message_that_is_dealt_with_is_marked_read_once(whatsapp: StandInGraphApi) -> None:
    wrote = [whatsapp.says(BUDI, words) for words in ("halo", "terima kasih")]
    whatsapp.sends(BUDI, "reaction", {"message_id": "wamid.x", "emoji": "x"})
    whatsapp.hears(BUDI, 2)
    ids = [body["entry"][0]["changes"][0]["value"]["messages"][0]["id"] for body in wrote]

    assert whatsapp.wait_for(lambda: len([*whatsapp.read, *whatsapp.typing]) == 2)
    time.sleep(0.5)

    assert sorted([*whatsapp.read, *whatsapp.typing]) == sorted(ids)


def test_a_message_to_a_number_that_is_not_ours_is_kept_and_answered_by_nobody(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    body = whatsapp.body(whatsapp.message(BUDI, "text", {"body": "halo"}))
    body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "999"
    whatsapp.deliver(body)

    with database.read() as session:
        assert [row.error for row in inbox.dead(session, limit=9)] == ["unknown number 999"]
        (alarm,) = channel_alarms.now_open(session, at=utc_now())
    assert alarm.trouble is Trouble.UNKNOWN_NUMBER
    time.sleep(0.4)
    assert (whatsapp.told, whatsapp.refused) == ([], [])


def test_a_body_that_names_no_number_came_to_the_only_one_there_is(whatsapp: StandInGraphApi) -> None:
    body = whatsapp.body(whatsapp.message(BUDI, "text", {"body": "halo"}))
    del body["entry"][0]["changes"][0]["value"]["metadata"]
    whatsapp.deliver(body)

    assert len(whatsapp.hears(BUDI, 1)) == 1
    assert whatsapp.refused == []


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        (("lapor lampu jalan mati di depan pasar Cawas",), "Pilih"),
        (("I want to report a broken street lamp", "In front of the market"), "Choose"),
    ],
)
def test_a_list_of_choices_is_opened_in_the_language_of_its_reader(
    whatsapp: StandInGraphApi, said: tuple[str, ...], opens: str
) -> None:
    for number, words in enumerate(said, start=1):
        whatsapp.says(BUDI, words)
        whatsapp.hears(BUDI, number)

    action = whatsapp.to(BUDI)[-1].body["interactive"]["action"]
    assert action["button"] == opens
