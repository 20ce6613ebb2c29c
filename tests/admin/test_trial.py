"""Coba pertanyaan: from every knowledge screen staff see what the bot would answer, and why."""

from dataclasses import replace

import pytest
from support import cast
from support.time import NOON

from knowledge import entries
from knowledge.entries import Content
from knowledge.models import Entry, EntryCategory

TRY = "/admin/coba-pertanyaan/"
KTP = Content("KTP hilang", EntryCategory.KANTOR, "Datang.", "Perbup", ("ktp saya hilang", "cara urus ktp hilang"))


@pytest.fixture
def entry(database) -> Entry:
    with database.write() as session:
        made = entries.create(session, KTP, by=None, at=NOON)
        entries.publish(session, made, lock=made.lock, by=None, at=NOON)
        entries.create(session, replace(KTP, title="Kursus batik", phrasings=("kursus membatik",)), by=None, at=NOON)
    return made


def test_a_question_shows_its_answer_and_the_words_that_met(enter, entry):
    page = enter(cast.verifikator).get(f"{TRY}?q=ktp+ilang+gmn+ya")

    assert "Langsung dijawab" in page
    assert f"/admin/jawaban/{entry.id}" in page.links
    assert "hilang" in page.text
    assert "bobot" in page.text


def test_drafts_are_tried_only_when_they_are_asked_for(enter, entry):
    browser = enter(cast.verifikator)

    assert "Kursus batik" not in browser.get(f"{TRY}?q=kursus+membatik").text
    page = browser.get(f"{TRY}?q=kursus+membatik&dengan=draf")

    assert "Kursus batik" in page.text
    assert "dari draf" in page.text


@pytest.mark.parametrize("question", ["", "zzzz qqqq", "%00%07", "a" * 5000, "%F0%9F%9A%A7" * 300], ids=range(5))
def test_any_question_can_be_tried(enter, entry, question):
    enter(cast.verifikator).get(f"{TRY}?q={question}&dengan=apa-saja")


def test_every_knowledge_screen_has_the_field(enter, entry):
    browser = enter(cast.koordinator)

    for path in ("jawaban/", f"jawaban/{entry.id}", "pertanyaan/", "padanan-kata/", "jawaban/banyak/"):
        assert any(form.action == TRY for form in browser.get(f"/admin/{path}").forms), path
