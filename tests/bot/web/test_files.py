"""Files in the web chat: kept whole and named by what they are, never by what they say they are."""

import hashlib
import uuid
from pathlib import Path

import pytest
from sqlalchemy import select
from support.bot_api import PNG
from support.visitor import File, Office, Visitor

from core.db import Database
from core.messages.inbox import InboxMessage
from core.messages.media import MAX_BYTES, Media, MediaKind
from core.privacy import keyring
from core.settings import Settings

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
OGG = b"OggS\x00\x02" + b"\x00" * 22 + b"\x01\x13OpusHead\x01\x01" + b"\x00" * 40
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64
TEXT = b"Kronologi: lampu mati sejak Juni."


def _media(database: Database) -> list[Media]:
    with database.read() as session:
        return list(session.scalars(select(Media).order_by(Media.id)))


def _stored(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.files_url).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ((PNG, "jalan.png", "text/html"), MediaKind.PHOTO),
        ((OGG, "suara.ogg", ""), MediaKind.VOICE),
        ((MP4, "banjir.mp4", "application/x-apa-saja"), MediaKind.VIDEO),
        ((PDF, "surat.pdf", "image/png"), MediaKind.DOCUMENT),
        ((TEXT, "kronologi.txt", "image/png"), MediaKind.DOCUMENT),
    ],
    ids=["photo", "voice", "video", "pdf", "text"],
)
def test_a_file_is_kept_whole_and_answered(
    visitor: Visitor, office: Office, database: Database, file: File, kind: MediaKind
) -> None:
    assert visitor.attaches(file).status_code == 202
    office.answers()

    (kept,) = _media(database)
    assert kept.kind is kind
    assert kept.ext_file == hashlib.sha256(file[0]).hexdigest()
    assert office.files.get(kept.ext_file) == file[0]
    assert visitor.told().strip()


def test_a_program_dressed_as_a_photo_is_no_photo(visitor: Visitor, office: Office, database: Database) -> None:
    visitor.attaches((b"MZ\x90\x00" + b"\x00" * 200, "foto.jpg", "image/jpeg"))
    visitor.attaches((b"<html><script>alert(1)</script></html>", "foto.png", "image/png"))
    office.answers()

    assert [kept.kind for kept in _media(database)] == [MediaKind.DOCUMENT, MediaKind.DOCUMENT]


def test_a_name_with_signs_of_a_path_leads_nowhere(
    visitor: Visitor, office: Office, database: Database, settings: Settings
) -> None:
    names = ["../../../etc/passwd", "..\\..\\windows\\x.png", "/etc/passwd", "a/../../b.png"]
    for name in names:
        visitor.attaches((PNG + name.encode(), name, "image/png"))
    office.answers()

    digest = {hashlib.sha256(PNG + name.encode()).hexdigest() for name in names}
    assert {path.name for path in _stored(settings)} == digest
    assert {kept.ext_file for kept in _media(database)} == digest


def test_a_very_long_name_is_shortened_and_sealed(visitor: Visitor, office: Office, database: Database) -> None:
    visitor.attaches((PNG, "KTP Siti " + "x" * 5000 + ".png", "image/png"))
    office.answers()

    (kept,) = _media(database)
    with database.read() as session:
        assert kept.name is not None
        assert len(keyring(session).open(kept.name)) == 120
    assert b"Siti" not in kept.name


def test_the_page_shows_the_name_of_what_was_sent_and_its_words(visitor: Visitor) -> None:
    visitor.attaches((PNG, "jalan rusak.png", "image/png"), text="ini fotonya")

    (line,) = visitor.lines()
    assert (line["text"], line["files"]) == ("ini fotonya", ["jalan rusak.png"])


def test_an_empty_file_is_refused_with_a_reason(visitor: Visitor, database: Database) -> None:
    answer = visitor.attaches((b"", "kosong.png", "image/png"))

    assert (answer.status_code, answer.json) == (400, {"ok": False, "error": "empty"})
    assert visitor.lines() == []


def test_a_file_that_is_too_large_is_refused_and_nothing_is_stored(visitor: Visitor) -> None:
    answer = visitor.attaches((b"\x00" * (MAX_BYTES + 1), "besar.bin", "application/octet-stream"))

    assert (answer.status_code, answer.json) == (413, {"ok": False, "error": "too_large"})
    assert visitor.lines() == []


def test_a_file_of_exactly_the_limit_is_taken(visitor: Visitor) -> None:
    assert visitor.attaches((b"\x01" * MAX_BYTES, "pas.bin", "application/octet-stream")).status_code == 202


def test_ten_files_come_as_one_message_and_eleven_are_refused(
    visitor: Visitor, office: Office, database: Database
) -> None:
    files = [(PNG + bytes([number]), f"{number}.png", "image/png") for number in range(11)]

    assert visitor.attaches(*files).status_code == 400
    assert visitor.attaches(*files[:10]).status_code == 202
    office.answers()

    assert len(_media(database)) == 10
    assert len([line for line in visitor.lines() if line["mine"]]) == 1


def test_the_same_upload_sent_again_is_one_message(visitor: Visitor, office: Office, database: Database) -> None:
    message_id = str(uuid.uuid4())
    for _ in range(2):
        assert visitor.attaches((PNG, "a.png", "image/png"), message_id=message_id).status_code == 202
    office.answers()

    with database.read() as session:
        assert len(session.scalars(select(InboxMessage)).all()) == 1
    assert len(_media(database)) == 1


@pytest.mark.parametrize(
    "form",
    [{}, {"id": str(uuid.uuid4())}, {"id": str(uuid.uuid4()), "files": "tanpa berkas"}],
    ids=["nothing", "no file", "a word instead of a file"],
)
def test_an_upload_without_a_file_is_refused(visitor: Visitor, form: dict[str, str]) -> None:
    answer = visitor.client.post("/chat/files", data=form, headers=visitor.headers())

    assert answer.status_code == 400


def test_an_upload_without_a_proper_id_is_refused_before_anything_is_kept(visitor: Visitor, settings: Settings) -> None:
    assert visitor.attaches((PNG, "a.png", "image/png"), message_id="satu").status_code == 400
    assert _stored(settings) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the form reader's own draft
def test_a_torn_upload_is_refused(visitor: Visitor) -> None:
    torn = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n\x89PNG'
    headers = {"Content-Type": "multipart/form-data; boundary=x", **visitor.headers()}

    answer = visitor.client.post("/chat/files", data=torn, headers=headers)

    assert answer.status_code == 400
