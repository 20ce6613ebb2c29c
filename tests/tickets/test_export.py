"""The ticket log as a file: every row, named columns, nothing a spreadsheet would run, and no reporter."""

import csv
import io
import tracemalloc
from datetime import date, timedelta

import openpyxl
import pytest
from sqlalchemy import select, true
from support import cast
from support.time import NOON

from core import office, workdays
from core.cells import safe
from core.db import Database
from texts import labels
from tickets import approval, export, reactions, reporting, service
from tickets.export import COLUMNS, Frame, as_csv, as_xlsx
from tickets.kinds import Visibility
from tickets.models import Case, Complaint


def _frame(database: Database, *where, today: date = date(2026, 3, 11)) -> Frame:
    with database.read() as session:
        zone, calendar = office.current(session).zone, workdays.current(session)
    return Frame(where or (true(),), zone, calendar, today, labels.word)


def _csv(database: Database, frame: Frame) -> list[list[str]]:
    text = "".join(as_csv(database, frame))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def _xlsx(database: Database, frame: Frame):
    return openpyxl.load_workbook(io.BytesIO(b"".join(as_xlsx(database, frame))))


def _row(database: Database, frame: Frame) -> dict[str, str]:
    head, row, last = _csv(database, frame)
    assert last == ["Jumlah baris: 1"]
    return dict(zip(head, row, strict=True))


def test_every_column_is_named_in_the_office_s_words(database):
    assert _csv(database, _frame(database)) == [list(COLUMNS), ["Jumlah baris: 0"]]


def test_a_complaint_is_one_row_in_the_office_s_time(database):
    with database.write() as session:
        case = cast.a_complaint(session, text="Lampu mati", place="Pasar Gede", happened="kemarin", category="lampu")

    row = _row(database, _frame(database))

    assert row["Nomor"] == case.number
    assert (row["Jenis"], row["Kanal"], row["Status"]) == ("Pengaduan", "Telegram", "Diterima")
    assert row["Diterima"] == "2026-03-11 10:00"
    assert (row["Kategori"], row["Lokasi"], row["Waktu kejadian"]) == ("Penerangan jalan", "Pasar Gede", "kemarin")
    assert (row["Tenggat"], row["Terlambat"]) == ("2026-03-16", "tidak")


def test_an_answered_case_says_when_and_after_how_many_working_days(database):
    with database.write() as session:
        case = cast.a_complaint(session)
        service.reply(
            session,
            case,
            by=cast.koordinator(session),
            version=case.version,
            text="Sudah.",
            at=NOON + timedelta(days=7),
        )
        reactions.rate(session, case, score=4, comment=None, at=NOON + timedelta(days=7))

    row = _row(database, _frame(database, today=date(2026, 3, 30)))

    assert row["Dijawab pertama"] == "2026-03-18 10:00"
    assert row["Hari kerja sampai jawaban"] == "4"
    assert (row["Penilaian"], row["Petugas"]) == ("4", "Wati")
    assert (row["Tenggat"], row["Terlambat"]) == ("2026-04-08", "tidak")


def test_a_late_case_is_late_while_open_and_after_its_answer(database):
    with database.write() as session:
        open_case, answered = cast.a_complaint(session), cast.a_complaint(session)
        late = NOON + timedelta(days=60)
        service.reply(session, answered, by=cast.koordinator(session), version=1, text="Maaf, terlambat.", at=late)

    rows = _csv(database, _frame(database, today=date(2026, 5, 20)))[1:3]

    assert [row[COLUMNS.index("Terlambat")] for row in rows] == ["ya", "ya"]
    assert rows[0][0] == open_case.number


def test_no_column_names_the_reporter(database):
    with database.write() as session:
        cast.a_complaint(session, text="NIK saya 3310121212120001, HP 0812-3456-7890")
        cast.a_complaint(session, visibility=Visibility.ANONIM)

    text = "".join(as_csv(database, _frame(database)))

    for secret in ("Siti", "3310121212120001", "0812", "telegram:1001", "1001"):
        assert secret not in text
    assert "Anonim" in text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " ="])
def test_text_that_begins_like_a_formula_is_quoted(sign):
    assert safe(sign + "1+1") == "'" + sign + "1+1"


def test_ordinary_text_is_left_alone_and_leading_zeros_stay():
    assert safe("00123 jalan = rusak") == "00123 jalan = rusak"
    assert safe("a\0b") == "ab"


def test_a_formula_a_citizen_wrote_runs_in_neither_file(database):
    with database.write() as session:
        cast.a_complaint(session, text='=HYPERLINK("https://jahat.example";"klik")', place="+62 depan pasar")

    row = _row(database, _frame(database))
    cells = [cell for line in _xlsx(database, _frame(database)).active.iter_rows() for cell in line]

    assert row["Isi"].startswith("'=")
    assert row["Lokasi"].startswith("'+")
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_semicolons_quotes_and_line_ends_stay_inside_their_cell(database):
    with database.write() as session:
        cast.a_complaint(session, text='Baris satu; "kutip"\nbaris dua')

    assert _row(database, _frame(database))["Isi"] == 'Baris satu; "kutip"\nbaris dua'


def test_a_workbook_holds_the_same_rows_with_real_dates(database):
    with database.write() as session:
        case = cast.a_complaint(session)

    sheet = _xlsx(database, _frame(database)).active

    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet["A2"].value == case.number
    assert sheet["C2"].value == NOON.replace(tzinfo=None) + timedelta(hours=7)
    assert sheet["A3"].value == "Jumlah baris: 1"


def test_a_full_sheet_is_followed_by_another(database, monkeypatch):
    monkeypatch.setattr(export, "SHEET_ROWS", 2)
    with database.write() as session:
        for number in range(5):
            cast.a_complaint(session, text=f"Lampu {number}")

    book = _xlsx(database, _frame(database))

    assert [sheet.max_row for sheet in book] == [3, 3, 3]
    assert book.sheetnames == ["Tiket", "Tiket 2", "Tiket 3"]
    assert book.worksheets[2]["A3"].value == "Jumlah baris: 5"


def test_a_request_for_information_shows_its_words_and_not_who_asks(database):
    with database.write() as session:
        reporting.file_permohonan(
            session,
            text="Salinan anggaran 2025",
            requester="Siti Contoh, Jalan Contoh 1",
            purpose=None,
            contact=cast.siti(session),
            source_inbox_id=1,
            at=NOON,
        )

    row = _row(database, _frame(database))

    assert (row["Jenis"], row["Isi"]) == ("Permohonan informasi", "Salinan anggaran 2025")
    assert "Contoh" not in ";".join(row.values())


def test_only_the_rows_of_the_filter_are_exported_in_the_order_they_came(database):
    with database.write() as session:
        cases = [cast.a_complaint(session, text=f"Lampu {number}") for number in range(4)]

    rows = _csv(database, _frame(database, Case.id.in_([cases[3].id, cases[1].id])))

    assert [row[0] for row in rows[1:-1]] == [cases[1].number, cases[3].number]


def _many(database: Database, count: int) -> None:
    """Copies of one complaint, written in bulk."""
    with database.write() as session:
        one = cast.a_complaint(session, text="Lampu jalan mati di depan pasar " * 20)
        case = {key: value for key, value in _columns(session, Case, one.id).items() if key != "id"}
        complaint = _columns(session, Complaint, one.id, "case_id")
        for start in range(0, count, 1000):
            numbers = range(start, min(start + 1000, count))
            ids = [one.id + 1 + number for number in numbers]
            session.execute(
                Case.__table__.insert(), [{**case, "id": id_, "number": f"ADU-26-{id_:05d}-X"} for id_ in ids]
            )
            session.execute(Complaint.__table__.insert(), [{**complaint, "case_id": id_} for id_ in ids])


def _columns(session, model, key, name="id") -> dict:
    table = model.__table__
    return dict(session.execute(select(table).where(table.c[name] == key)).mappings().one())


def test_many_rows_leave_in_pieces_and_in_bounded_memory(database):
    _many(database, 6_000)
    frame = _frame(database)
    tracemalloc.start()

    pieces = sum(len(piece) for piece in as_csv(database, frame))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert pieces > 5_000_000
    assert most < 10_000_000


def test_an_answer_that_a_second_person_approved_is_an_answer_too(database):
    with database.write() as session:
        case = cast.a_complaint(session)
        chief = cast.koordinator(session)
        service.dispose(session, case, by=chief, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        approval.propose(session, case, by=cast.rina(session), version=None, text="Sudah.", at=NOON)
        approval.approve(session, case, by=chief, version=None, at=NOON + timedelta(days=1))

    assert _row(database, _frame(database))["Dijawab pertama"] == "2026-03-12 10:00"
