"""Files an officer puts with an answer: kept with the case, after the words, for who follows it and nobody else."""

import io
import re

import pytest
from sqlalchemy import select
from support import cast
from support.bot_api import PNG
from support.time import NOON

from core.messages import contacts, handovers
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from tickets import reporting, service
from tickets.kinds import Kadar
from tickets.models import Attachment, Case, CaseEvent

PDF = b"%PDF-1.4\n%%EOF\n"
HTML = b"<html><script>alert(1)</script></html>"


def _file(content: bytes, name: str = "KTP Siti.pdf"):
    return io.BytesIO(content), name


@pytest.fixture
def case(database) -> Case:
    """A complaint that is being worked on; its reporter and another follower read along."""
    with database.write() as session:
        made = cast.a_complaint(session)
        by = cast.koordinator(session)
        service.dispose(
            session, made, by=by, version=None, agency=cast.agency(session), instruction="Perbaiki", at=NOON
        )
        service.accept(session, made, by=cast.rina(session), version=None, at=NOON)
        reporting.follow(session, made, cast.budi(session), at=NOON)
    return made


def _path(case: Case, slug: str = "jawab") -> str:
    return f"/admin/tiket/{case.number}/{slug}"


def _answers(browser, case, *files, slug="jawab", status=302, **more):
    form = browser.get(f"/admin/tiket/{case.number}").form(_path(case, slug))
    given = {**form.filled(text="Lampu sudah diganti.", **more), "files": [_file(*file) for file in files]}
    return browser.post(_path(case, slug), given, status, content_type="multipart/form-data")


def _owed(session) -> list[tuple[str, str, dict]]:
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.chat_key, row.kind, keyring(session).open_json(row.data)) for row in rows]


def test_files_follow_the_answer_to_everybody_who_follows_the_case(enter, case, session, app):
    _answers(enter(cast.rina), case, (PDF,), (PNG, "lokasi rumah.png"))

    sent = [row for row in _owed(session) if row[1] in {"case_answered", "case_file"}]
    assert [(chat.partition(":")[0], kind) for chat, kind, _ in sent] == [
        ("telegram", "case_answered"), ("telegram", "case_file"), ("telegram", "case_file"),
        ("web", "case_answered"), ("web", "case_file"), ("web", "case_file"),
    ]  # fmt: skip
    file = sent[1][2]["file"]
    assert (file["name"], sent[2][2]["file"]["name"]) == ("lampiran-1.pdf", "lampiran-2.png")
    assert app.extensions["pendopo_panel"].files.get(file["sha256"]) == PDF


def test_they_are_kept_with_the_case_and_shown_with_the_answer_without_their_names(enter, case, session):
    rina = enter(cast.rina)
    _answers(rina, case, (PDF,), (PNG, "rumah siti.png"))

    page = rina.get(f"/admin/tiket/{case.number}")
    event = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    kept = session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert [attachment.event_id for attachment in kept] == [event.id, event.id]
    assert len(event.details["enclosed"]) == 2
    for words in ("Dokumen 1", "Foto 2"):
        assert words in page
    assert "siti.png" not in page.html
    assert "KTP" not in page.html
    opened = rina.client.get(f"/admin/lampiran/{kept[0].media_id}")
    assert (opened.data, opened.headers["Content-Disposition"]) == (PDF, 'attachment; filename="lampiran-1.pdf"')


def test_a_refused_file_loses_no_word_and_sends_nothing(enter, case, session):
    page = _answers(enter(cast.rina), case, (HTML, "surat.pdf"), status=422)

    assert "isi berkasnya yang diperiksa" in page
    assert "Lampu sudah diganti." in page
    assert not [row for row in _owed(session) if row[1] == "case_answered"]


def test_after_another_refusal_a_file_that_was_taken_need_not_be_chosen_again(enter, case, session):
    rina = enter(cast.rina)
    page = _answers(rina, case, (PDF,), status=409, version="1")
    form = page.form(_path(case))
    rina.post(_path(case), {**form.filled(version=str(_version(session, case)))})

    assert [row[2]["file"]["name"] for row in _owed(session) if row[1] == "case_file"][:1] == ["lampiran-1.pdf"]


def test_a_made_up_sign_brings_no_file(enter, case, session):
    _answers(enter(cast.rina), case, carried="bukan-tanda")

    assert not [row for row in _owed(session) if row[1] == "case_file"]


def _version(session, case) -> int:
    session.expire_all()
    return session.get(Case, case.id).version


def test_files_of_a_proposal_wait_with_it_and_leave_when_it_is_approved(enter, database, session):
    with database.write() as writing:
        made = cast.a_complaint(writing, text="Ada pungli di loket", category="aparatur")
        by = cast.koordinator(writing)
        service.dispose(writing, made, by=by, version=None, agency=cast.agency(writing), instruction="Periksa", at=NOON)
        service.accept(writing, made, by=cast.rina(writing), version=None, at=NOON)
    _answers(enter(cast.rina), made, (PDF,), slug="usulkan")
    assert not [row for row in _owed(session) if row[1] == "case_file"]

    wati = enter(cast.koordinator)
    wati.submit(wati.get(f"/admin/tiket/{made.number}").form(_path(made, "setujui")))

    assert [row[1] for row in _owed(session)][-2:] == ["case_answered", "case_file"]


def test_who_asked_for_quiet_gets_no_file_with_news_either(enter, case, database, session):
    with database.write() as writing:
        for chat in ("telegram:1001", "web:budi"):
            contacts.of_chat(writing, chat).quiet_since = NOON

    _answers(enter(cast.rina), case, (PDF,), slug="kabari")

    assert not [row for row in _owed(session) if row[1] in {"case_progress", "case_file"}]


def test_a_secret_case_s_file_is_for_nobody_outside_its_circle(enter, database, session, case):
    _answers(enter(cast.rina), case, (PDF,))
    media_id = session.scalars(select(Attachment.media_id)).one()

    enter(cast.agus).get(f"/admin/lampiran/{media_id}", 404)
    with database.write() as writing:
        writing.get(Case, case.id).complaint.kadar = Kadar.BERKADAR

    for who in (cast.verifikator, cast.rina):
        enter(who).get(f"/admin/lampiran/{media_id}", 404)
    enter(cast.inspektur).get(f"/admin/lampiran/{media_id}")


def test_a_talk_carries_files_after_the_words_once_and_shows_them(enter, database, session):
    with database.write() as writing:
        siti = cast.siti(writing)
        asked = handovers.request(
            writing, siti.chat_key, contact_id=siti.id, reason="asked", last_words="minta formulir", at=NOON
        )
    yudi, path = enter(cast.verifikator), f"/admin/percakapan/{asked.id}"
    given = yudi.get(path).form(path).filled(text="Ini formulirnya.")
    for _ in range(2):
        yudi.post(path, {**given, "files": [_file(PDF), _file(PNG)]}, content_type="multipart/form-data")

    assert [kind for _, kind, _ in _owed(session)] == ["officer_says", "officer_file", "officer_file"]
    page = yudi.get(path)
    assert "[lampiran-1.pdf]" in page
    assert not re.search("KTP", page.html)


def test_a_talk_refuses_a_file_in_words_and_keeps_what_was_typed(enter, database, session):
    with database.write() as writing:
        siti = cast.siti(writing)
        asked = handovers.request(
            writing, siti.chat_key, contact_id=siti.id, reason="asked", last_words="minta formulir", at=NOON
        )
    yudi, path = enter(cast.verifikator), f"/admin/percakapan/{asked.id}"
    given = yudi.get(path).form(path).filled(text="Ini formulirnya.")

    page = yudi.post(path, {**given, "files": [_file(HTML)]}, 422, content_type="multipart/form-data")

    assert "Jenis lampiran itu tidak diterima" in page
    assert "Ini formulirnya." in page
    assert _owed(session) == []
