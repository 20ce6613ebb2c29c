"""A kept file as a download that no browser runs."""

from flask import Response, abort

from admin.context import panel


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
