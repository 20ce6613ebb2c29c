"""The laws of the message path on WhatsApp, through the webhook, the worker and a stand-in for the Cloud API."""

import itertools
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import settings_for
from sqlalchemy import select, update
from support import cast
from support.graph_api import PHONE_ID, REQUESTED, SECRET, TEMPLATE, TOKEN, VERIFY, StandInGraphApi
from support.service import free_port, running_web, running_worker

from core.clock import utc_now
from core.db import Database
from core.messages import given_up, handovers, outbox
from core.messages.contacts import Contact
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.messages.outbox import Delivery, OutboxMessage, OutboxState
from core.settings import Settings, WhatsAppSettings
from tickets import service, templates
from tickets.kinds import Outcome
from tickets.models import Case

BUDI, SARI = "628111000111", "ID.9F2Kabc"


@pytest.fixture
def settings(tmp_path: Path, database_url: str, graph: StandInGraphApi) -> Settings:
    """Settings that point at the stand-in."""
    port = free_port()
    given = WhatsAppSettings(
        TOKEN,
        (PHONE_ID,),
        SECRET,
        VERIFY,
        graph.base,
        TEMPLATE,
    )
    chosen = settings_for(tmp_path, database_url)
    return replace(chosen, whatsapp=given, port=port, public_url=f"http://127.0.0.1:{port}")


@pytest.fixture
def whatsapp(settings: Settings, graph: StandInGraphApi, database: Database) -> Iterator[StandInGraphApi]:
    """The service, connected."""
    with running_web(settings) as address, running_worker(settings):
        graph.hook = f"{address}/webhook/whatsapp"
        yield graph


def _outbox(database: Database) -> list[OutboxMessage]:
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def _count(database: Database, model: type, **where: object) -> int:
    with database.read() as session:
        return session.query(model).filter_by(**where).count()


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
    assert _count(database, InboxMessage) == 4


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
    assert _count(database, InboxMessage) == 2


def test_a_complaint_from_the_first_word_to_the_answer(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.says(BUDI, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)
    whatsapp.taps(BUDI, "Kirim laporan")
    receipt = whatsapp.hears(BUDI, 2)[-1]
    assert "Nomor: ADU-" in receipt.text

    _reply(database, "Lampu sudah diganti.")
    answer = whatsapp.hears(BUDI, 3)[-1]
    assert "Lampu sudah diganti." in answer.text
    whatsapp.taps(BUDI, "Sudah beres")

    assert "penilaian" in whatsapp.hears(BUDI, 4)[-1].text.lower() or whatsapp.to(BUDI)[-1].choices
    assert whatsapp.refused == []


def test_an_answer_too_long_for_buttons_is_answered_by_the_number_it_shows(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    _file(whatsapp)
    _reply(database, "Petugas DPUPR sudah memeriksa lokasinya. " * 30)
    answer = whatsapp.hears(BUDI, 3)[-1]
    assert answer.text.endswith("1. Sudah beres\n2. Belum beres")

    whatsapp.says(BUDI, "1")

    assert [label for _, label in whatsapp.hears(BUDI, 4)[-1].choices][:5] == ["1", "2", "3", "4", "5"]
    with database.read() as session:
        assert session.scalars(select(Case)).one().outcome is Outcome.CONFIRMED


def _reply(database: Database, text: str) -> None:
    with database.write() as session:
        case = session.scalars(select(Case)).one()
        service.reply(session, case, by=cast.koordinator(session), version=case.version, text=text, at=utc_now())


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

    assert whatsapp.wait_for(lambda: _count(database, Media, state=MediaState.STORED) == 2)


def test_a_file_whose_link_has_expired_is_given_up_and_the_report_goes_on(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.expired_media.add("m9")
    whatsapp.sends(BUDI, "image", {"id": "m9", "caption": "jalan rusak di desa Sumber"})
    whatsapp.hears(BUDI, 1)
    whatsapp.says(BUDI, "ya")

    assert "Nomor: ADU-" in whatsapp.hears(BUDI, 2)[-1].text
    assert whatsapp.wait_for(lambda: _count(database, Media, state=MediaState.FAILED) == 1)


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

    assert whatsapp.wait_for(lambda: [row.state for row in _outbox(database)] == [OutboxState.DEAD])
    with database.read() as session:
        assert session.scalars(select(Contact)).one().stopped_at is not None


def test_news_for_who_wants_none_is_no_dead_letter(whatsapp: StandInGraphApi, database: Database) -> None:
    _file(whatsapp)
    with database.write() as session:
        session.execute(update(Contact).values(stopped_at=utc_now()))

    _reply(database, "Lampu sudah diganti.")

    assert whatsapp.wait_for(lambda: _outbox(database)[-1].state is OutboxState.EXPIRED)
    assert _outbox(database)[-1].error == outbox.STOPPED
    with database.read() as session:
        assert given_up.dead_count(session) == 0


def test_a_wrong_token_loses_nothing_and_alarms(
    whatsapp: StandInGraphApi, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    whatsapp.fail(401, 190, to=BUDI)
    whatsapp.says(BUDI, "halo")

    assert whatsapp.wait_for(lambda: any("check the token" in line for line in caplog.messages))
    assert whatsapp.wait_for(lambda: [row.state for row in _outbox(database)] == [OutboxState.NEW])


def test_reports_move_a_message_forward_only(whatsapp: StandInGraphApi, database: Database) -> None:
    whatsapp.says(BUDI, "halo")
    (told,) = whatsapp.hears(BUDI, 1)
    reports = [whatsapp.report(told, name, is_billed=True) for name in ("read", "delivered", "sent", "delivered")]
    for order in itertools.islice(itertools.permutations(reports), 6):
        whatsapp.deliver(whatsapp.body(statuses=order))

    assert whatsapp.wait_for(lambda: [row.state for row in _outbox(database)] == [OutboxState.SENT])
    (row,) = _outbox(database)
    assert (row.delivery, row.state, row.cost) == (Delivery.READ, OutboxState.SENT, 1)


def test_an_officer_reaches_the_citizen_by_a_template_when_free_words_are_not_taken(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.says(BUDI, "lapor lampu jalan mati di desa Sumber")
    whatsapp.hears(BUDI, 1)
    whatsapp.taps(BUDI, "Kirim laporan")
    whatsapp.hears(BUDI, 2)
    _let_a_day_pass(database)

    with database.write() as session:
        case = session.scalars(select(Case)).one()
        templates.send(
            session,
            case,
            by=cast.koordinator(session),
            name=REQUESTED,
            lang="id",
            blanks=[case.number, "foto"],
            text="Untuk laporan ini kami perlu foto.",
            at=utc_now(),
        )

    told = whatsapp.hears(BUDI, 3)
    assert told[-1].text == f"{REQUESTED} {case.number} foto"
    assert whatsapp.refused == []


def _let_a_day_pass(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Contact).values(window_until=utc_now() - timedelta(hours=1)))


def test_after_a_day_a_template_knocks_and_the_answer_waits_for_the_citizen(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    _file(whatsapp)
    _let_a_day_pass(database)
    _reply(database, "Lampu sudah diganti.")

    knock = whatsapp.hears(BUDI, 3)[-1]
    assert knock.body["type"] == "template"
    assert "ADU-" in knock.text
    assert "Lampu sudah diganti" not in str([told.text for told in whatsapp.to(BUDI)])

    whatsapp.says(BUDI, "baca")
    assert "Lampu sudah diganti." in whatsapp.hears(BUDI, 4)[-1].text
    time.sleep(0.5)
    assert len(whatsapp.to(BUDI)) == 4


def test_an_officer_who_answers_after_the_weekend_is_read_when_the_citizen_writes(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.says(BUDI, "petugas")
    whatsapp.hears(BUDI, 1)
    _let_a_day_pass(database)
    with database.write() as session:
        handover = session.scalars(select(handovers.Handover)).one()
        wati = cast.verifikator(session)
        handovers.say(session, handover.id, by=wati, text="Selamat pagi, ini petugas.", mark="a", at=utc_now())

    knock = whatsapp.hears(BUDI, 2)[-1]
    assert knock.text == f"{TEMPLATE} percakapan Anda"

    whatsapp.says(BUDI, "Baca")
    assert whatsapp.hears(BUDI, 3)[-1].text == "Petugas: Selamat pagi, ini petugas."


def test_three_notices_of_a_night_knock_once_and_a_second_baca_is_met_kindly(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    _file(whatsapp)
    _let_a_day_pass(database)
    with database.write() as session:
        chat = session.scalars(select(Contact)).one().chat_key
        for place in range(3):
            about = {"number": "ADU-26-00001-X", "case_id": 1, "title": "lampu"}
            outbox.enqueue(
                session, key=f"ev{place}.n", chat_key=chat, kind="case_in_progress", data=about, at=utc_now()
            )
    assert whatsapp.hears(BUDI, 3)[-1].body["type"] == "template"
    time.sleep(0.5)
    assert len(whatsapp.to(BUDI)) == 3

    whatsapp.says(BUDI, "Baca")
    assert len(whatsapp.hears(BUDI, 6)) == 6
    whatsapp.says(BUDI, "Baca")

    assert "sudah kami kirim" in whatsapp.hears(BUDI, 7)[-1].text


def test_a_note_of_the_service_neither_opens_the_window_nor_undoes_a_stop(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    _file(whatsapp)
    whatsapp.says(BUDI, "berhenti")
    whatsapp.hears(BUDI, 3)
    _let_a_day_pass(database)
    done = _count(database, InboxMessage, state=InboxState.DONE)
    whatsapp.sends(BUDI, "system", {"body": "x", "type": "customer_identity_changed"})
    whatsapp.sends(BUDI, "reaction", {"message_id": "wamid.x", "emoji": "👍"})

    assert whatsapp.wait_for(lambda: _count(database, InboxMessage, state=InboxState.DONE) == done + 2)
    with database.read() as session:
        budi = session.scalars(select(Contact)).one()
        assert budi.stopped_at is not None
        assert budi.window_until < utc_now()


def test_five_photos_sent_at_once_get_one_receipt_and_the_words_after_them_follow(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    for place in range(5):
        caption = {"caption": "jalan rusak di desa Sumber"} if place == 0 else {}
        whatsapp.sends(BUDI, "image", {"id": f"p{place}", "mime_type": "image/png", **caption})
    whatsapp.says(BUDI, "sejak kemarin")

    told = whatsapp.hears(BUDI, 2)
    time.sleep(0.5)
    assert len(whatsapp.to(BUDI)) == 2
    assert "Lampiran: 5 berkas" in told[0].text
    assert "kemarin" in told[1].text
    assert whatsapp.wait_for(lambda: _count(database, Media, state=MediaState.STORED) == 5)


def test_a_window_that_closed_earlier_than_we_thought_is_found_out_by_a_late_report(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    _file(whatsapp)
    _reply(database, "Lampu sudah diganti.")
    answer = whatsapp.hears(BUDI, 3)[-1]
    whatsapp.deliver(whatsapp.body(statuses=(whatsapp.report(answer, "failed", code=131047),)))

    assert whatsapp.hears(BUDI, 4)[-1].body["type"] == "template"
    whatsapp.says(BUDI, "ya")
    assert "Lampu sudah diganti." in whatsapp.hears(BUDI, 5)[-1].text


def _file(whatsapp: StandInGraphApi) -> None:
    whatsapp.says(BUDI, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)
    whatsapp.says(BUDI, "ya")
    assert "Nomor: ADU-" in whatsapp.hears(BUDI, 2)[-1].text


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

    assert whatsapp.wait_for(lambda: _count(database, InboxMessage, state=InboxState.DONE) == 1)
    time.sleep(0.3)
    assert whatsapp.to(BUDI) == []
