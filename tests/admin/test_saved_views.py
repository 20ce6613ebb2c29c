"""Saved views of the queue: one's own and everybody's, at an address that stays, always within the opener's own scope."""

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.audit import AuditEntry
from core.staff import Agency
from tickets import saved_views, service
from tickets.queries import CaseFilter
from tickets.saved_views import SavedView

QUEUE, VIEWS = "/admin/tiket/", "/admin/tiket/tampilan"


@pytest.fixture
def cases(database):
    """A street lamp that lies with Rina's agency, and rubbish that lies with nobody."""
    with database.write() as session:
        lamp = cast.a_complaint(session, text="Lampu jalan mati", category="lampu")
        rubbish = cast.a_complaint(session, text="Sampah menumpuk", contact=cast.budi(session))
        chief = cast.koordinator(session)
        service.dispose(session, lamp, by=chief, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        return lamp, rubbish


def _save(browser, name, address="?status=didisposisikan", **more):
    form = browser.get(QUEUE + address).form(f"{VIEWS}/simpan")
    return browser.submit(form, nama=name, **more)


def _view(session, name) -> SavedView:
    session.expire_all()
    return session.scalars(select(SavedView).where(SavedView.name == name)).one()


def _numbers(page) -> list[str]:
    return [link for link in page.links if link.startswith("ADU-")]


def _words(page) -> str:
    return " ".join(page.text.split())


def test_a_filter_is_kept_under_a_name_and_opened_at_its_address(enter, cases):
    wati = enter(cast.koordinator)

    _save(wati, "Lampu  DPUPR", "?status=didisposisikan&cari=lampu&dari=2026-03-01")

    assert "Tampilan “Lampu DPUPR” disimpan" in wati.then()
    wati.get(f"{VIEWS}/saya/lampu-dpupr", 302)
    opened = wati.then()
    assert _numbers(opened) == [cases[0].number]
    assert "http://127.0.0.1:8000/admin/tiket/tampilan/saya/lampu-dpupr" in opened.html
    assert 'aria-current="true">Lampu DPUPR' in opened.html
    for kept in ('value="didisposisikan" selected', 'value="lampu"', 'value="2026-03-01"'):
        assert kept in opened.html


def test_ones_own_view_is_nobody_elses_and_the_name_is_free_for_them(enter, cases, session):
    _save(enter(cast.koordinator), "Milikku")
    yudi = enter(cast.verifikator)

    assert "Milikku" not in yudi.get(QUEUE)
    yudi.get(f"{VIEWS}/saya/milikku", 404)
    key = _view(session, "Milikku").id
    for act in ("nama", "saringan", "hapus"):
        yudi.post(f"{VIEWS}/{key}/{act}", {"nama": "Curian"}, 404)
    _save(yudi, "Milikku")
    assert "disimpan" in yudi.then()


def test_a_shared_view_is_opened_within_the_scope_of_who_opens_it(enter, cases, session):
    _save(enter(cast.koordinator), "Semua terbuka", "?tab=terbuka", bersama="ya")

    rina = enter(cast.rina)
    assert "Semua terbuka bersama" in _words(rina.get(QUEUE))
    rina.get(f"{VIEWS}/bersama/semua-terbuka", 302)
    assert _numbers(rina.then()) == [cases[0].number]
    dewi = enter(cast.dewi)
    dewi.get(f"{VIEWS}/bersama/semua-terbuka", 302)
    assert set(_numbers(dewi.then())) == {case.number for case in cases}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "view_shared")).one()
    assert entry.details == {"name": "Semua terbuka", "filters": {"tab": "terbuka"}}


def test_who_may_not_share_neither_finds_the_box_nor_gets_it_by_a_made_up_form(enter, cases, session):
    rina = enter(cast.rina)
    assert 'name="bersama"' not in rina.get(f"{QUEUE}?tab=semua").html

    rina.post(f"{VIEWS}/simpan", {"nama": "Punyaku", "bersama": "ya", "tab": "semua"})

    assert session.scalars(select(SavedView)).all() == []


def test_who_may_not_share_changes_nothing_that_is_shared(enter, cases, session):
    _save(enter(cast.koordinator), "Bersama", bersama="ya")
    key = _view(session, "Bersama").id
    rina = enter(cast.rina)

    for act in ("nama", "saringan", "hapus"):
        rina.post(f"{VIEWS}/{key}/{act}", {"nama": "Lain"}, 404)

    assert _view(session, "Bersama").filters == {"tab": "terbuka", "status": "didisposisikan"}


def test_a_name_that_is_taken_is_said_and_stays_in_the_field(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lampu")

    _save(wati, "LAMPU", "?tab=semua")

    page = wati.then()
    assert "Sudah ada tampilan bernama “LAMPU”" in page
    assert page.form(f"{VIEWS}/simpan").values["nama"] == ["LAMPU"]
    assert page.form(f"{VIEWS}/simpan").values["tab"] == ["semua"]
    _save(wati, "Lampu", "?tab=semua", bersama="ya")
    assert "disimpan" in wati.then()


@pytest.mark.parametrize("name", ["  ", "a" * 61])
def test_a_view_without_a_fitting_name_is_not_kept(enter, cases, session, name):
    wati = enter(cast.koordinator)

    _save(wati, name)

    assert "Beri nama tampilannya" in wati.then()
    assert session.scalars(select(SavedView)).all() == []


def test_a_name_that_grows_in_an_address_still_fits(enter, cases, session):
    wati = enter(cast.koordinator)

    _save(wati, "㎏" * 60)

    assert "disimpan" in wati.then()
    assert len(_view(session, "㎏" * 60).slug) <= 60


def test_a_renamed_view_keeps_its_address_and_the_old_name_is_free_again(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lampu")
    key = _view(session, "Lampu").id

    wati.submit(wati.then().form(f"{VIEWS}/{key}/nama"), nama="Lampu jalan")
    wati.get(f"{VIEWS}/saya/lampu", 302)
    assert 'aria-current="true">Lampu jalan' in wati.then().html
    _save(wati, "Lampu", "?tab=semua")

    assert _view(session, "Lampu").slug == "lampu-2"


def test_a_view_is_not_renamed_to_another_ones_name(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Satu")
    _save(wati, "Dua", "?tab=semua")
    key = _view(session, "Dua").id

    wati.submit(wati.then().form(f"{VIEWS}/{key}/nama"), nama="satu")

    assert "Sudah ada tampilan bernama “satu”" in wati.then()
    assert _view(session, "Dua").id == key


def test_an_open_view_takes_the_filter_that_is_listed_now(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lampu")
    key = _view(session, "Lampu").id
    changed = wati.get(f"{QUEUE}?tab=semua&kanal=web&tampilan={key}")
    assert "dengan saringan lain" in changed

    wati.submit(changed.form(f"{VIEWS}/{key}/saringan"))

    assert _view(session, "Lampu").filters == {"tab": "semua", "channel": "web"}
    assert "dengan saringan lain" not in wati.then()


def test_a_deleted_view_is_gone_and_its_tickets_are_not(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lampu", bersama="ya")
    key = _view(session, "Lampu").id
    page = wati.then()
    assert "Hapus tampilan “Lampu” untuk semua petugas?" in page.html

    wati.submit(page.form(f"{VIEWS}/{key}/hapus"))

    after = wati.then()
    assert "Tampilan dihapus" in after
    assert _numbers(after) == [cases[0].number]
    wati.get(f"{VIEWS}/bersama/lampu", 404)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "view_deleted")).one()


def test_a_deleted_view_is_put_back_at_its_address_with_its_filter(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lampu", "?status=didisposisikan&cari=lampu", bersama="ya")
    key = _view(session, "Lampu").id
    wati.submit(wati.then().form(f"{VIEWS}/{key}/nama"), nama="Lampu jalan")
    wati.submit(wati.then().form(f"{VIEWS}/{key}/hapus"))
    after = wati.then()
    assert "Kembalikan tampilan “Lampu jalan”" in after

    wati.submit(after.form(f"{VIEWS}/kembalikan"))

    assert 'aria-current="true">Lampu jalan' in wati.then().html
    again = _view(session, "Lampu jalan")
    assert (again.slug, again.is_shared) == ("lampu", True)
    assert again.filters == {"tab": "terbuka", "search": "lampu", "status": "didisposisikan"}
    wati.get(f"{VIEWS}/bersama/lampu", 302)
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "view_restored")).one()
    assert "Kembalikan tampilan" not in wati.get(f"{QUEUE}?terhapus=ya")


def test_a_view_whose_name_is_taken_meanwhile_waits_to_be_put_back(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lampu")
    wati.submit(wati.then().form(f"{VIEWS}/{_view(session, 'Lampu').id}/hapus"))
    back = wati.then().form(f"{VIEWS}/kembalikan")
    _save(wati, "Lampu", "?tab=semua")

    wati.submit(back)

    after = wati.then()
    assert "Sudah ada tampilan bernama “Lampu”" in after
    assert "Kembalikan tampilan “Lampu”" in after


def test_nobody_puts_back_what_was_not_deleted_here(enter, cases, session):
    _save(enter(cast.koordinator), "Lampu")
    yudi = enter(cast.verifikator)

    yudi.post(f"{VIEWS}/kembalikan")

    assert "tidak bisa dikembalikan lagi" in yudi.then()
    assert len(session.scalars(select(SavedView)).all()) == 1


def test_who_uses_the_browser_next_puts_back_nothing_of_the_one_before(enter, cases, session, database):
    browser = enter(cast.koordinator)
    _save(browser, "Lampu")
    browser.submit(browser.then().form(f"{VIEWS}/{_view(session, 'Lampu').id}/hapus"))
    with database.write() as writing:
        browser.log_in(cast.verifikator(writing))

    assert "Kembalikan tampilan" not in browser.get(f"{QUEUE}?terhapus=ya")
    browser.post(f"{VIEWS}/kembalikan")

    session.expire_all()
    assert session.scalars(select(SavedView)).all() == []


def test_the_books_say_what_a_shared_view_finds_and_found(enter, cases, session):
    wati = enter(cast.koordinator)
    agency = session.scalars(select(Agency)).first()
    _save(wati, "Bersama", f"?opd={agency.id}&kanal=web", bersama="ya")
    key = _view(session, "Bersama").id
    changed = wati.get(f"{QUEUE}?tab=semua&cari=lampu&tampilan={key}")
    wati.submit(changed.form(f"{VIEWS}/{key}/saringan"))
    wati.submit(wati.then().form(f"{VIEWS}/{key}/hapus"))

    books = _words(enter(cast.dewi).get("/admin/jejak-audit/"))

    assert f"nama: Bersama · saringan: tab terbuka, kanal Web, OPD {agency.short_name}" in books
    assert "saringan: tab semua, cari lampu · sebelum: tab terbuka" in books


def test_beside_each_view_stands_how_many_tickets_the_person_themself_finds(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Terbuka semua", "?tab=terbuka", bersama="ya")
    _save(wati, "Dicari", "?cari=sampah", bersama="ya")
    open_ones, found = (str(_view(session, name).id) for name in ("Terbuka semua", "Dicari"))

    assert wati.client.get(f"{VIEWS}/jumlah").json == {open_ones: "2", found: "1"}
    assert enter(cast.rina).client.get(f"{VIEWS}/jumlah").json == {open_ones: "1", found: "0"}


def test_a_view_of_an_older_house_still_opens(enter, cases, database, session):
    wati = enter(cast.koordinator)
    _save(wati, "Lama")
    with database.write() as writing:
        view = writing.scalars(select(SavedView)).one()
        view.filters = {"tab": "semua", "status": "tidak-ada-lagi", "unknown": 1}

    wati.get(f"{VIEWS}/saya/lama", 302)

    assert set(_numbers(wati.then())) == {case.number for case in cases}
    assert wati.client.get(f"{VIEWS}/jumlah").json == {str(_view(session, "Lama").id): "2"}


def test_thirty_views_are_enough(enter, cases, database):
    with database.write() as session:
        wati = cast.koordinator(session)
        for nth in range(saved_views.MOST_VIEWS):
            saved_views.save(session, by=wati, name=f"Tampilan {nth}", filters=CaseFilter(), at=NOON)
    browser = enter(cast.koordinator)

    _save(browser, "Satu lagi")

    assert "Sudah ada 30 tampilan" in browser.then()


@pytest.mark.parametrize(
    ("name", "address"), [("Bu Siti 081234567890", "?tab=semua"), ("Dicari", "?tab=semua&cari=081234567890")]
)
def test_a_number_that_leads_to_a_person_is_not_shared(enter, cases, session, name, address):
    wati = enter(cast.koordinator)

    _save(wati, name, address, bersama="ya")

    assert "Hapus nomor telepon" in wati.then()
    assert session.scalars(select(SavedView)).all() == []
    _save(wati, name, address)
    assert _view(session, name).is_shared is False


def test_a_shared_view_is_not_given_such_a_number_afterwards(enter, cases, session):
    wati = enter(cast.koordinator)
    _save(wati, "Semua", "?tab=semua", bersama="ya")
    address = f"{VIEWS}/{_view(session, 'Semua').id}"

    wati.post(f"{address}/nama", {"nama": "Bu Siti 081234567890", "tab": "semua"})
    assert "Hapus nomor telepon" in wati.then()
    wati.post(f"{address}/saringan", {"tab": "semua", "cari": "081234567890"})
    assert "Hapus nomor telepon" in wati.then()

    assert "081234567890" not in str(_view(session, "Semua").filters)
