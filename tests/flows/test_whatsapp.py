"""The laws of the message path on WhatsApp, through the webhook, the worker and a stand-in for the Cloud API."""

import itertools
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from support.graph_api import VERIFY, StandInGraphApi
from support.on_whatsapp import BUDI, SARI, budi_files, connected, count_of, outbox_of, settings_of, the_office_answers

from core.clock import utc_now
from core.db import Database
from core.messages import given_up, outbox
from core.messages.contacts import Contact
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.messages.outbox import Delivery, OutboxState
from core.settings import Settings
from tickets.kinds import Outcome
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


def test_every_message_is_answered_and_nothing_we_send_is_refused(whatsapp: StandInGraphApi) -> None:
    people = [f"62811100{number:04}" for number in range(8)]
    for person in people:
        whatsapp.says(person, "halo")

    for person in people:
        assert len(whatsapp.hears(person, 1)) == 1
    assert whatsapp.refused == []


def test_a_person_without_a_number_is_answered_by_the_business_scoped_id(whatsapp: StandInGraphApi) -> None:
    whatsapp.says(SARI, "halo")

    (told,) = whatsapp.hears(SARI, 1)

    assert told.body["recipient"] == SARI
    assert "to" not in told.body


def test_a_batch_of_messages_of_several_people_is_taken_apart(whatsapp: StandInGraphApi, database: Database) -> None:
    messages = [whatsapp.message(person, "text", {"body": "halo"}) for person in (BUDI, SARI, BUDI)]
    body = whatsapp.body(*messages)
    body["entry"].append(whatsapp.body(whatsapp.message("628222", "text", {"body": "halo"}))["entry"][0])
    whatsapp.deliver(body)

    assert len(whatsapp.hears(BUDI, 2)) == 2
    assert len(whatsapp.hears(SARI, 1)) == 1
    assert len(whatsapp.hears("628222", 1)) == 1
    assert count_of(database, InboxMessage) == 4


def test_the_same_message_again_alone_or_in_another_batch_changes_nothing(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    message = whatsapp.message(BUDI, "text", {"body": "halo"})
    for _ in range(3):
        whatsapp.deliver(whatsapp.body(message))
    whatsapp.deliver(whatsapp.body(message, whatsapp.message(BUDI, "text", {"body": "terima kasih"})))

    whatsapp.hears(BUDI, 2)
    time.sleep(0.5)

    assert len(whatsapp.to(BUDI)) == 2
    assert count_of(database, InboxMessage) == 2


def test_a_complaint_from_the_first_word_to_the_answer(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.says(BUDI, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)
    whatsapp.taps(BUDI, "Kirim laporan")
    receipt = whatsapp.hears(BUDI, 2)[-1]
    assert "Nomor: ADU-" in receipt.text

    the_office_answers(database, "Lampu sudah diganti.")
    answer = whatsapp.hears(BUDI, 3)[-1]
    assert "Lampu sudah diganti." in answer.text
    whatsapp.taps(BUDI, "Sudah beres")

    assert "penilaian" in whatsapp.hears(BUDI, 4)[-1].text.lower() or whatsapp.to(BUDI)[-1].choices
    assert whatsapp.refused == []


def test_two_matters_in_one_message_are_one_list_and_then_two_numbers_once(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.says(BUDI, "Lampu jalan di Tegalmulyo mati, dan sampah di Pasar Gede sudah seminggu tidak diangkut")
    (card,) = whatsapp.hears(BUDI, 1)
    assert "Pisah jadi dua" in [label for _, label in card.choices]
    whatsapp.taps(BUDI, "Pisah jadi dua")
    whatsapp.hears(BUDI, 2)

    yes = whatsapp.says(BUDI, "ya")
    whatsapp.hears(BUDI, 4)
    whatsapp.deliver(yes)
    whatsapp.says(BUDI, "halo")

    told = whatsapp.hears(BUDI, 5)
    assert ["Nomor: ADU-" in one.text for one in told] == [False, False, True, True, False]
    assert count_of(database, Case) == 2
    assert whatsapp.refused == []


def test_an_answer_too_long_for_buttons_is_answered_by_the_number_it_shows(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    budi_files(whatsapp)
    the_office_answers(database, "Petugas DPUPR sudah memeriksa lokasinya. " * 30)
    answer = whatsapp.hears(BUDI, 3)[-1]
    assert answer.text.endswith("1. Sudah beres\n2. Belum beres")

    whatsapp.says(BUDI, "1")

    assert [label for _, label in whatsapp.hears(BUDI, 4)[-1].choices][:5] == ["1", "2", "3", "4", "5"]
    with database.read() as session:
        assert session.scalars(select(Case)).one().outcome is Outcome.CONFIRMED


def _edits(whatsapp: StandInGraphApi, original: dict[str, Any], changed: dict[str, Any]) -> None:
    wamid = original["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    whatsapp.sends(BUDI, "edit", {"original_message_id": wamid, "message": changed})


def test_an_edited_message_corrects_the_draft_it_made(whatsapp: StandInGraphApi) -> None:
    wrote = whatsapp.says(BUDI, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)

    _edits(whatsapp, wrote, {"type": "text", "text": {"body": "lapor talud ambrol di depan pasar Cawas"}})

    assert "talud ambrol" in whatsapp.hears(BUDI, 2)[-1].text


def test_an_edited_caption_corrects_the_draft_it_made(whatsapp: StandInGraphApi) -> None:
    wrote = whatsapp.sends(BUDI, "image", {"id": "m1", "caption": "jalan rusak di desa Sumber"})
    whatsapp.hears(BUDI, 1)

    _edits(whatsapp, wrote, {"type": "image", "image": {"id": "m1", "caption": "talud ambrol di desa Sumber"}})

    assert "talud ambrol" in whatsapp.hears(BUDI, 2)[-1].text


def test_files_and_a_place_are_kept(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.sends(BUDI, "image", {"id": "m1", "mime_type": "image/png", "caption": "jalan rusak di desa Sumber"})
    assert "Lampiran: 1 berkas" in whatsapp.hears(BUDI, 1)[-1].text
    whatsapp.sends(BUDI, "location", {"latitude": -7.7, "longitude": 110.6, "name": "Balai Desa"})
    whatsapp.hears(BUDI, 2)
    whatsapp.sends(BUDI, "audio", {"id": "m2", "mime_type": "audio/ogg", "voice": True})
    whatsapp.hears(BUDI, 3)

    assert whatsapp.wait_for(lambda: count_of(database, Media, state=MediaState.STORED) == 2)


def test_a_file_whose_link_has_expired_is_given_up_and_the_report_goes_on(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.expired_media.add("m9")
    whatsapp.sends(BUDI, "image", {"id": "m9", "caption": "jalan rusak di desa Sumber"})
    whatsapp.hears(BUDI, 1)
    whatsapp.says(BUDI, "ya")

    told = [each.text for each in whatsapp.hears(BUDI, 3)[1:]]
    assert sum("Nomor: ADU-" in text for text in told) == 1
    assert sum("tidak bisa kami ambil" in text for text in told) == 1
    assert whatsapp.wait_for(lambda: count_of(database, Media, state=MediaState.FAILED) == 1)


@pytest.mark.parametrize(("status", "code"), [(503, 131016), (400, 131056)])
def test_trouble_of_the_service_is_waited_out(whatsapp: StandInGraphApi, status: int, code: int | None) -> None:
    whatsapp.fail(status, code, to=BUDI)
    began = time.monotonic()
    whatsapp.says(BUDI, "halo")
    whatsapp.says(SARI, "halo")

    assert len(whatsapp.hears(SARI, 1)) == 1
    assert time.monotonic() - began < 4
    assert len(whatsapp.hears(BUDI, 1, seconds=20)) == 1


def test_a_person_who_cannot_be_reached_is_left_in_peace(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.fail(400, 131026, to=BUDI)
    whatsapp.says(BUDI, "halo")

    assert whatsapp.wait_for(lambda: [row.state for row in outbox_of(database)] == [OutboxState.DEAD])
    with database.read() as session:
        assert session.scalars(select(Contact)).one().stopped_at is not None


def test_news_for_who_wants_none_is_no_dead_letter(whatsapp: StandInGraphApi, database: Database) -> None:
    budi_files(whatsapp)
    with database.write() as session:
        session.execute(update(Contact).values(stopped_at=utc_now()))

    the_office_answers(database, "Lampu sudah diganti.")

    assert whatsapp.wait_for(lambda: outbox_of(database)[-1].state is OutboxState.EXPIRED)
    assert outbox_of(database)[-1].error == outbox.STOPPED
    with database.read() as session:
        assert given_up.dead_count(session) == 0


def test_a_wrong_token_loses_nothing_and_alarms(
    whatsapp: StandInGraphApi, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    whatsapp.fail(401, 190, to=BUDI)
    whatsapp.says(BUDI, "halo")

    assert whatsapp.wait_for(lambda: any("check the token" in line for line in caplog.messages))
    assert whatsapp.wait_for(lambda: [row.state for row in outbox_of(database)] == [OutboxState.NEW])


def test_reports_move_a_message_forward_only(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.says(BUDI, "halo")
    (told,) = whatsapp.hears(BUDI, 1)
    reports = [whatsapp.report(told, name, is_billed=True) for name in ("read", "delivered", "sent", "delivered")]
    for order in itertools.islice(itertools.permutations(reports), 6):
        whatsapp.deliver(whatsapp.body(statuses=order))

    assert whatsapp.wait_for(lambda: [row.state for row in outbox_of(database)] == [OutboxState.SENT])
    (row,) = outbox_of(database)
    assert (row.delivery, row.state, row.cost) == (Delivery.READ, OutboxState.SENT, 1)


def test_the_challenge_is_answered_to_who_knows_the_word(whatsapp: StandInGraphApi) -> None:
    assert _get(whatsapp, f"hub.mode=subscribe&hub.verify_token={VERIFY}&hub.challenge=4711") == (200, "4711")
    assert _get(whatsapp, "hub.mode=subscribe&hub.verify_token=salah&hub.challenge=4711")[0] == 403
    assert _get(whatsapp, "hub.mode=subscribe&hub.challenge=4711")[0] == 403
    assert _get(whatsapp, "")[0] == 403


def _get(whatsapp: StandInGraphApi, query: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{whatsapp.hook}?{query}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def test_a_reaction_needs_no_answer(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.sends(BUDI, "reaction", {"message_id": "wamid.x", "emoji": "👍"})

    assert whatsapp.wait_for(lambda: count_of(database, InboxMessage, state=InboxState.DONE) == 1)
    time.sleep(0.3)
    assert whatsapp.to(BUDI) == []
