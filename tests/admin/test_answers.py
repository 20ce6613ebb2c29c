"""Answers: written, published, restored and retired; nothing is overwritten and nothing typed is lost."""

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.audit import AuditEntry
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import Entry, EntryCategory, EntryVersion

NEW = "/admin/jawaban/baru"
WORDS = {
    "title": "Jam buka kantor",
    "answer": "Kantor {kantor} buka pukul 07.30.",
    "source": "Keputusan Kepala Dinas 1/2026",
    "phrasings": "jam buka\nkantor buka jam berapa",
    "category": "kantor",
}


@pytest.fixture
def entry(database) -> Entry:
    with database.write() as session:
        words = Content(
            "Jam buka", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",), object="jam", is_sample=True
        )
        made = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, made, lock=made.lock, by=None, at=NOON)
    return made


def _live(session, slug: str) -> EntryVersion | None:
    session.expire_all()
    return entries.live_version(session, slug)


def _form(browser, entry):
    return browser.get(f"/admin/jawaban/{entry.id}").form(f"/admin/jawaban/{entry.id}")


def test_a_new_answer_is_published_with_one_button(enter, session):
    browser = enter(cast.koordinator)

    browser.submit(browser.get(NEW).form(NEW), aksi="terbit", **WORDS)

    live = _live(session, "jam-buka-kantor")
    assert (live.answer, live.phrasings) == (WORDS["answer"], ["jam buka", "kantor buka jam berapa"])
    assert (
        session.scalar(select(AuditEntry.subject).where(AuditEntry.action == "entry_published"))
        == "entry:jam-buka-kantor"
    )


def test_a_draft_answers_nobody_yet(enter, session):
    browser = enter(cast.verifikator)

    browser.submit(browser.get(NEW).form(NEW), aksi="draf", **WORDS)

    assert _live(session, "jam-buka-kantor") is None
    assert "Draf tersimpan" in browser.then()


def test_a_verifikator_is_not_offered_to_publish(enter):
    assert "Terbitkan" not in enter(cast.verifikator).get(NEW).text


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(enter):
    browser = enter(cast.koordinator)
    wrong = {
        **WORDS,
        "title": "",
        "source": "",
        "phrasings": "",
        "source_url": "klaten.example",
        "review_on": "kapan-kapan",
    }

    page = browser.submit(browser.get(NEW).form(NEW), 422, aksi="terbit", **wrong)

    for name in ("title", "source", "phrasings", "source_url", "review_on"):
        assert f'id="salah-{name}"' in page.html, name
    assert page.form(NEW).values["answer"] == [WORDS["answer"]]
    assert page.form(NEW).values["review_on"] == ["kapan-kapan"]


def test_an_answer_that_is_too_long_is_refused_whole(enter):
    browser = enter(cast.koordinator)

    page = browser.submit(browser.get(NEW).form(NEW), 422, **{**WORDS, "answer": "kata " * 800})

    assert "paling banyak 3500 huruf" in page


def test_a_related_answer_must_exist(enter, entry):
    browser = enter(cast.koordinator)

    page = browser.submit(browser.get(NEW).form(NEW), 422, **{**WORDS, "related": "tidak-ada"})
    browser.submit(page.form(NEW), aksi="draf", related="jam-buka")

    assert "Ada nama yang tidak dikenal" in page


def test_a_change_is_a_draft_until_it_is_published(enter, entry, session):
    browser = enter(cast.koordinator)

    browser.submit(_form(browser, entry), aksi="draf", answer="Pukul 08.00.")
    assert _live(session, entry.slug).answer == "Pukul 07.30."
    browser.submit(_form(browser, entry), aksi="terbit")

    assert _live(session, entry.slug).answer == "Pukul 08.00."


def test_what_no_field_shows_stays_as_it_was(enter, entry, session):
    browser = enter(cast.koordinator)

    browser.submit(_form(browser, entry), aksi="terbit", answer="Pukul 08.00.")

    assert _live(session, entry.slug).object == "jam"


def test_an_unticked_box_takes_the_sample_mark_away(enter, entry, session):
    browser = enter(cast.koordinator)
    form = _form(browser, entry)
    assert form.values.pop("is_sample") == ["y"]

    browser.submit(form, aksi="terbit")

    assert _live(session, entry.slug).is_sample is False


def test_two_people_who_save_at_once_lose_nothing(enter, entry, session):
    slow, quick = enter(cast.koordinator), enter(cast.ppid)
    form = _form(slow, entry)
    quick.submit(_form(quick, entry), aksi="terbit", answer="Pukul 08.00 tepat.")

    page = slow.submit(form, 409, aksi="terbit", answer="Pukul 07.00.")

    assert "sudah diubah orang lain" in page
    assert "08.00 tepat." in page
    again = page.form(f"/admin/jawaban/{entry.id}")
    assert again.values["answer"] == ["Pukul 07.00."]
    slow.submit(again, aksi="terbit")
    assert _live(session, entry.slug).answer == "Pukul 07.00."
    assert "08.00" in slow.get(f"/admin/jawaban/{entry.id}/versi")


def test_versions_show_what_changed_word_by_word(enter, entry):
    browser = enter(cast.koordinator)
    browser.submit(_form(browser, entry), aksi="terbit", answer="Pukul 08.00.")

    page = browser.get(f"/admin/jawaban/{entry.id}/versi")

    assert "<del>07.30.</del>" in page.html
    assert "<ins>08.00.</ins>" in page.html


def test_an_old_version_comes_back_as_a_draft(enter, entry, session):
    browser = enter(cast.koordinator)
    browser.submit(_form(browser, entry), aksi="terbit", answer="Pukul 08.00.")
    versions = f"/admin/jawaban/{entry.id}/versi"

    browser.submit(browser.get(versions).form(f"/admin/jawaban/{entry.id}/pulihkan"))

    assert _live(session, entry.slug).answer == "Pukul 08.00."
    assert _form(browser, entry).values["answer"] == ["Pukul 07.30."]


def test_a_version_of_another_answer_is_not_restored(enter, entry, database):
    with database.write() as session:
        words = Content("Alamat", EntryCategory.KANTOR, "Jalan Contoh.", "Kantor", ("alamat",))
        other = entries.create(session, words, by=None, at=NOON)

    browser = enter(cast.koordinator)

    browser.post(f"/admin/jawaban/{entry.id}/pulihkan", {"versi": str(other.draft_id), "lock": "1"}, 404)


def test_a_retired_answer_answers_no_more(enter, entry, session):
    browser = enter(cast.koordinator)
    page = browser.get(f"/admin/jawaban/{entry.id}")

    browser.submit(page.form(f"/admin/jawaban/{entry.id}/arsipkan"))

    assert _live(session, entry.slug) is None
    assert "Diarsipkan" in browser.then()


def test_retiring_a_page_that_is_out_of_date_is_refused(enter, entry, session):
    slow, quick = enter(cast.koordinator), enter(cast.ppid)
    form = slow.get(f"/admin/jawaban/{entry.id}").form(f"/admin/jawaban/{entry.id}/arsipkan")
    quick.submit(_form(quick, entry), aksi="terbit", answer="Pukul 08.00.")

    slow.submit(form)

    assert "sudah diubah orang lain" in slow.then()
    assert _live(session, entry.slug) is not None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cari=jam+buka", True),
        ("cari=zzz", False),
        ("kategori=kantor", True),
        ("kategori=ppid", False),
        ("keadaan=terbit", True),
        ("keadaan=draf", False),
        ("keadaan=diarsipkan", False),
        ("contoh=1", True),
    ],
)
def test_answers_are_found_by_words_category_state_and_mark(enter, entry, query, found):
    page = enter(cast.koordinator).get(f"/admin/jawaban/?{query}")

    assert (f"/admin/jawaban/{entry.id}" in page.links) is found


def test_suggestions_are_few(enter, database):
    with database.write() as session:
        for number in range(12):
            words = Content(f"Jam buka {number}", EntryCategory.KANTOR, "x", "Kantor", (f"jam buka {number}",))
            made = entries.create(session, words, by=None, at=NOON)
            entries.publish(session, made, lock=made.lock, by=None, at=NOON)

    answer = enter(cast.koordinator).client.get("/admin/jawaban/usul?q=jam")

    assert len(answer.json) == 8
