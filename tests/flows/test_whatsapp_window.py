"""WhatsApp's 24-hour window: free words inside it, one template that knocks outside, and nothing lost between."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from support import cast
from support.graph_api import REQUESTED, TEMPLATE, StandInGraphApi
from support.on_whatsapp import BUDI, budi_files, connected, count_of, settings_of, the_office_answers

from core.clock import utc_now
from core.db import Database
from core.messages import handovers, outbox
from core.messages.approved_templates import Template
from core.messages.contacts import Contact
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.settings import Settings
from tickets import templates
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
            template=Template(REQUESTED, "id", "Untuk laporan {{1}} kami perlu {{2}}.", 2),
            blanks=[case.number, "foto"],
            mark="once",
            at=utc_now(),
        )

    told = whatsapp.hears(BUDI, 3)
    assert told[-1].text == f"{REQUESTED} {case.number} foto"
    assert whatsapp.refused == []


def test_an_officer_in_a_talk_reaches_the_citizen_by_a_template_after_a_day(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    whatsapp.says(BUDI, "petugas")
    whatsapp.hears(BUDI, 1)
    _let_a_day_pass(database)

    with database.write() as session:
        handovers.say_by_template(
            session,
            session.scalars(select(handovers.Handover.id)).one(),
            by=cast.verifikator(session),
            template=Template(REQUESTED, "id", "Untuk laporan {{1}} kami perlu {{2}}.", 2),
            blanks=["bansos", "foto"],
            mark="a",
            at=utc_now(),
        )

    assert whatsapp.hears(BUDI, 2)[-1].text == f"{REQUESTED} bansos foto"
    assert whatsapp.refused == []


def _let_a_day_pass(database: Database) -> None:
    with database.write() as session:
        session.execute(update(Contact).values(window_until=utc_now() - timedelta(hours=1)))


def test_after_a_day_a_template_knocks_and_the_answer_waits_for_the_citizen(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    budi_files(whatsapp)
    _let_a_day_pass(database)
    the_office_answers(database, "Lampu sudah diganti.")

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
    budi_files(whatsapp)
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
    budi_files(whatsapp)
    whatsapp.says(BUDI, "berhenti")
    whatsapp.hears(BUDI, 3)
    _let_a_day_pass(database)
    done = count_of(database, InboxMessage, state=InboxState.DONE)
    whatsapp.sends(BUDI, "system", {"body": "x", "type": "customer_identity_changed"})
    whatsapp.sends(BUDI, "reaction", {"message_id": "wamid.x", "emoji": "👍"})

    assert whatsapp.wait_for(lambda: count_of(database, InboxMessage, state=InboxState.DONE) == done + 2)
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
    assert whatsapp.wait_for(lambda: count_of(database, Media, state=MediaState.STORED) == 5)


def test_a_window_that_closed_earlier_than_we_thought_is_found_out_by_a_late_report(
    whatsapp: StandInGraphApi, database: Database
) -> None:
    budi_files(whatsapp)
    the_office_answers(database, "Lampu sudah diganti.")
    answer = whatsapp.hears(BUDI, 3)[-1]
    whatsapp.deliver(whatsapp.body(statuses=(whatsapp.report(answer, "failed", code=131047),)))

    assert whatsapp.hears(BUDI, 4)[-1].body["type"] == "template"
    whatsapp.says(BUDI, "ya")
    assert "Lampu sudah diganti." in whatsapp.hears(BUDI, 5)[-1].text
