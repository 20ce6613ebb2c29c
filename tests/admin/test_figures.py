"""The panel's screens of figures: import, differences, indicators, releases; two people, and nothing shown half-way."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.imports import SECTORAL, TPT, Importer, a_workbook, pemilik
from support.time import NOON

from core.audit import AuditEntry
from core.files import FileStore
from core.staff import Role
from knowledge.statistics.feeds import DataFeed
from knowledge.statistics.importing.forgetting import forget_rows
from knowledge.statistics.models import DataRelease, Indicator, IndicatorState
from knowledge.statistics.staging import BatchState, ImportBatch

PAGE = "/admin/impor-data/"
TABLE = "Kabupaten/Kota;Tahun;Nilai\nKab. Klaten;2027;4,11\nBoyolali;2027;3,25\nAtlantis;2027;3,00\n"
SOURCE = {"publication": "Sakernas 2027", "producer": "BPS Kabupaten Klaten", "licence": "CC BY 4.0"}


@pytest.fixture
def sample() -> bool:
    return True


@pytest.fixture
def importer(database, settings) -> Importer:
    return Importer(database, FileStore(settings.files_url))


def _upload(browser, content, name="tpt.csv", status=302):
    data = {"berkas": (io.BytesIO(content if isinstance(content, bytes) else content.encode()), name)}
    return browser.post(PAGE, data, status, content_type="multipart/form-data")


def _batch(session) -> ImportBatch:
    session.expire_all()
    return session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1)).one()


def test_two_people_bring_a_table_from_the_file_to_the_public(enter, importer, session):
    owner, supervisor = enter(pemilik), enter(cast.dewi)
    _upload(owner, TABLE)
    address = f"{PAGE}{_batch(session).id}"
    owner.submit(owner.get(address).form(f"{address}/peta"), indikator="tpt", periode="-08", aksi="periksa", **SOURCE)
    assert "Sedang dibaca" in owner.get(address)
    importer.works(_batch(session))

    page = owner.get(address)
    for words in ("2 baru", "1 ditolak", "Wilayah “Atlantis” tidak dikenal", "4,11"):
        assert words in page
    owner.submit(page.form(f"{address}/kirim"))
    assert "Menunggu orang kedua" in owner.get(address)
    supervisor.submit(supervisor.get(address).form(f"{address}/setujui"))
    importer.works(_batch(session))

    assert "Terbit" in supervisor.get(address)
    assert len(importer.current("tpt", "3310", "2027-08")) == 1
    supervisor.submit(supervisor.get(address).form(f"{address}/tarik"), reason="Salah tahun.")
    assert "2 angka ditarik kembali" in supervisor.then()
    assert importer.current("tpt", "3310", "2027-08") == []
    noted = select(AuditEntry.action).where(AuditEntry.action.startswith("figures_")).order_by(AuditEntry.id)
    actions = session.scalars(noted).all()
    assert actions == [
        "figures_uploaded",
        "figures_mapped",
        "figures_submitted",
        "figures_approved",
        "figures_taken_back",
    ]


def test_a_row_in_dispute_is_still_shown_when_the_others_are_gone(enter, importer, database):
    table = "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;12,00\nKab. Klaten;Maret 2027;11,02\n"
    batch = importer.publishes(importer.reads(table, indicator="persen_penduduk_miskin", source=SECTORAL))
    with database.write() as session:
        assert forget_rows(session, before=NOON + timedelta(days=1)) == 1

    page = enter(cast.dewi).get(f"{PAGE}{batch.id}")

    for words in ("1 baru", "1 beda produsen", "masih tampak", "Maret 2022"):
        assert words in page
    assert "Maret 2027" not in page


def test_a_past_import_says_that_its_rows_were_removed_and_keeps_their_counts(enter, importer, database):
    batch = importer.publishes(importer.reads(TABLE, **TPT))
    with database.write() as session:
        assert forget_rows(session, before=NOON + timedelta(days=1)) == 3

    page = enter(cast.dewi).get(f"{PAGE}{batch.id}")

    for words in ("Baris berkas ini sudah dihapus", "2 baru", "1 ditolak", "Tarik kembali"):
        assert words in page
    for words in ("Atlantis", "Tidak ada baris", "masih tampak", "tidak ada di berkas", 'aria-label="Baris"'):
        assert words not in page


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ((b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "hasil.csv"), "Isinya gambar"),
        ((b"<html><table><tr><td>1</td></tr></table>", "tabel.xls"), "halaman web"),
        ((b"a;b\n1;=2*3\n", "data.csv"), "Ada rumus di sel B2"),
        (("Wilayah;Nilai\nKlaten é;1\n".encode("latin-1"), "data.csv"), "CSV UTF-8"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_nothing_is_kept(enter, importer, session, file, words):
    page = _upload(enter(pemilik), *file, status=422)

    assert words in page
    assert "Tidak ada yang berubah" in page
    assert session.scalars(select(ImportBatch).where(ImportBatch.kind == "berkas")).all() == []


def test_who_uploads_is_not_offered_to_approve_and_cannot(enter, importer, session):
    owner = enter(pemilik)
    batch = importer.reads(TABLE, **TPT)
    address = f"{PAGE}{batch.id}"
    owner.submit(owner.get(address).form(f"{address}/kirim"))

    assert "Setujui dan terbitkan" not in owner.get(address)
    owner.post(f"{address}/setujui", {"version": str(_batch(session).lock)})

    assert "Yang mengunggah tidak menyetujui sendiri" in owner.then()
    assert _batch(session).state is BatchState.SUBMITTED


def test_leaps_are_looked_at_before_the_approval_counts(enter, importer, session):
    batch = importer.reads(TABLE.replace("4,11", "34,11"), **TPT)
    address = f"{PAGE}{batch.id}"
    owner, supervisor = enter(pemilik), enter(cast.dewi)
    owner.submit(owner.get(address).form(f"{address}/kirim"))

    page = supervisor.get(f"{address}?baris=periksa")
    assert "Melonjak dari" in page
    supervisor.submit(page.form(f"{address}/setujui"))
    assert "Ada angka yang perlu dilihat dulu" in supervisor.then()
    supervisor.submit(page.form(f"{address}/setujui"), diperiksa="ya")

    assert _batch(session).state is BatchState.PUBLISHING


def test_what_a_mapping_leaves_open_is_named_and_nothing_typed_is_lost(enter, importer, session):
    owner = enter(pemilik)
    _upload(owner, TABLE)
    address = f"{PAGE}{_batch(session).id}"

    page = owner.submit(owner.get(address).form(f"{address}/peta"), 422, aksi="periksa", publication="Tabel uji saya")

    assert "Pilih indikatornya" in page
    assert "Tabel uji saya" in page


def test_another_sheet_is_guessed_anew(enter, importer, session):
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(a_workbook(("Judul panjang",), ("Catatan",), ("Lagi",), ("Dan lagi",))))
    sheet = book.create_sheet("Data")
    for row in (("Kabupaten/Kota", "Tahun", "Nilai"), ("Klaten", 2027, 4.1)):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    owner = enter(pemilik)
    _upload(owner, out.getvalue(), "buku.xlsx")
    address = f"{PAGE}{_batch(session).id}"

    page = owner.submit(owner.get(address).form(f"{address}/peta"), 200, lembar="2", aksi="lembar")

    assert page.form(f"{address}/peta").values["guna-0"] == ["wilayah"]
    assert page.form(f"{address}/peta").values["guna-2"] == ["nilai"]


def test_a_file_that_cannot_be_read_to_its_end_says_why_and_can_be_mapped_again(enter, importer, session):
    batch = importer.reads("Kabupaten/Kota;Tahun;Nilai\nKlaten;2027;4,11\nSragen;2027;4.25\n", **TPT)

    page = enter(pemilik).get(f"{PAGE}{batch.id}")

    assert "mencampur koma dan titik desimal" in page
    assert "Periksa semua baris" in page


def test_missing_metadata_is_named_with_a_way_to_fill_it(enter, importer, database, session):
    with database.write() as writing:
        writing.scalars(select(Indicator).where(Indicator.code == "tpt")).one().frequency = ""
    batch = importer.reads(TABLE, **TPT)
    owner = enter(pemilik)
    page = owner.get(f"{PAGE}{batch.id}")
    assert "Belum lengkap untuk terbit" in page
    assert "Kirim untuk disetujui" not in page

    key = session.scalars(select(Indicator.id).where(Indicator.code == "tpt")).one()
    form = f"/admin/indikator/{key}"
    owner.submit(owner.get(form).form(form), frequency="tahunan (Agustus)")

    assert "Kirim untuk disetujui" in owner.get(f"{PAGE}{batch.id}")


def test_two_producers_are_shown_side_by_side_and_the_decision_keeps_its_reason(enter, importer, session):
    importer.publishes(
        importer.reads(
            "Kabupaten/Kota;Periode;Nilai\nKab. Klaten;Maret 2022;12,00\nKab. Klaten;Maret 2027;11,02\n",
            indicator="persen_penduduk_miskin", source=SECTORAL,
        )
    )  # fmt: skip
    supervisor = enter(cast.dewi)
    page = supervisor.get("/admin/perbedaan-angka/")
    for words in ("12,33", "12", "Dinas Sosial", "BPS", "Maret 2022"):
        assert words in page
    (form,) = [one for one in page.forms if one.action.startswith("/admin/perbedaan-angka/")]

    supervisor.submit(form, pilih="lain")
    assert "Tulis alasannya" in supervisor.then()
    supervisor.submit(form, pilih="terbit", reason="BPS berwenang.")

    assert "BPS berwenang." in supervisor.then()
    assert str(importer.current("persen_penduduk_miskin", "3310", "2022-03")[0].value) == "12.33"


def test_an_indicator_is_written_by_one_and_published_by_another(enter, importer, session):
    owner, supervisor = enter(pemilik), enter(cast.dewi)
    facts = {"code": "persen_stunting", "name": "Prevalensi stunting", "unit": "persen", "definition": "Balita pendek.",
             "frequency": "tahunan", "owner": "Dinas Kesehatan", "synonyms": "stunting\nbalita pendek"}  # fmt: skip
    owner.submit(owner.get("/admin/indikator/baru").form("/admin/indikator/baru"), **facts)
    address = owner.answer.headers["Location"]
    made = session.scalars(select(Indicator).where(Indicator.code == "persen_stunting")).one()

    owner.post(f"{address}/terbit", {"version": str(made.lock)})
    assert "Yang terakhir mengubah" in owner.then()
    supervisor.submit(supervisor.get(address).form(f"{address}/terbit"))

    session.expire_all()
    assert (made.state, made.synonyms) == (IndicatorState.PUBLISHED, ["stunting", "balita pendek"])


def test_how_to_read_is_a_draft_again_after_every_change_until_its_owner_approves(enter, importer, session):
    owner, supervisor = enter(pemilik), enter(cast.dewi)
    indicator = session.scalars(select(Indicator).where(Indicator.code == "tpt")).one()
    address = f"/admin/indikator/{indicator.id}"
    supervisor.post(f"{address}/cara-membaca", {"version": str(indicator.lock)})
    assert "Hanya pemilik data" in supervisor.then()
    owner.submit(owner.get(address).form(f"{address}/cara-membaca"))
    assert "Cara membaca disetujui" in owner.get(address)

    owner.submit(owner.get(address).form(address), interpretation="Dari 100 angkatan kerja, {bulat} menganggur.")

    session.expire_all()
    assert indicator.interpretation_approved_by is None


def test_an_owner_of_another_agency_does_not_approve_how_to_read(enter, importer, session):
    indicator = session.scalars(select(Indicator).where(Indicator.code == "tpt")).one()
    other = enter(lambda s: cast.someone(s, "Lain", (Role.PEMILIK_DATA, cast.DLH)))

    other.post(f"/admin/indikator/{indicator.id}/cara-membaca", {"version": str(indicator.lock)})

    assert "Indikator itu milik OPD lain" in other.then()


def test_a_stale_form_of_an_indicator_overwrites_nothing(enter, importer, session):
    indicator = session.scalars(select(Indicator).where(Indicator.code == "tpt")).one()
    address = f"/admin/indikator/{indicator.id}"
    owner, supervisor = enter(pemilik), enter(cast.dewi)
    form = owner.get(address).form(address)
    supervisor.submit(supervisor.get(address).form(address), topic="ketenagakerjaan")

    page = owner.submit(form, 422, topic="lain")

    assert "Sudah disimpan orang lain" in page
    session.expire_all()
    assert indicator.topic == "ketenagakerjaan"


def test_a_release_is_planned_moved_with_a_reason_and_done(enter, importer, session):
    owner = enter(pemilik)
    address = "/admin/jadwal-rilis/"
    owner.submit(owner.get(address).form(address), title="Sakernas Februari", planned="2027-05-05")
    release = session.scalars(select(DataRelease).where(DataRelease.title == "Sakernas Februari")).one()
    form = owner.get(address).form(f"{address}{release.id}")

    refused = owner.submit(form, 422, aksi="pindah", planned="2027-05-20")
    assert "alasan" in refused
    assert refused.form(f"{address}{release.id}").values["planned"] == ["2027-05-20"]
    owner.submit(form, aksi="pindah", planned="2027-05-20", reason="Pengolahan belum selesai.")
    owner.submit(owner.get(address).forms[-1], aksi="rilis", released="2027-05-20")

    session.expire_all()
    moved = (str(release.moved_from), str(release.planned), str(release.released), release.reason)
    assert moved == ("2027-05-05", "2027-05-20", "2027-05-20", "Pengolahan belum selesai.")


def test_a_feed_is_added_asked_for_and_ended(enter, importer, session):
    owner, page = enter(pemilik), "/admin/sumber-otomatis/"
    key = session.scalars(select(Indicator.id).where(Indicator.code == "tpt")).one()
    form = owner.get(page).form(page)
    facts = {
        "title": "TPT menurut kabupaten",
        "domain": "3300",
        "variable": "543",
        "producer": "BPS",
        "licence": "CC BY 4.0",
    }

    assert "WebAPI juga perlu" in owner.submit(form, 422, **facts)
    owner.submit(form, **facts, indicator=str(key), is_nightly="ya")
    feed = session.scalars(select(DataFeed)).one()
    owner.post(f"{page}{feed.id}", {"aksi": "ambil"})
    assert "menunggu diambil" in owner.then()
    owner.post(f"{page}{feed.id}", {"aksi": "henti"})

    assert "Belum ada sumber otomatis" in owner.then()
    owner.post(f"{page}{feed.id}", {"aksi": "ambil"}, 404)


def test_an_address_that_no_operator_allowed_is_no_portal(enter, importer, session):
    owner, page = enter(pemilik), "/admin/sumber-otomatis/"
    facts = {"kind": "ckan", "title": "Dalam", "variable": "x", "producer": "x", "licence": "x"}

    owner.post(page, {**facts, "url": "http://127.0.0.1:5432"}, 422)

    assert session.scalars(select(DataFeed)).all() == []
