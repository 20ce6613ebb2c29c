"""Uploads: files staff put into a form, cleaned of what they tell beside the picture and kept before a row names them."""

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.context import panel
from core.errors import Refusal
from core.files import Kept, sniff
from core.messages import media
from core.messages.channels import channel_of
from core.messages.media import MAX_BYTES, Media, MediaKind
from core.pictures import of_a_person, tells
from core.privacy import keyring

MOST_FILES = 10
_KINDS = {
    "application/pdf": MediaKind.DOCUMENT,
    "image/jpeg": MediaKind.PHOTO,
    "image/png": MediaKind.PHOTO,
    "image/webp": MediaKind.PHOTO,
    "audio/mpeg": MediaKind.AUDIO,
    "audio/ogg": MediaKind.AUDIO,
    "audio/mp4": MediaKind.AUDIO,
    "video/mp4": MediaKind.VIDEO,
}


class UploadNotTaken(Refusal):
    """``why``: too many, too large, empty, or of a kind nobody can open here."""

    code = "upload_not_taken"


class Upload:
    """One file in the store, as it came where something was taken out of it, and whether it may still name its author."""

    __slots__ = ("kept", "kind", "original", "tells")

    def __init__(self, kept: Kept, kind: MediaKind, original: str | None, *, tells: bool) -> None:
        self.kept, self.kind, self.original, self.tells = kept, kind, original, tells


def stored(field: str) -> list[Upload]:
    """The files of this field, in the store. Refuses :class:`UploadNotTaken`; then none is used."""
    given = [upload for upload in request.files.getlist(field) if upload.filename]
    if len(given) > MOST_FILES:
        raise UploadNotTaken(why="many", most=MOST_FILES)
    contents = [upload.stream.read(MAX_BYTES + 1) for upload in given]
    kinds = [_kind(content) for content in contents]
    return [_put(content, kind) for content, kind in zip(contents, kinds, strict=True)]


def keep(session: Session, uploads: list[Upload], *, chat_key: str, at) -> list[int]:
    """Name them in rows, a file that this chat key has already only once. Its own name is left out: it may name a person."""
    here = set(session.scalars(select(Media.sha256).where(Media.chat_key == chat_key)))
    new = {upload.kept.sha256: upload for upload in uploads if upload.kept.sha256 not in here}
    return [
        media.keep(
            session,
            channel=channel_of(chat_key),
            chat_key=chat_key,
            kind=upload.kind,
            name=None,
            kept=upload.kept,
            original=upload.original,
            tells=upload.tells,
            at=at,
        ).id
        for upload in new.values()
    ]


def _kind(content: bytes) -> MediaKind:
    if not content or len(content) > MAX_BYTES:
        raise UploadNotTaken(why="large" if content else "empty")
    kind = _KINDS.get(sniff(content))
    if kind is None:
        raise UploadNotTaken(why="kind")
    return kind


def _put(content: bytes, kind: MediaKind) -> Upload:
    files = panel().files
    clean = of_a_person(content, sniff(content))
    telling = tells(clean, sniff(clean))
    if clean == content:
        return Upload(files.put(content), kind, None, tells=telling)
    with panel().database.read() as session:
        sealed = keyring(session).seal_bytes(content)
    return Upload(files.put(clean), kind, files.put(sealed).sha256, tells=telling)
