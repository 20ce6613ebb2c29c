"""Files an officer puts with an answer: read from the form, kept at once, and carried over when the form comes back."""

from collections.abc import Sequence

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer

from admin.context import panel
from core import enclosures
from core.enclosures import MAX_BYTES, MOST, EnclosureNotTaken
from core.files import Kept

FIELD, CARRIED = "files", "carried"


def received() -> list[Kept]:
    """The files of this request, with those an earlier try of the same form brought. Refuses what may not go out."""
    carried = [kept for token in request.form.getlist(CARRIED)[:MOST] if (kept := _read(token)) is not None]
    uploads = [upload for upload in request.files.getlist(FIELD) if upload.filename]
    if len(uploads) + len(carried) > MOST:
        raise EnclosureNotTaken(why="many")
    return [*carried, *enclosures.keep(panel().files, [upload.stream.read(MAX_BYTES + 1) for upload in uploads])]


def carried(files: Sequence[Kept]) -> list[tuple[str, Kept]]:
    """Files that are in the house already, each with the sign that lets the form bring it again."""
    return [(_signer().dumps([kept.sha256, kept.mime, kept.size]), kept) for kept in files]


def _read(token: str) -> Kept | None:
    try:
        return Kept(*_signer().loads(token[:500]))
    except (BadSignature, TypeError):
        return None


def _signer() -> URLSafeSerializer:
    chosen = panel().settings
    return URLSafeSerializer([*reversed(chosen.old_secret_keys), chosen.secret_key], salt="pendopo.enclosures")
