"""Questions in vain: from the inbox of curation to a published answer in a few clicks."""

import pytest
from sqlalchemy import select
from support import asking, cast
from support.time import NOON

from core.audit import AuditEntry
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import AskedOutcome, AskedQuestion, EntryCategory, Resolution

INBOX = "/admin/pertanyaan/"


def _ask(session, text: str, who: str, **more) -> AskedQuestion:
    return asking.asked(session, text, f"web:{who}", **more)


@pytest.fixture
def asked(database) -> AskedQuestion:
    """Two people asked the same; one asked something else."""
    with database.write() as session:
        words = Content("Jam buka kantor", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",))
        entry = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        _ask(session, "Buka pukul berapa ya?", "siti")
        _ask(session, "biaya KTP", "budi")
        return _ask(session, "buka pukul berapa ya", "tono", outcome=AskedOutcome.OFFERED, offered=["jam-buka-kantor"])


def _resolution(session, question) -> Resolution:
    session.expire_all()
    return session.get(AskedQuestion, question.id).resolution


def test_what_most_people_asked_stands_first(enter, asked):
    text = enter(cast.koordinator).get(INBOX).text

    assert "2 orang, 2 kali" in text
    assert text.index("pukul berapa") < text.index("biaya KTP")


def test_a_question_becomes_a_published_answer_in_three_clicks(enter, asked, session):
    browser = enter(cast.koordinator)
    address = next(link for link in browser.get(INBOX).links if link.endswith(f"dari={asked.id}"))

    form = browser.get(address).form("/admin/jawaban/baru")
    assert form.values["phrasings"] == ["buka pukul berapa ya"]
    browser.submit(form, aksi="terbit", title="Pukul buka", answer="Pukul 07.30.", source="Kantor", category="kantor")

    assert entries.live_version(session, "pukul-buka") is not None
    assert _resolution(session, asked) is Resolution.DRAFTED
    assert "biaya KTP" in browser.get(INBOX)
    assert "pukul berapa" not in browser.get(INBOX).text


def test_a_question_becomes_a_phrasing_of_what_the_bot_offered(enter, asked, session):
    browser = enter(cast.koordinator)
    form = browser.get(INBOX).form(f"{INBOX}{asked.id}/frasa")

    browser.submit(form, slug="jam-buka-kantor")

    assert "buka pukul berapa ya" in entries.live_version(session, "jam-buka-kantor").phrasings
    assert _resolution(session, asked) is Resolution.PHRASED
    assert (
        session.scalar(select(AuditEntry.subject).where(AuditEntry.action == "entry_phrased"))
        == "entry:jam-buka-kantor"
    )


@pytest.mark.parametrize("typed", ["Jam buka kantor", "jam BUKA kantor", "buka kantor", "jam-buka-kantor"])
def test_an_answer_is_chosen_by_typing(enter, asked, session, typed):
    browser = enter(cast.koordinator)

    browser.submit(browser.get(INBOX).form(f"{INBOX}{asked.id}/frasa"), jawaban=typed)

    assert _resolution(session, asked) is Resolution.PHRASED


def test_words_that_match_no_answer_change_nothing(enter, asked, session):
    browser = enter(cast.koordinator)

    browser.submit(browser.get(INBOX).form(f"{INBOX}{asked.id}/frasa"), jawaban="tidak ada yang begini")

    assert "Pilih satu jawaban" in browser.then()
    assert _resolution(session, asked) is Resolution.OPEN


def test_a_verifikator_does_not_publish_a_phrasing(enter, asked, session):
    browser = enter(cast.verifikator)

    assert "Ketik judul jawaban" not in browser.get(INBOX).html
    browser.post(f"{INBOX}{asked.id}/frasa", {"slug": "jam-buka-kantor"})

    assert _resolution(session, asked) is Resolution.OPEN


def test_an_ignored_question_does_not_come_back(enter, asked, session):
    browser = enter(cast.koordinator)

    assert f'formaction="{INBOX}{asked.id}/abaikan"' in browser.get(INBOX)
    browser.post(f"{INBOX}{asked.id}/abaikan")

    assert _resolution(session, asked) is Resolution.IGNORED
    assert "pukul berapa" not in browser.get(INBOX).text


def test_a_question_ignored_by_mistake_is_back_with_one_tap(enter, asked, session):
    browser = enter(cast.koordinator)
    browser.post(f"{INBOX}{asked.id}/abaikan")

    browser.submit(browser.then().form(f"{INBOX}{asked.id}/kembalikan"))

    assert _resolution(session, asked) is Resolution.OPEN
    after = browser.then()
    assert "kembali ke daftar" in after
    assert "pukul berapa" in after.text
    assert f"{INBOX}{asked.id}/kembalikan" not in after


def test_what_a_colleague_ignored_is_theirs_to_take_back(enter, asked, session):
    enter(cast.koordinator).post(f"{INBOX}{asked.id}/abaikan")
    yudi = enter(cast.verifikator)

    assert f"{INBOX}{asked.id}/kembalikan" not in yudi.get(f"{INBOX}?diabaikan={asked.id}")
    yudi.post(f"{INBOX}{asked.id}/kembalikan")

    assert _resolution(session, asked) is Resolution.IGNORED


def test_a_question_for_a_figure_is_a_demand_for_data(enter, database):
    with database.write() as session:
        _ask(
            session,
            "jumlah penduduk pedan 2023",
            "siti",
            features={"indicator": "Jumlah penduduk", "year": "2023", "level": "kecamatan"},
        )

    assert "Permintaan data: Jumlah penduduk, kecamatan, 2023" in enter(cast.koordinator).get(INBOX)


def test_an_identity_number_in_a_question_is_masked(enter, database):
    with database.write() as session:
        _ask(session, "KTP saya 3310121212120001 kapan jadi", "siti")

    assert "3310121212120001" not in enter(cast.koordinator).get(INBOX).html


def test_an_empty_inbox_says_so(enter):
    assert "Tidak ada pertanyaan yang menunggu" in enter(cast.koordinator).get(INBOX)
