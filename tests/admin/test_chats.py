"""Talks with citizens: the line, the words of an officer, and the way back to the bot."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.messages import contacts, handovers, inbox, media, outbox
from core.messages.channels import Channel
from core.messages.handovers import Handover, HandoverState
from core.messages.inbox import Arrival, InboxMessage
from core.messages.outbox import OutboxMessage, Sent
from core.privacy import keyring
from tickets.kinds import Visibility


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


def test_giving_a_talk_back_is_asked_first_for_the_citizen_hears_of_it(enter, waiting):
    page = enter(cast.verifikator).get(f"/admin/percakapan/{waiting.id}")

    assert 'data-sure="Kembalikan percakapan ini ke bot?' in page.html


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


def test_the_line_looks_by_itself_who_waits(enter, waiting):
    yudi = enter(cast.verifikator)
    assert 'data-address="/admin/percakapan/barisan"' in yudi.get("/admin/percakapan/").html

    line = yudi.get("/admin/percakapan/barisan")

    assert "Urutan 1" in line.text
    assert "<html" not in line.html
    enter(cast.rina).get("/admin/percakapan/barisan", 404)


def test_the_page_looks_for_new_lines_by_itself(enter, waiting):
    yudi = enter(cast.verifikator)

    lines = yudi.get(f"{_page(waiting)}/baris")

    assert "bansos belum turun" in lines.text
    assert "<html" not in lines.html


def test_the_lines_of_a_closed_talk_are_gone(enter, waiting, database):
    with database.write() as session:
        handovers.close(session.get(Handover, waiting.id), at=NOON)

    enter(cast.verifikator).get(f"{_page(waiting)}/baris", 404)


def _sent_to(session, chat: str, ext_id: str, view: dict) -> InboxMessage:
    """A message of the citizen, dealt with."""
    inbox.accept(session, [Arrival(Channel.TELEGRAM, ext_id, chat, "{}")], at=NOON)
    message = session.scalars(select(InboxMessage).where(InboxMessage.ext_id == ext_id)).one()
    inbox.finish(session, [message.id], view={"text": "", "files": [], "pin": False, **view}, at=NOON)
    return message


def _photo_of(session, app, chat: str, message: InboxMessage) -> media.Media:
    photo = media.expect(
        session,
        inbox_id=message.id,
        channel=Channel.TELEGRAM,
        chat_key=chat,
        kind=media.MediaKind.PHOTO,
        ext_file="f",
        name="siti_ktp.jpg",
        at=NOON,
    )
    kept = app.extensions["pendopo_panel"].files.put(b"\xff\xd8\xff")
    media.stored(session, photo.id, sha256=kept.sha256, mime="image/jpeg", size=kept.size)
    return photo


def test_an_officer_opens_what_the_citizen_sent_in_the_talk(enter, waiting, database, app):
    with database.write() as session:
        message = _sent_to(session, waiting.chat_key, "7", {"kind": "media", "files": ["photo"]})
        photo = _photo_of(session, app, waiting.chat_key, message)
    yudi = enter(cast.verifikator)
    address = f"{_page(waiting)}/berkas/{photo.id}"

    assert address in yudi.get(_page(waiting)).html
    answer = yudi.client.get(address)

    assert answer.data == b"\xff\xd8\xff"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="lampiran-{photo.id}.jpg"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_chat_or_of_a_talk_that_is_over_is_nobodys_there(enter, waiting, database, app):
    with database.write() as session:
        other = _sent_to(session, "telegram:6666", "8", {"kind": "media", "files": ["photo"]})
        foreign = _photo_of(session, app, "telegram:6666", other)
        own = _photo_of(session, app, waiting.chat_key, _sent_to(session, waiting.chat_key, "9", {"kind": "media"}))
    yudi = enter(cast.verifikator)
    assert yudi.client.get(f"{_page(waiting)}/berkas/{foreign.id}").status_code == 404

    with database.write() as session:
        handovers.close(session.get(Handover, waiting.id), at=NOON)

    assert yudi.client.get(f"{_page(waiting)}/berkas/{own.id}").status_code == 404


def test_who_may_not_answer_chats_opens_no_file_of_one(enter, waiting, database, app):
    with database.write() as session:
        message = _sent_to(session, waiting.chat_key, "7", {"kind": "media", "files": ["photo"]})
        photo = _photo_of(session, app, waiting.chat_key, message)

    assert enter(cast.teknis).client.get(f"{_page(waiting)}/berkas/{photo.id}").status_code in {403, 404}


def test_stickers_cards_and_corrections_read_as_what_they_are_and_reactions_not_at_all(enter, waiting, database):
    with database.write() as session:
        for ext_id, view in enumerate(
            (
                {"kind": "unsupported"},
                {"kind": "contact", "text": "Pak RT, 0811"},
                {"kind": "edited", "text": "di kantor kecamatan"},
                {"kind": "ignored"},
                {"kind": "edited", "pin": True},
            )
        ):
            _sent_to(session, waiting.chat_key, f"x{ext_id}", view)

    page = enter(cast.verifikator).get(_page(waiting))

    for words in ("[stiker atau jenis pesan lain", "[kartu kontak]", "Pak RT, 0811", "[pesan diubah menjadi]"):
        assert words in page
    assert "(tombol)" not in page
    assert "[titik peta]" not in page


def test_an_officer_sees_that_the_citizen_opted_out(enter, waiting, database):
    with database.write() as session:
        contacts.stop(session, waiting.chat_key, at=NOON)

    assert "Warga meminta berhenti menerima pesan" in enter(cast.verifikator).get(_page(waiting))


def test_an_officer_knows_that_words_after_a_day_wait_for_the_citizen(enter, database):
    with database.write() as session:
        budi = contacts.meet(
            session, channel=Channel.WHATSAPP, ext_user="6281", chat_key="whatsapp:1:6281", name="Budi", at=NOON
        )
        budi.window_until = NOON - timedelta(hours=1)
        handover = _wait(session, budi)

    assert "Lewat 24 jam: jawaban disimpan" in enter(cast.verifikator).get(_page(handover))


def test_the_list_shows_who_waited_in_vain(enter, waiting, database):
    with database.write() as session:
        handovers.time_out(session, waiting.id, at=NOON, is_staffed=True, too_old=NOON + timedelta(days=1))

    page = enter(cast.verifikator).get("/admin/percakapan/")

    assert "Lewat batas" in page
    assert "“saya mau bicara”" in page


def test_a_talk_with_somebody_who_reported_as_anonim_does_not_say_their_name(enter, database):
    with database.write() as session:
        siti = cast.siti(session)
        cast.a_complaint(session, contact=siti, visibility=Visibility.ANONIM)
        inbox.accept(session, [Arrival(Channel.TELEGRAM, "1", siti.chat_key, "{}")], at=NOON)
        message = session.scalars(select(InboxMessage)).one()
        view = {"kind": "text", "text": "saya Siti Contoh, ada pungli di kelurahan", "files": [], "pin": False}
        inbox.finish(session, [message.id], view=view, at=NOON)
        waits = handovers.request(
            session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="ini Siti Contoh", at=NOON
        )

    talk, line = enter(cast.verifikator).get(_page(waits)), enter(cast.verifikator).get("/admin/percakapan/")

    assert "saya [nama disamarkan], ada pungli di kelurahan" in talk.text
    assert "Siti" not in talk.html + line.html
