"""Who reports: named for the desk, a pseudonym for everybody else, and unsealed only with a reason and a trace."""

import itertools

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.audit import AuditEntry
from core.messages import inbox
from core.messages.channels import Channel
from core.messages.inbox import Arrival, InboxMessage
from core.privacy import keyring
from tickets import classifying, reporting, service
from tickets.classifying import Sorted
from tickets.kinds import Visibility

NAME = "Siti Contoh"


def _disposed(database, visibility):
    with database.write() as session:
        case = cast.a_complaint(session, text="Hubungi saya 0812-3456-7890", visibility=visibility)
        service.dispose(
            session,
            case,
            by=cast.koordinator(session),
            version=case.version,
            agency=cast.agency(session),
            instruction="Cek.",
            at=NOON,
        )
        return case, keyring(session).pseudonym(case.id)


@pytest.mark.parametrize("who", [cast.verifikator, cast.koordinator, cast.dewi], ids=lambda who: who.__name__)
def test_the_desk_reads_the_name_of_a_reporter_who_gave_it(enter, database, who):
    case, _ = _disposed(database, Visibility.BIASA)

    assert NAME in enter(who).get(f"/admin/tiket/{case.number}")


def test_an_agency_reads_a_pseudonym_whoever_reports(enter, database):
    for visibility in (Visibility.BIASA, Visibility.ANONIM):
        case, pseudonym = _disposed(database, visibility)
        page = enter(cast.rina).get(f"/admin/tiket/{case.number}")
        assert f"Pelapor {pseudonym}" in page
        assert NAME not in page.html


@pytest.mark.parametrize(
    "who", [cast.verifikator, cast.koordinator, cast.rina, cast.dewi], ids=lambda who: who.__name__
)
def test_nobody_reads_the_name_of_an_anonymous_reporter_on_a_page(enter, database, who):
    case, pseudonym = _disposed(database, Visibility.ANONIM)
    browser = enter(who)

    pages = [
        browser.get(path).html
        for path in (
            "/admin/",
            "/admin/tiket/?tab=semua",
            "/admin/tiket/?tab=semua&cari=siti",
            f"/admin/tiket/{case.number}",
        )
    ]

    assert not any(NAME in page or "0812" in page for page in pages)
    assert pseudonym in pages[-1]


def _asks(browser, case, step, status=302, **fields):
    return browser.post(f"/admin/tiket/{case.number}/pelapor", {"langkah": step, **fields}, status)


def test_a_name_is_opened_by_two_people_with_a_reason_and_once(enter, database, session):
    case, _ = _disposed(database, Visibility.ANONIM)
    dewi, wati = enter(cast.dewi), enter(cast.koordinator)
    path = f"/admin/tiket/{case.number}"
    dewi.submit(dewi.get(path).form(f"{path}/pelapor"), reason="Permintaan tertulis Inspektorat 12/2026")
    assert "menunggu keputusan orang kedua" in dewi.get(path)
    _asks(dewi, case, "setujui")
    assert "harus diputuskan orang lain" in dewi.then()
    _asks(dewi, case, "tampilkan")
    assert NAME not in dewi.then().html

    assert "Permintaan tertulis Inspektorat 12/2026" in wati.get(path)
    _asks(wati, case, "setujui")
    assert NAME not in wati.get(path).html
    _asks(wati, case, "tampilkan")
    page = _asks(dewi, case, "tampilkan", 200)

    assert NAME in page
    _asks(dewi, case, "tampilkan")
    assert NAME not in dewi.then().html
    noted = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("reporter_"))).all()
    assert [(row.action, row.details["reason"]) for row in noted] == [
        (action, "Permintaan tertulis Inspektorat 12/2026")
        for action in ("reporter_unmasking_asked", "reporter_unmasking_granted", "reporter_unmasked")
    ]


def test_without_a_reason_nothing_is_asked_and_a_refusal_ends_it(enter, database):
    case, _ = _disposed(database, Visibility.ANONIM)
    dewi, wati = enter(cast.dewi), enter(cast.koordinator)

    _asks(dewi, case, "ajukan", reason=" ")
    assert "Tulis alasannya" in dewi.then()
    _asks(dewi, case, "ajukan", reason="Ingin tahu")
    _asks(wati, case, "tolak")
    _asks(dewi, case, "tampilkan")

    assert "Belum ada persetujuan" in dewi.then()


@pytest.mark.parametrize("who", [cast.verifikator, cast.koordinator, cast.rina], ids=lambda who: who.__name__)
def test_nobody_else_opens_the_name(enter, database, who, session):
    case, _ = _disposed(database, Visibility.ANONIM)

    _asks(enter(who), case, "ajukan", 404, reason="Ingin tahu")

    assert session.scalar(select(AuditEntry).where(AuditEntry.action == "reporter_unmasked")) is None


def test_the_inspektorat_reads_a_pseudonym(enter, database):
    from tickets.kinds import Kadar

    with database.write() as session:
        case = cast.a_complaint(session)
        who = cast.koordinator(session)
        classifying.verify(session, case, by=who, version=case.version, sort=Sorted(kadar=Kadar.BERKADAR), at=NOON)

    assert NAME not in enter(cast.inspektur).get(f"/admin/tiket/{case.number}").html


@pytest.fixture
def request_for_information(database):
    with database.write() as session:
        siti = cast.siti(session)
        inbox.accept(session, [Arrival(Channel.TELEGRAM, "1", siti.chat_key, "{}")], at=NOON)
        return reporting.file_permohonan(
            session,
            text="Salinan anggaran 2025",
            requester="Siti Contoh, Jalan Contoh 1",
            purpose="Penelitian",
            contact=siti,
            source_inbox_id=session.scalar(select(InboxMessage.id)),
            at=NOON,
        )


def test_the_ppid_opens_the_requester_s_particulars_and_leaves_a_trace(enter, request_for_information, session):
    number = request_for_information.number
    putri = enter(cast.ppid)
    page = putri.get(f"/admin/tiket/{number}")
    assert "Jalan Contoh 1" not in page.html

    opened = putri.submit(page.form(f"/admin/tiket/{number}/pemohon"), 200)

    assert "Siti Contoh, Jalan Contoh 1" in opened
    assert (
        session.scalars(select(AuditEntry).where(AuditEntry.action == "requester_shown"))
        .one()
        .actor.startswith("putri")
    )


def test_a_supervisor_sees_the_request_but_not_the_requester(enter, request_for_information):
    number = request_for_information.number
    dewi = enter(cast.dewi)

    assert "Tampilkan data pemohon" not in dewi.get(f"/admin/tiket/{number}")
    dewi.post(f"/admin/tiket/{number}/pemohon", {}, 404)


def test_the_complaint_desk_does_not_see_requests_for_information(enter, request_for_information):
    for who in (cast.koordinator, cast.verifikator, cast.rina, cast.inspektur):
        enter(who).get(f"/admin/tiket/{request_for_information.number}", 404)


def test_the_words_as_written_are_never_shown(enter, database):
    with database.write() as session:
        case = cast.a_complaint(session, text="NIK saya 3310121212120001, surel siti@contoh.example")
    seers = (cast.verifikator, cast.koordinator, cast.dewi)
    paths = (f"/admin/tiket/{case.number}", "/admin/tiket/?tab=semua", "/admin/")

    for who, path in itertools.product(seers, paths):
        html = enter(who).get(path).html
        assert "3310121212120001" not in html
        assert "siti@contoh.example" not in html
