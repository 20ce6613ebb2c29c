"""Talks with citizens: the line, the words of an officer, and the way back to the bot."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.messages import handovers, inbox, outbox
from core.messages.channels import Channel
from core.messages.handovers import Handover, HandoverState
from core.messages.inbox import Arrival, InboxMessage
from core.messages.outbox import OutboxMessage, Sent
from core.privacy import keyring


def _wait(session, contact, at=NOON) -> Handover:
    return handovers.request(
        session, contact.chat_key, contact_id=contact.id, reason="asked", last_words="saya mau bicara", at=at
    )


@pytest.fixture
def waiting(database) -> Handover:
    """Siti asked for a person; the bot had answered before."""
    with database.write() as session:
        siti = cast.siti(session)
        inbox.accept(session, [Arrival(Channel.TELEGRAM, "1", siti.chat_key, "{}")], at=NOON)
        message = session.scalars(select(InboxMessage)).one()
        view = {"kind": "text", "text": "bansos belum turun", "files": ["photo"], "pin": False}
        inbox.finish(session, [message.id], view=view, at=NOON)
        outbox.enqueue(session, key="in1.1", chat_key=siti.chat_key, kind="do_not_know", data={}, at=NOON)
        answer = session.scalars(select(OutboxMessage)).one()
        outbox.start_sending(answer)
        outbox.settle(answer, Sent("9", "Maaf, saya belum tahu.", "id"), at=NOON + timedelta(seconds=1))
        return _wait(session, siti, NOON + timedelta(seconds=2))


def _page(handover) -> str:
    return f"/admin/percakapan/{handover.id}"


def _said(session) -> list[str]:
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "officer_says").order_by(OutboxMessage.id))
    return [keyring(session).open_json(row.data)["text"] for row in rows]


def test_the_line_shows_who_comes_next_and_for_how_long_they_wait(enter, waiting, database, clock):
    with database.write() as session:
        _wait(session, cast.budi(session), NOON + timedelta(minutes=5))
    clock.move(minutes=12)

    text = " ".join(enter(cast.verifikator).get("/admin/percakapan/").text.split())

    assert text.index("Urutan 1") < text.index("Urutan 2")
    assert "11 menit" in text
    assert "“saya mau bicara”" in text


def test_the_menu_counts_those_who_wait(enter, waiting):
    assert "Percakapan 1 menunggu" in " ".join(enter(cast.verifikator).get("/admin/").text.split())


def test_a_talk_shows_both_sides_and_no_name(enter, waiting):
    page = enter(cast.verifikator).get(_page(waiting))

    for words in ("bansos belum turun", "[foto]", "Maaf, saya belum tahu.", "Minta petugas"):
        assert words in page
    assert "Siti" not in page.html


def test_the_first_words_of_an_officer_take_the_chat(enter, waiting, session):
    yudi = enter(cast.verifikator)

    yudi.submit(yudi.get(_page(waiting)).form(_page(waiting)), text="Selamat pagi, saya Yudi.")

    session.expire_all()
    handover = session.get(Handover, waiting.id)
    assert (handover.state, handover.taken_by is not None) == (HandoverState.TAKEN, True)
    assert _said(session) == ["Selamat pagi, saya Yudi."]
    assert "Selamat pagi, saya Yudi." in yudi.then()


def test_the_same_words_sent_twice_by_one_press_arrive_once(enter, waiting, session):
    yudi = enter(cast.verifikator)
    form = yudi.get(_page(waiting)).form(_page(waiting))

    yudi.submit(form, text="Halo")
    yudi.submit(form, text="Halo")

    assert _said(session) == ["Halo"]


def test_nothing_is_sent_for_empty_words_and_long_ones_come_back(enter, waiting, session):
    yudi = enter(cast.verifikator)
    form = yudi.get(_page(waiting)).form(_page(waiting))

    yudi.submit(form, 422, text="  ")
    page = yudi.submit(form, 422, text="kata " * 900)

    assert page.form(_page(waiting)).values["text"][0].startswith("kata kata")
    assert _said(session) == []


def test_a_chat_a_colleague_has_is_not_talked_into(enter, waiting, session):
    yudi, wati = enter(cast.verifikator), enter(cast.koordinator)
    form = wati.get(_page(waiting)).form(_page(waiting))
    yudi.submit(yudi.get(_page(waiting)).form(_page(waiting)), text="Halo")

    page = wati.submit(form, 422, text="Saya bantu ya")

    assert "Rekan Anda sedang menangani" in page
    assert "Saya bantu ya" in page.html
    assert _said(session) == ["Halo"]


def test_a_colleague_who_cannot_go_on_is_relieved(enter, waiting, session):
    yudi, wati = enter(cast.verifikator), enter(cast.koordinator)
    yudi.submit(yudi.get(_page(waiting)).form(_page(waiting)), text="Halo")

    wati.submit(wati.get(_page(waiting)).form(f"{_page(waiting)}/ambil"))
    wati.submit(wati.get(_page(waiting)).form(_page(waiting)), text="Saya lanjutkan")

    assert _said(session) == ["Halo", "Saya lanjutkan"]


def test_a_chat_that_is_handed_back_belongs_to_the_bot(enter, waiting, session):
    yudi = enter(cast.verifikator)

    yudi.submit(yudi.get(_page(waiting)).form(f"{_page(waiting)}/selesai"))

    session.expire_all()
    assert session.get(Handover, waiting.id).state is HandoverState.CLOSED
    assert (
        session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "officer_left")).one().chat_key
        == "telegram:1001"
    )
    assert "Tidak ada yang menunggu" in yudi.then()


def test_words_for_a_chat_the_citizen_took_back_are_not_sent(enter, waiting, database, session):
    yudi = enter(cast.verifikator)
    form = yudi.get(_page(waiting)).form(_page(waiting))
    with database.write() as writing:
        handovers.close(writing.get(Handover, waiting.id), at=NOON)

    yudi.submit(form, text="Halo")

    assert "sudah kembali ke bot" in yudi.then()
    assert _said(session) == []


def test_the_page_looks_for_new_lines_by_itself(enter, waiting):
    yudi = enter(cast.verifikator)

    lines = yudi.get(f"{_page(waiting)}/baris")

    assert "bansos belum turun" in lines.text
    assert "<html" not in lines.html


def test_the_lines_of_a_closed_talk_are_gone(enter, waiting, database):
    with database.write() as session:
        handovers.close(session.get(Handover, waiting.id), at=NOON)

    enter(cast.verifikator).get(f"{_page(waiting)}/baris", 404)
