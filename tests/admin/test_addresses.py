"""Addresses nobody should write: none of them breaks a page."""

import itertools
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import cast
from support.staff import everything
from support.time import NOON

from core.messages import handovers
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import EntryCategory

WILD = (
    "",
    "0",
    "-1",
    "99999999999999999999",
    "1e9",
    "abc",
    "%00",
    "%ff%fe",
    "'; drop table cases; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "٣",
    "²",
    "2026-13-45",
    "0001-01-01",
    "9999-12-31",
    "x" * 3000,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "%25_%25",
)
LISTS = {
    "/admin/tiket/": (
        "tab",
        "cari",
        "status",
        "jenis",
        "kanal",
        "opd",
        "dari",
        "sampai",
        "hasil",
        "sejak",
        "hal",
        "page",
    ),
    "/admin/tiket/cari": ("q",),
    "/admin/jawaban/": ("cari", "kategori", "keadaan", "contoh", "hal"),
    "/admin/jawaban/usul": ("q", "limit", "offset"),
    "/admin/jawaban/baru": ("dari",),
    "/admin/pertanyaan/": ("hal",),
    "/admin/opd/": ("cari", "hal", "page", "sort", "desc", "search", "flt0_1", "page_size"),
    "/admin/tenggat/": ("cari", "hal", "sort", "flt0_1"),
    "/admin/jejak-audit/": ("cari", "aksi", "hal", "search", "flt0_1", "sort"),
    "/admin/kalender/": ("tahun",),
    "/admin/konfirmasi": ("next",),
    "/admin/masuk": ("next",),
}
ROWS = (
    "/admin/tiket/{}",
    "/admin/lampiran/{}",
    "/admin/percakapan/{}",
    "/admin/percakapan/{}/baris",
    "/admin/jawaban/{}",
    "/admin/jawaban/{}/versi",
    "/admin/opd/{}",
    "/admin/tenggat/{}",
    "/admin/petugas/{}",
)
POSTS = (
    "/admin/tiket/{}/jawab",
    "/admin/tiket/unduh",
    "/admin/jawaban/{}",
    "/admin/jawaban/{}/pulihkan",
    "/admin/jawaban/{}/arsipkan",
    "/admin/jawaban/baru",
    "/admin/pertanyaan/{}/frasa",
    "/admin/pertanyaan/{}/abaikan",
    "/admin/percakapan/{}",
    "/admin/percakapan/{}/ambil",
    "/admin/opd/{}",
    "/admin/opd/baru",
    "/admin/petugas/{}",
    "/admin/petugas/baru",
    "/admin/petugas/{}/tautan",
    "/admin/tenggat/{}",
    "/admin/kantor/",
    "/admin/pesan-bermasalah/masuk/{}",
    "/admin/pesan-bermasalah/keluar/{}",
)
FIELDS = (
    "text reason version kadar agency ground slug jawaban lock aksi title answer phrasings source category kind versi "
    "name email role code short_name days citation number label zone_name hours dari bentuk opd mark hal next password"
).split()


@pytest.fixture
def busy(enter, database):
    """Somebody with every role, before whom there is one of everything."""
    with database.write() as session:
        case = cast.a_complaint(session)
        siti = cast.siti(session)
        handovers.request(session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="halo", at=NOON)
        words = Content("Jam buka", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",))
        entry = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
    browser = enter(everything)
    browser.number = case.number
    return browser


def test_no_value_in_an_address_breaks_a_list(busy):
    for path, names in LISTS.items():
        for name, value in itertools.product(names, WILD):
            answer = busy.client.get(f"{path}?{name}={value.replace('#', '')}")
            assert answer.status_code < 500, f"{path}?{name}={value[:40]}"


def test_no_name_of_a_row_breaks_a_page(busy):
    for pattern, value in itertools.product(ROWS, WILD):
        path = pattern.format(value.replace("?", "").replace("#", "").replace("%00", "%2500") or "x")
        assert busy.client.get(path).status_code < 500, path
    assert busy.client.get("/admin/tiket/ADU-26-00001-X%00").status_code == 404


def test_nothing_typed_into_a_form_breaks_it(busy):
    token = busy.token()
    for pattern, value in itertools.product(POSTS, ("", "\0", "-1", "9" * 30, "é\ud7ff漢", "=1+1", "x" * 2500, "1")):
        for key in ("1", "2147483647", busy.number):
            sent = {**dict.fromkeys(FIELDS, value), "csrf_token": token}
            answer = busy.client.post(pattern.format(key), data=sent)
            assert answer.status_code < 500, f"{pattern} {value[:10]!r} {answer.status_code}"


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(LISTS)),
    st.dictionaries(
        st.sampled_from(sorted({name for names in LISTS.values() for name in names})), st.text(max_size=60)
    ),
)
def test_random_addresses_break_nothing(busy, path, query):
    assert busy.client.get(path, query_string=query).status_code < 500


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=string.printable, max_size=40))
def test_random_paths_break_nothing(busy, path):
    assert busy.client.get("/admin/" + quote(path)).status_code < 500


def test_a_page_far_beyond_the_last_shows_the_last(busy):
    assert busy.number in busy.get("/admin/tiket/?hal=9999")


def test_a_search_of_many_words_counts_five_of_them(busy):
    page = busy.get("/admin/tiket/?tab=semua&cari=lampu+jalan+mati+di+depan+zzzz+yyyy")

    assert busy.number in page


def test_the_signs_of_a_pattern_are_searched_as_they_are(busy):
    assert busy.number not in busy.get("/admin/tiket/?tab=semua&cari=%25")
    assert busy.number not in busy.get("/admin/tiket/?tab=semua&cari=_")
