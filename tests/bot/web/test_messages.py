"""Writing in the web chat: stored once, answered, found again, and seen by nobody else."""

import uuid

from flask import Flask
from sqlalchemy import func, select, update
from support.visitor import Office, Visitor

from core.db import Database
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from tickets.models import Case, Complaint

LAMP = "lapor lampu jalan mati di depan pasar Cawas RT 1"


def _count(database: Database, model: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_message_is_stored_before_it_is_answered_and_then_answered(
    visitor: Visitor, office: Office, database: Database
) -> None:
    assert visitor.writes("halo").status_code == 202
    before = visitor.news()
    assert [(line["mine"], line["text"]) for line in before["messages"]] == [(True, "halo")]
    assert before["typing"] is True

    office.answers()

    after = visitor.news()
    assert [line["mine"] for line in after["messages"]] == [True, False]
    assert after["typing"] is False


def test_the_same_message_sent_again_is_one_message(visitor: Visitor, office: Office, database: Database) -> None:
    message_id = str(uuid.uuid4())

    answers = [visitor.writes("halo", message_id).status_code for _ in range(3)]
    office.answers()

    assert answers == [202, 202, 202]
    assert _count(database, InboxMessage) == 1
    assert [line["mine"] for line in visitor.lines()] == [True, False]


def test_an_id_is_one_message_for_one_visitor_only(app: Flask, visitor: Visitor, database: Database) -> None:
    message_id = str(uuid.uuid4())
    visitor.writes("halo dari Budi", message_id)

    other = Visitor(app)
    other.writes("halo dari Siti", message_id)

    assert _count(database, InboxMessage) == 2
    assert [line["text"] for line in other.lines()] == ["halo dari Siti"]


def test_everything_is_there_again_after_a_reload_in_the_order_it_was_said(visitor: Visitor, office: Office) -> None:
    for text in ("halo", "lapor", "lampu jalan mati di depan pasar Cawas"):
        office.clock.move(seconds=5)
        visitor.writes(text)
        office.clock.move(seconds=1)
        office.answers()
    said = visitor.lines()

    visitor.client.get("/")

    assert visitor.lines() == said
    assert said[0]["text"] == "halo"
    assert [line["mine"] for line in said] == [True, False] * 3


def test_news_are_only_what_the_page_does_not_have(visitor: Visitor, office: Office) -> None:
    visitor.writes("halo")
    office.answers()
    first = visitor.news()
    assert visitor.news(first["cursor"])["messages"] == []

    visitor.writes("terima kasih")
    office.answers()

    news = visitor.news(first["cursor"])
    assert [line["mine"] for line in news["messages"]] == [True, False]
    assert news["messages"][0]["text"] == "terima kasih"
    assert news["cursor"] != first["cursor"]


def test_what_is_told_late_behind_the_newest_is_shown_too(visitor: Visitor, office: Office, database: Database) -> None:
    visitor.writes("halo")
    office.answers()
    _put_first_answer(database, OutboxState.DEAD)
    visitor.writes("terima kasih")
    office.answers()
    page = visitor.news()
    assert [line["mine"] for line in page["messages"]] == [True, True, False]

    _put_first_answer(database, OutboxState.SENT)

    late = visitor.news(page["cursor"])
    assert [line["id"] for line in late["messages"]] == ["o1", "o2"]
    assert visitor.news(late["cursor"])["messages"] == []


def _put_first_answer(database: Database, state: OutboxState) -> None:
    with database.write() as session:
        session.execute(update(OutboxMessage).where(OutboxMessage.id == 1).values(state=state))


def test_an_answer_of_an_older_version_nobody_can_word_any_more_hides_no_other(
    visitor: Visitor, office: Office, database: Database
) -> None:
    visitor.writes("halo")
    office.answers()
    with database.write() as session:
        session.execute(update(OutboxMessage).values(kind="kata_versi_lama", rendered="Halo dari versi lama."))
    visitor.writes("terima kasih")
    office.answers()

    assert "Halo dari versi lama." in visitor.told()
    assert "Sama-sama" in visitor.told()


def test_a_complaint_is_filed_by_tapping(visitor: Visitor, office: Office, database: Database) -> None:
    visitor.writes(LAMP)
    office.answers()
    assert visitor.taps("Kirim laporan").status_code == 202
    office.answers()

    with database.read() as session:
        number = session.scalars(select(Case.number)).one()
    assert number in visitor.told()
    assert "Kirim laporan" in [line["text"] for line in visitor.lines() if line["mine"]]


def test_a_tap_twice_by_a_bad_line_files_once(visitor: Visitor, office: Office, database: Database) -> None:
    visitor.writes(LAMP)
    office.answers()
    for _ in range(2):
        visitor.taps("Kirim laporan")
    office.answers()

    assert _count(database, Case) == 1


def test_a_complaint_of_ten_thousand_letters_is_taken_whole(
    visitor: Visitor, office: Office, database: Database
) -> None:
    long = LAMP + ". " + "Warga sudah menunggu lama. " * 500
    long = long[:9_999] + "!"
    visitor.writes(long)
    office.answers()
    visitor.writes("ya")
    office.answers()

    with database.read() as session:
        kept = session.scalars(select(Complaint.text)).one()
    assert len(long) == 10_000
    assert long.endswith(kept)
    assert len(kept) > 9_990


def test_another_visitor_sees_nothing_of_it(app: Flask, visitor: Visitor, office: Office) -> None:
    visitor.writes(LAMP)
    office.answers()

    other = Visitor(app)

    assert other.lines() == []
    assert other.news()["typing"] is False


def test_another_visitor_cannot_tap_this_visitors_option(
    app: Flask, visitor: Visitor, office: Office, database: Database
) -> None:
    visitor.writes(LAMP)
    office.answers()
    option = visitor.lines()[-1]["options"][0][0]

    other = Visitor(app)
    other.posts({"id": str(uuid.uuid4()), "button": option, "label": "Kirim laporan"})
    office.answers()

    assert _count(database, Case) == 0
    assert other.told().strip()


def test_an_identity_number_is_not_shown_again_on_the_page(visitor: Visitor, office: Office) -> None:
    visitor.writes("NIK saya 3310012505900001 dan saya mau tanya")

    assert "3310012505900001" not in visitor.lines()[0]["text"]


def test_the_place_a_browser_tells_arrives(visitor: Visitor, office: Office, database: Database) -> None:
    answer = visitor.posts({"id": str(uuid.uuid4()), "latitude": -7.7, "longitude": 110.6})
    office.answers()

    assert answer.status_code == 202
    assert [line["text"] for line in visitor.lines() if line["mine"]] == ["📍"]
    assert visitor.told().strip()


def test_what_is_kept_is_sealed(visitor: Visitor, database: Database) -> None:
    visitor.writes("rahasia saya")

    with database.read() as session:
        message = session.scalars(select(InboxMessage)).one()
    assert message.state is InboxState.NEW
    assert message.raw is not None
    assert b"rahasia" not in message.raw
