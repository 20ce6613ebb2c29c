"""Padanan kata: staff add, change and take away groups, and see what it does before it is saved."""

from sqlalchemy import select
from support import cast
from support.time import NOON

from core.audit import AuditEntry
from core.messages.channels import Channel
from knowledge import entries, questions, synonyms
from knowledge.entries import Content
from knowledge.models import AskedOutcome, EntryCategory, SynonymGroup

LIST, FORM = "/admin/padanan-kata/", "/admin/padanan-kata/isi"


def _group(session) -> SynonymGroup:
    session.expire_all()
    return session.scalars(select(SynonymGroup)).one()


def test_a_group_of_the_office_s_own_is_kept_and_found(enter, session):
    browser = enter(cast.koordinator)

    browser.submit(browser.get(FORM).form(FORM), words="KTP, kartu sakti", aksi="simpan")

    assert _group(session).words == "ktp, kartu sakti"
    assert "kartu sakti" in browser.get(f"{LIST}?cari=sakti")
    assert session.scalar(select(AuditEntry.details).where(AuditEntry.action == "synonyms_changed")) == {
        "words": "ktp, kartu sakti"
    }


def test_one_word_is_no_group(enter, session):
    browser = enter(cast.koordinator)

    page = browser.submit(browser.get(FORM).form(FORM), 422, words="ktp", aksi="simpan")

    assert "paling sedikit dua kata" in page
    assert session.scalars(select(SynonymGroup)).all() == []


def test_a_group_of_the_house_is_switched_off_and_brought_back(enter, session):
    browser = enter(cast.koordinator)
    address = next(link for link in browser.get(f"{LIST}?cari=ongkos").links if "house=biaya" in link)

    browser.submit(browser.get(address).form(FORM), aksi="matikan")
    assert not [group for group in synonyms.effective(session) if "ongkos" in group]
    assert "Dimatikan" in browser.get(f"{LIST}?cari=ongkos")
    browser.submit(browser.get(f"{LIST}?cari=ongkos").form("/admin/padanan-kata/hapus"))

    session.expire_all()
    assert [group for group in synonyms.effective(session) if "ongkos" in group]


def test_of_two_who_edit_a_group_the_second_sees_the_first_s_words(enter, session):
    slow, quick = enter(cast.koordinator), enter(cast.ppid)
    slow.submit(slow.get(FORM).form(FORM), words="ktp, kartu sakti", aksi="simpan")
    address = f"{FORM}?key={_group(session).id}"
    form = slow.get(address).form(FORM)
    quick.submit(quick.get(address).form(FORM), words="ktp, kartu ajaib", aksi="simpan")

    page = slow.submit(form, 409, words="ktp, kartu lain", aksi="simpan")

    assert "kartu ajaib" in page
    slow.submit(page.form(FORM), aksi="simpan")
    assert _group(session).words == "ktp, kartu lain"


def test_what_a_group_would_change_is_shown_before_it_is_saved(enter, database, session):
    with database.write() as writing:
        words = Content("KTP hilang", EntryCategory.KANTOR, "Datang.", "Perbup", ("ktp hilang", "cara urus ktp hilang"))
        entry = entries.create(writing, words, by=None, at=NOON)
        entries.publish(writing, entry, lock=entry.lock, by=None, at=NOON)
        questions.log(
            writing,
            text="kertu wasiat hilang",
            chat_key="web:siti",
            channel=Channel.WEB,
            lang="id",
            outcome=AskedOutcome.MISSED,
            at=NOON,
        )
    browser = enter(cast.koordinator)

    page = browser.submit(browser.get(FORM).form(FORM), 200, words="ktp, kertu wasiat", aksi="dampak")

    assert "pertanyaan terdekat dicoba" in page
    assert session.scalars(select(SynonymGroup)).all() == []


def test_a_name_that_is_no_group_of_the_house_is_not_found(enter):
    enter(cast.koordinator).get(f"{FORM}?house=tidak-ada", 404)
    enter(cast.koordinator).get(f"{FORM}?key=99", 404)
