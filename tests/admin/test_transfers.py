"""Handing a case over from its page: to a service at once, to anybody else on paper, and what stands still shows."""

import base64
import io
import re
import zipfile
import zlib
from dataclasses import replace

import pytest
from sqlalchemy import select
from support import cast
from support.bot_api import PNG
from support.time import NOON

from core.audit import AuditEntry
from core.files import FileStore
from core.messages import media
from core.messages.media import MediaKind
from core.settings import TransferTarget
from tickets import queries
from tickets.kinds import TransferMode, TransferState, Visibility
from tickets.models import Attachment, Transfer


@pytest.fixture
def settings(settings):
    target = TransferTarget("SP4N-LAPOR!", "http://127.0.0.1:9/laporan", "kunci-sp4n")
    return replace(settings, transfers={"sp4n": target})


@pytest.fixture
def wati(enter):
    return enter(cast.koordinator)


def _words_of(pdf: bytes) -> str:
    """What is written on the pages, read off their drawing."""
    drawings = re.findall(rb"stream\r?\n(.*?)~>\s*endstream", pdf, re.DOTALL)
    return "\n".join(zlib.decompress(base64.a85decode(drawing)).decode("cp1252") for drawing in drawings)


def _a_complaint(database, **report) -> str:
    with database.write() as session:
        return cast.a_complaint(session, **report).number


def _hands_over(browser, number: str, target: str):
    page = f"/admin/tiket/{number}"
    form = browser.get(page).form(f"{page}/alihkan")
    browser.submit(form, target=target, reason="Urusan provinsi")
    return browser.then()


def test_a_body_with_a_service_is_known_by_its_name_and_any_other_gets_paper(wati, database, session):
    first, second = _a_complaint(database), _a_complaint(database)

    page = _hands_over(wati, first, "sp4n-lapor!")
    _hands_over(wati, second, "Pemerintah Provinsi")

    assert "Antre dikirim" in page
    sent = list(session.scalars(select(Transfer).order_by(Transfer.id)))
    assert [(row.mode, row.target_code, row.target) for row in sent] == [
        (TransferMode.API, "sp4n", "SP4N-LAPOR!"),
        (TransferMode.MANUAL, None, "Pemerintah Provinsi"),
    ]
    assert "kunci-sp4n" not in page.html


def test_what_stands_still_shows_why_and_is_tried_again_by_hand(wati, database, session):
    number = _a_complaint(database)
    _hands_over(wati, number, "SP4N-LAPOR!")
    with database.write() as writing:
        stuck = writing.scalar(select(Transfer))
        stuck.state, stuck.not_before, stuck.error = TransferState.UNCERTAIN, None, "401"

    page = wati.get(f"/admin/tiket/{number}")
    assert "Berhenti dan perlu dilihat: 401" in page
    wati.submit(page.form(f"/admin/tiket/{number}/kirim-ulang"))

    session.expire_all()
    again = session.scalar(select(Transfer))
    assert (again.state, again.not_before is None) == (TransferState.UNCERTAIN, False)
    assert "Coba kirim lagi" not in wati.then().text.replace("Coba kirim lagi: tersimpan.", "")


def test_the_packet_is_a_pdf_without_the_name_of_an_anonymous_reporter(wati, enter, database, session):
    number = _a_complaint(
        database, text="Saya Siti Contoh, jembatan retak", visibility=Visibility.ANONIM, place="Desa Sumber"
    )
    address = f"/admin/pengalihan/{number}"
    wati.get(address, 404)
    _hands_over(wati, number, "Pemerintah Provinsi")

    answer = wati.client.get(address)

    assert answer.data.startswith(b"%PDF-")
    words = _words_of(answer.data)
    assert number in words
    assert "jembatan retak" in words
    assert "Anonim: identitas tidak diserahkan" in words
    assert "Siti" not in words
    assert "packet_printed" in set(session.scalars(select(AuditEntry.action)))
    enter(cast.rina).get(address, 404)


@pytest.mark.parametrize(
    ("visibility", "inside"),
    [(Visibility.BIASA, ["lampiran-1.png"]), (Visibility.ANONIM, [])],
    ids=["named", "anonymous"],
)
def test_the_files_of_the_reporter_go_along_unless_they_are_anonymous(wati, database, settings, visibility, inside):
    number = _a_complaint(database, visibility=visibility)
    kept = FileStore(settings.files_url).put(PNG)
    with database.write() as session:
        case = queries.by_number(session, number)
        row = media.keep(session, channel=case.channel, chat_key="", kind=MediaKind.PHOTO, kept=kept, at=NOON)
        session.add(Attachment(case_id=case.id, media_id=row.id))
    _hands_over(wati, number, "Pemerintah Provinsi")

    parcel = wati.client.get(f"/admin/pengalihan/{number}/berkas")

    with zipfile.ZipFile(io.BytesIO(parcel.data)) as opened:
        assert opened.namelist() == [f"pengalihan-{number}.pdf", *inside]
