"""Reports staff key in: number, deadlines from the day of receipt, sealed reporter, a sheet with the code once, one case."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from support import cast
from support.citizen import Conversation, everything
from support.time import NOON

from core import office as offices
from core import phones
from core.audit import AuditEntry
from core.messages import channel_commands
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.media import Media, MediaState
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from tickets import deadlines, queries
from tickets.kinds import ClockKind, Source, Status
from tickets.models import Attachment, Case, CaseEvent, Intake
from tickets.reports import facts

PAGE = "/admin/catat/"
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
REPORT = {
    "text": "Talud ambrol di dekat sekolah",
    "place": "Desa Sumber RT 02",
    "name": "Mbah Karto",
    "phone": "0812-3456-7890",
}


@pytest.fixture
def wati(enter):
    return enter(cast.koordinator)


def _record(browser, status=302, **typed):
    form = browser.get(PAGE).form(PAGE)
    return browser.submit(form, status, **{**REPORT, **typed})


def _case(session) -> Case:
    session.expire_all()
    return session.scalars(select(Case).order_by(Case.id.desc())).first()


def test_a_walk_in_gets_a_number_a_sheet_and_the_code_once(wati, session):
    _record(wati)

    sheet, case = wati.then(), _case(session)
    code = keyring(session).secret_code(case.id, 1)
    assert case.number in sheet
    assert f"{code[:5]} {code[5:]}" in sheet
    assert "Ditindaklanjuti paling lambat" in sheet
    assert "/lacak" in sheet
    again = wati.get(f"{PAGE}{case.number}/tanda-terima")
    assert code[:5] not in again.text
    event = session.scalar(select(CaseEvent))
    assert (event.action, event.party, event.details["source"]) == ("diterima", "petugas", "loket")
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 0
    assert "case_recorded" in set(session.scalars(select(AuditEntry.action)))
    assert wati.get(f"/admin/tiket/{case.number}").text.count("Mbah Karto") >= 1


def test_what_was_keyed_in_is_counted_by_the_report(wati, clock, session):
    _record(wati)

    day = timedelta(days=1)
    span = facts.span_of(session, offices.current(session), clock.now - day, clock.now + day)
    found = facts.read(session, span)

    assert found.unclear == []
    assert [(fact.number, fact.state) for fact in found.facts] == [(_case(session).number, Status.RECEIVED.value)]


def test_a_form_sent_twice_is_one_case(wati, session):
    form = wati.get(PAGE).form(PAGE)

    wati.submit(form, **REPORT)
    first = wati.answer.headers["Location"]
    wati.submit(form, **REPORT)

    assert wati.answer.headers["Location"] == first
    assert session.scalar(select(func.count()).select_from(Case)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": " "}, "masih kosong"),
        ({"place": "", "happened": ""}, "lokasi atau waktu kejadian"),
        ({"phone": "dua belas"}, "Nomor telepon tidak terbaca"),
        ({"received_on": "2026-03-12"}, "belum tiba"),
        ({"received_on": "2026-02-01", "late_reason": "x"}, "paling jauh 14 hari"),
        ({"received_on": "2026-03-09"}, "alasannya"),
    ],
)
def test_what_is_not_possible_is_said_and_nothing_typed_is_lost(wati, session, typed, said):
    page = _record(wati, 422, **typed)

    assert said in page.text
    assert "Mbah Karto" in page.html
    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_letter_counts_from_the_day_it_came_with_the_reason(wati, session):
    _record(
        wati, source="surat", received_on="2026-03-09", late_reason="Tertahan di ekspedisi", reference="12/III/2026"
    )

    case = _case(session)
    clocks = {clock.kind: clock for clock in deadlines.of_case(session, case)}
    assert clocks[ClockKind.VERIFICATION].due_on == date(2026, 3, 12)
    assert session.get(Intake, case.id).source is Source.LETTER
    page = wati.get(f"/admin/tiket/{case.number}")
    assert "Tertahan di ekspedisi" in page
    assert "12/III/2026" in page


def test_the_sheet_names_only_chats_the_office_has(wati, database, session):
    _record(wati)
    sheet = f"{PAGE}{_case(session).number}/tanda-terima"
    assert "ke chat" not in wati.get(sheet).text

    with database.write() as writing:
        channel_commands.done(writing, Channel.TELEGRAM, Command.CHECK, '{"account": "kantor_bot"}', at=NOON)

    assert "ke chat Telegram kantor ini" in wati.get(sheet).text


def test_an_anonymous_reporter_is_named_to_nobody_and_sealed_in_the_tables(wati, session):
    _record(wati, anonim="on", reference="@mbahkarto", text="Saya Mbah Karto, lampu mati sejak Senin")

    page = wati.get(f"/admin/tiket/{_case(session).number}")
    assert "Karto" not in page.text
    assert "mbahkarto" not in page.text
    contact = session.scalar(select(Contact))
    assert b"Karto" not in contact.name
    assert keyring(session).open(contact.phone) == "6281234567890"


def test_files_come_along_and_stay_through_a_refusal(wati, session):
    form = wati.get(PAGE).form(PAGE)
    attached = {**form.filled(**{**REPORT, "place": ""}), "berkas": [(io.BytesIO(PICTURE), "ktp karto.jpg")]}
    refused = wati.client.post(PAGE, data=attached, content_type="multipart/form-data")

    assert "1 berkas sudah tersimpan" in refused.text
    wati.submit(form, **REPORT)
    (media,) = session.scalars(select(Media))
    assert (media.state, media.name) == (MediaState.STORED, None)
    assert session.scalar(select(Attachment.case_id)) == _case(session).id
    odd = {**wati.get(PAGE).form(PAGE).filled(**REPORT), "berkas": [(io.BytesIO(b"MZ\x90\x00program"), "x.exe")]}
    assert "jenisnya tidak diterima" in wati.client.post(PAGE, data=odd, content_type="multipart/form-data").text


def test_a_report_like_an_open_one_is_shown_first_and_filed_when_wanted(wati, session):
    _record(wati)
    first = _case(session)

    page = _record(wati, 200)
    assert "Mungkin sudah dilaporkan" in page
    assert first.number in page
    assert session.scalar(select(func.count()).select_from(Case)) == 1
    wati.submit(page.form(PAGE), looked="1")

    assert session.scalar(select(func.count()).select_from(Case)) == 2


def test_a_lost_sheet_gets_a_new_code_and_the_old_one_opens_nothing(wati, stranger, session):
    _record(wati)
    case, keys = _case(session), keyring(session)
    old = keys.secret_code(case.id, 1)
    wati.then()

    sheet = f"{PAGE}{case.number}/tanda-terima"
    wati.submit(wati.get(sheet).form(f"{PAGE}{case.number}/kode"))

    new = keys.secret_code(case.id, 2)
    assert f"{new[:5]} {new[5:]}" in wati.then()
    form = stranger.client.get("/lacak").text
    token = form.split('name="csrf_token" value="')[1].split('"')[0]
    asked = {"csrf_token": token, "nomor": case.number}
    assert stranger.client.post("/lacak", data={**asked, "kode": old}).status_code == 404
    assert stranger.client.post("/lacak", data={**asked, "kode": new}).status_code == 200


def test_who_writes_later_with_number_and_code_follows_the_case(wati, database, clock, session):
    _record(wati)
    case = _case(session)
    code = keyring(session).secret_code(case.id, 1)
    karto = Conversation(database, clock).citizen("7001")

    told = karto.says(f"{case.number} {code}")

    assert case.number in everything(told)
    assert [row.id for row in queries.of_contact(session, _contact(session, karto.chat).id)] == [case.id]
    assert _case(session).status is Status.RECEIVED


def test_telephone_numbers_are_brought_into_one_form():
    written = ["0812-3456-7890", "+62 812 3456 7890", "62812 3456 7890", "0062 81234567890"]

    assert {phones.normalised(number) for number in written} == {"6281234567890"}
    assert [phones.normalised(odd) for odd in ("", "telepon", "123", "0812" * 8)] == [None] * 4


def _contact(session, chat: str) -> Contact:
    return session.scalars(select(Contact).where(Contact.chat_key == chat)).one()
