"""Closed by default: strangers, roles, other agencies' cases, forged forms, and what stock Flask-Admin leaves open."""

import itertools

import pytest
from flask import Flask
from support import cast
from support.cast import DPUPR
from support.staff import everything
from support.time import NOON
from werkzeug.routing import Rule

from core.messages import handovers, media
from core.messages.channels import Channel
from core.messages.media import MediaKind
from core.staff import Role
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import EntryCategory
from tickets import classifying, service
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Visibility
from tickets.models import ClockPolicy

PUBLIC = {
    "chat.static",
    "chat.page",
    "chat.messages",
    "chat.sent_file",
    "chat.write",
    "chat.attach",
    "chat.link",
    "chat.go_on",
    "documents.download",
    "data.catalogue",
    "data.indicator",
    "data.objects",
    "data.package",
    "data.table",
    "data.workbook",
    "laporan.listing",
    "laporan.report",
    "laporan.paper",
    "laporan.figures",
    "track.page",
    "track.look",
    "track.static",
    "health.alive",
    "health.ready",
    "health.metrics",
    "telegram_webhook.take",
    "panel.static",
    "security.login",
    "security.forgot_password",
    "security.reset_password",
}
FILLED_IN = {
    "code": "ipm",
    "quarter": "2026-T1",
    "which": "pdf",
    "number": "ADU-26-00001-X",
    "slug": "jawab",
    "box": "masuk",
    "channel": "telegram",
    "what": "sambungan",
    "id": 1,
    "key": 1,
    "media": 1,
    "token": "x",
    "filename": "panel.css",
}


def _path(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        from flask import url_for

        return url_for(rule.endpoint, **{name: FILLED_IN[name] for name in rule.arguments})


def _addresses(app: Flask, method: str) -> list[tuple[str, str]]:
    return [(rule.endpoint, _path(app, rule)) for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def test_every_page_is_closed_to_strangers_but_the_ones_listed_here(app, stranger):
    open_pages = []
    for endpoint, path in _addresses(app, "GET"):
        if endpoint not in PUBLIC and stranger.client.get(path).status_code == 200:
            open_pages.append(path)

    assert open_pages == []


def test_a_closed_page_sends_a_stranger_to_the_door_and_back(app, stranger):
    for endpoint, path in _addresses(app, "GET"):
        if endpoint in PUBLIC:
            continue
        answer = stranger.client.get(path)
        assert answer.status_code in {302, 404}, path
        assert answer.status_code == 404 or answer.headers["Location"].startswith("/admin/masuk"), path


def test_no_form_is_taken_without_its_token(app, enter):
    browser = enter(everything)
    for endpoint, path in _addresses(app, "POST"):
        if endpoint.startswith(("chat.", "telegram_webhook")):
            continue
        answer = browser.client.post(path, data={"text": "x"})
        assert answer.status_code == 400, path
        assert "kedaluwarsa" in answer.text, path


def test_a_token_of_another_session_is_no_token(enter):
    mine, theirs = enter(everything), enter(cast.dewi)

    answer = mine.client.post("/admin/keluar-semua", data={"csrf_token": theirs.token()})

    assert answer.status_code == 400


_R = Role
_CASE_ROLES = {_R.VERIFIKATOR, _R.KOORDINATOR, _R.ADMIN_OPD, _R.INSPEKTORAT, _R.PPID, _R.ATASAN_PPID, _R.SUPERVISOR}
_EDITORS = {_R.VERIFIKATOR, _R.KOORDINATOR, _R.PPID, _R.PEMILIK_DATA}
_FIGURES = {_R.PEMILIK_DATA, _R.SUPERVISOR}
MATRIX = {
    "/admin/": set(Role),
    "/admin/tiket/": _CASE_ROLES,
    "/admin/tiket/cari?q=lampu": _CASE_ROLES,
    "/admin/massal/": _CASE_ROLES - {_R.SUPERVISOR},
    "/admin/pengalihan/ADU-26-00001-X": set(),
    "/admin/pengalihan/ADU-26-00001-X/berkas": set(),
    "/admin/catat/": {_R.VERIFIKATOR, _R.KOORDINATOR},
    "/admin/percakapan/": {_R.VERIFIKATOR, _R.KOORDINATOR, _R.PPID},
    "/admin/percakapan/barisan": {_R.VERIFIKATOR, _R.KOORDINATOR, _R.PPID},
    "/admin/jawaban/": _EDITORS,
    "/admin/jawaban/baru": _EDITORS,
    "/admin/jawaban/usul?q=ktp": _EDITORS,
    "/admin/jawaban/banyak/": _EDITORS,
    "/admin/pertanyaan/": _EDITORS,
    "/admin/coba-pertanyaan/?q=ktp": _EDITORS,
    "/admin/padanan-kata/": _EDITORS,
    "/admin/padanan-kata/isi": _EDITORS - {_R.VERIFIKATOR},
    "/admin/permintaan-data/": _EDITORS,
    "/admin/impor-data/": _FIGURES,
    "/admin/perbedaan-angka/": _FIGURES,
    "/admin/sumber-otomatis/": _FIGURES,
    "/admin/indikator/": _FIGURES,
    "/admin/indikator/baru": _FIGURES,
    "/admin/jadwal-rilis/": _FIGURES,
    "/admin/opd/": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/opd/baru": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/chat-petugas/": _CASE_ROLES,
    "/admin/petugas/": {_R.ADMIN_TEKNIS},
    "/admin/petugas/baru": {_R.ADMIN_TEKNIS},
    "/admin/kantor/": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/kalender/": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/tenggat/": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/tenggat/1": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/pemberitahuan/": _CASE_ROLES | {_R.ADMIN_TEKNIS},
    "/admin/laporan/": {_R.SUPERVISOR},
    "/admin/dasbor/": {_R.SUPERVISOR, _R.KOORDINATOR, _R.ADMIN_OPD, _R.INSPEKTORAT},
    "/admin/kanal/": {_R.KOORDINATOR, _R.SUPERVISOR, _R.ADMIN_TEKNIS},
    "/admin/pesan-bermasalah/": {_R.KOORDINATOR, _R.SUPERVISOR, _R.ADMIN_TEKNIS},
    "/admin/jejak-audit/": {_R.SUPERVISOR, _R.ADMIN_TEKNIS},
}


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_opens_its_own_screens_and_no_other(enter, role):
    agency = DPUPR if role is Role.ADMIN_OPD else None
    browser = enter(lambda session: cast.someone(session, "Seseorang", (role, agency)))

    for path, roles in MATRIX.items():
        answer = browser.client.get(path)
        assert (answer.status_code in {200, 302}) is (role in roles), f"{role} {path} {answer.status_code}"
        assert role in roles or answer.status_code == 404


_PUBLISHERS = {_R.KOORDINATOR, _R.PPID, _R.PEMILIK_DATA}
ACTS = {
    "/admin/jawaban/1/arsipkan": _PUBLISHERS,
    "/admin/jawaban/1/setujui": _PUBLISHERS,
    "/admin/jawaban/1/kembalikan": _PUBLISHERS,
    "/admin/jawaban/1/gabung": _PUBLISHERS,
    "/admin/jawaban/1/batal-ganti": _PUBLISHERS,
    "/admin/jawaban/banyak/unduh": _EDITORS,
    "/admin/padanan-kata/isi": _PUBLISHERS,
    "/admin/padanan-kata/hapus": _PUBLISHERS,
    "/admin/tiket/unduh": {_R.SUPERVISOR},
    "/admin/massal/periksa": _CASE_ROLES - {_R.SUPERVISOR},
    "/admin/massal/jalankan": _CASE_ROLES - {_R.SUPERVISOR},
    "/admin/laporan/buat": {_R.SUPERVISOR},
    "/admin/laporan/1/terbitkan": {_R.SUPERVISOR},
    "/admin/petugas/baru": {_R.ADMIN_TEKNIS},
    "/admin/chat-petugas/kode": _CASE_ROLES,
    "/admin/petugas/1/lepas-chat": {_R.ADMIN_TEKNIS},
    "/admin/petugas/1/tautan": {_R.ADMIN_TEKNIS},
    "/admin/petugas/1/nonaktif": {_R.ADMIN_TEKNIS},
    "/admin/kantor/": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/opd/baru": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
    "/admin/tenggat/1": {_R.KOORDINATOR, _R.ADMIN_TEKNIS},
}


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_does_not_act_where_it_may_not(enter, database, role):
    _an_entry(database)
    agency = DPUPR if role is Role.ADMIN_OPD else None
    browser = enter(lambda session: cast.someone(session, "Seseorang", (role, agency)))
    token = browser.token()

    for path, roles in ACTS.items():
        answer = browser.client.post(path, data={"csrf_token": token, "bentuk": "csv"})
        assert role in roles or answer.status_code == 404, f"{role} {path} {answer.status_code}"
        assert role not in roles or answer.status_code != 404, f"{role} {path}"


def test_the_permission_to_publish_is_asked_at_the_button_too(enter, database):
    _an_entry(database)
    browser = enter(cast.verifikator)
    form = browser.get("/admin/jawaban/1").form("/admin/jawaban/1")

    browser.submit(form, 404, aksi="terbit")


def _an_entry(database) -> None:
    with database.write() as session:
        words = Content("Jam buka", EntryCategory.KANTOR, "Pukul 07.30.", "Kantor", ("jam buka",))
        entry = entries.create(session, words, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)


@pytest.fixture
def disposed(database):
    """A complaint with a photo that was given to the public works agency."""
    with database.write() as session:
        photo = media.expect(
            session,
            inbox_id=1,
            channel=Channel.TELEGRAM,
            chat_key="telegram:1001",
            kind=MediaKind.PHOTO,
            ext_file="f",
            name=None,
            at=NOON,
        )
        case = cast.a_complaint(session, media=(photo.id,))
        service.dispose(
            session,
            case,
            by=cast.koordinator(session),
            version=case.version,
            agency=cast.agency(session),
            instruction="Mohon dicek.",
            at=NOON,
        )
    return case


def test_an_agency_opens_its_own_case_and_nobody_else_s(enter, disposed):
    enter(cast.rina).get(f"/admin/tiket/{disposed.number}")

    enter(cast.agus).get(f"/admin/tiket/{disposed.number}", 404)


def test_another_agency_cannot_act_on_a_case_by_its_number(enter, disposed):
    agus = enter(cast.agus)

    for act in ("jawab", "catatan", "ambil", "kabari", "pelapor", "pemohon"):
        agus.post(f"/admin/tiket/{disposed.number}/{act}", {"text": "x", "reason": "x", "version": "2"}, 404)


def test_a_case_that_does_not_exist_and_one_of_others_look_alike(enter, disposed):
    agus = enter(cast.agus)

    others = agus.get(f"/admin/tiket/{disposed.number}", 404)
    none = agus.get("/admin/tiket/ADU-26-99999-A", 404)

    assert others.text == none.text


def test_an_attachment_is_for_those_who_may_see_its_case(enter, disposed, app, database):
    kept = app.extensions["pendopo_panel"].files.put(b"\xff\xd8\xff\xe0" + b"0" * 40)
    with database.write() as session:
        media.stored(session, 1, sha256=kept.sha256, mime="image/jpeg", size=kept.size)

    enter(cast.rina).get("/admin/lampiran/1")

    enter(cast.agus).get("/admin/lampiran/1", 404)
    enter(cast.teknis).get("/admin/lampiran/1", 404)
    enter(cast.ppid).get("/admin/lampiran/1", 404)


def test_a_berkadar_complaint_is_for_the_restricted_desk_only(enter, database):
    with database.write() as session:
        case = cast.a_complaint(session, visibility=Visibility.RAHASIA)
        who = cast.koordinator(session)
        classifying.verify(session, case, by=who, version=case.version, sort=Sorted(kadar=Kadar.BERKADAR), at=NOON)

    for allowed in (cast.inspektur, cast.dewi):
        enter(allowed).get(f"/admin/tiket/{case.number}")
    for other in (cast.koordinator, cast.verifikator, cast.rina, cast.ppid):
        enter(other).get(f"/admin/tiket/{case.number}", 404)


def test_a_dismissed_officer_s_open_page_changes_nothing(enter, disposed, database):
    browser = enter(cast.rina)
    form = browser.get(f"/admin/tiket/{disposed.number}").form(f"/admin/tiket/{disposed.number}/proses")
    with database.write() as session:
        from core.staff import deactivate

        deactivate(session, cast.rina(session), by=cast.teknis(session))

    browser.submit(form, 302)

    assert "/admin/masuk" in browser.answer.headers["Location"]
    with database.read() as session:
        from tickets.models import Case

        assert session.get(Case, disposed.id).status == "didisposisikan"


def test_nothing_of_stock_flask_admin_answers(enter):
    browser = enter(everything)
    token = browser.token()
    screens = ("opd", "tenggat", "jejak-audit")
    stock = (
        "new/",
        "edit/?id=1",
        "details/?id=1",
        "details/?id=abc",
        "export/csv/",
        "ajax/lookup/?name=x&limit=999999999",
    )

    for screen, page in itertools.product(screens, stock):
        assert browser.client.get(f"/admin/{screen}/{page}").status_code == 404
    for screen, page in itertools.product(screens, ("ajax/update/", "action/", "delete/")):
        sent = {"csrf_token": token, "list_form_pk": "1", "name": "x", "action": "delete", "rowid": "1", "id": "1"}
        assert browser.client.post(f"/admin/{screen}/{page}", data=sent).status_code in {404, 405}


def test_the_audit_cannot_be_added_to_or_changed(enter):
    browser = enter(everything)

    browser.get("/admin/jejak-audit/baru", 404)
    browser.get("/admin/jejak-audit/1", 404)
    browser.post("/admin/jejak-audit/1", {"actor": "x"}, 404)


def test_a_deadline_cannot_be_added(enter, session):
    before = session.query(ClockPolicy).count()
    browser = enter(everything)

    browser.post("/admin/tenggat/baru", {"days": "1", "citation": "x"}, 404)

    assert session.query(ClockPolicy).count() == before


def test_pages_are_kept_by_no_cache_and_shown_in_no_frame(enter):
    answer = enter(cast.dewi).client.get("/admin/")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_files_of_the_panel_are_kept_for_a_year_under_an_address_that_changes_with_them(stranger):
    page = stranger.get("/admin/masuk")
    address = page.html.split('rel="stylesheet" href="')[1].split('"')[0]

    with stranger.client.get(address) as answer:
        assert "?v=" in address
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_an_open_chat_is_for_those_who_answer_chats(enter, database):
    with database.write() as session:
        siti = cast.siti(session)
        handovers.request(session, siti.chat_key, contact_id=siti.id, reason="asked", last_words="halo", at=NOON)

    enter(cast.verifikator).get("/admin/percakapan/1")

    for other in (cast.rina, cast.dewi, cast.teknis, cast.inspektur):
        enter(other).get("/admin/percakapan/1", 404)
        enter(other).get("/admin/percakapan/1/baris", 404)
        enter(other).get("/admin/percakapan/1/berkas/1", 404)
