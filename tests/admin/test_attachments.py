"""Attachments: what shows in the page, what is only offered to be taken, and how a file leaves the house."""

from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core.files import FileStore
from core.messages import media
from core.messages.channels import Channel
from core.messages.media import Media, MediaKind, MediaState


def a_file(
    session: Session, store: FileStore | None, content: bytes, mime: str, kind: MediaKind = MediaKind.PHOTO
) -> Media:
    """A file of Siti's chat: kept when there is a store, still expected without one."""
    file = media.expect(
        session,
        inbox_id=1,
        channel=Channel.TELEGRAM,
        chat_key="telegram:1001",
        kind=kind,
        ext_file="f",
        name="siti_ktp.jpg",
        at=NOON,
    )
    if store is not None:
        kept = store.put(content)
        media.stored(session, file.id, sha256=kept.sha256, mime=mime, size=kept.size)
    return file


def _store(app) -> FileStore:
    return app.extensions["pendopo_panel"].files


def test_files_show_as_pictures_names_or_how_they_stand(enter, database, app):
    store = _store(app)
    with database.write() as session:
        files = [
            a_file(session, store, b"\xff\xd8\xff", "image/jpeg"),
            a_file(session, store, b"<svg", "image/svg+xml"),
            a_file(session, store, b"OggS", "audio/ogg", MediaKind.VOICE),
            a_file(session, None, b"", "", MediaKind.VIDEO),
            a_file(session, None, b"", ""),
        ]
        files[-1].state = MediaState.FAILED
        case = cast.a_complaint(session, media=tuple(file.id for file in files))

    page = enter(cast.koordinator).get(f"/admin/tiket/{case.number}")

    assert page.html.count("<img") == 1
    assert "Pesan suara 3" in page
    assert "sedang diambil" in page
    assert "gagal diambil" in page


def test_the_name_a_file_came_with_is_not_shown(enter, database, app):
    with database.write() as session:
        file = a_file(session, _store(app), b"\xff\xd8\xff", "image/jpeg")
        case = cast.a_complaint(session, media=(file.id,))
    browser = enter(cast.koordinator)

    assert "siti_ktp" not in browser.get(f"/admin/tiket/{case.number}").html
    assert "siti_ktp" not in str(browser.client.get(f"/admin/lampiran/{file.id}").headers)


def test_a_file_comes_as_a_download_no_browser_runs(enter, database, app):
    with database.write() as session:
        file = a_file(session, _store(app), b"<html><script>alert(1)</script>", "text/html", MediaKind.DOCUMENT)
        cast.a_complaint(session, media=(file.id,))

    answer = enter(cast.koordinator).client.get(f"/admin/lampiran/{file.id}")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="lampiran-1.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_that_is_not_here_yet_or_is_gone_is_not_found(enter, database):
    with database.write() as session:
        waiting, gone = a_file(session, None, b"", ""), a_file(session, None, b"", "")
        media.stored(session, gone.id, sha256="0" * 64, mime="image/jpeg", size=3)
        cast.a_complaint(session, media=(waiting.id, gone.id))
    browser = enter(cast.koordinator)

    browser.get(f"/admin/lampiran/{waiting.id}", 404)
    browser.get(f"/admin/lampiran/{gone.id}", 404)


def test_a_file_of_no_case_is_nobody_s(enter, database, app):
    with database.write() as session:
        file = a_file(session, _store(app), b"\xff\xd8\xff", "image/jpeg")

    enter(cast.dewi).get(f"/admin/lampiran/{file.id}", 404)
