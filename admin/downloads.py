"""A kept file as a download that no browser runs."""

from flask import Response, abort

from admin.context import panel
from core import enclosures
from core.messages.media import Media, MediaState

_ENDINGS = {**enclosures.ENDINGS, "image/webp": "webp", "audio/ogg": "ogg", "video/mp4": "mp4"}


def of_citizen(media: Media | None) -> Response:
    """A file a citizen sent, once it is kept. Its own name is not given away: it may name a person."""
    if media is None or media.state is not MediaState.STORED or media.sha256 is None:
        abort(404)
    ending = _ENDINGS.get(media.mime or "", "bin")
    mime = media.mime or "application/octet-stream"
    return as_download(media.sha256, mime=mime, name=f"lampiran-{media.id}.{ending}")


def as_download(sha256: str, *, mime: str, name: str) -> Response:
    """The bytes under a name; a page that says there is none when they are gone."""
    try:
        content = panel().files.get(sha256)
    except FileNotFoundError:
        abort(404)
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
