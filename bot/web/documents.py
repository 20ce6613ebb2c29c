"""Files of published answers, for whoever follows the link an answer gave: downloads that no browser runs."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from core import office as offices
from core.clock import Clock, local_day
from core.db import Database
from core.files import FileStore
from knowledge import files as documents
from knowledge.models import EntryFile


def blueprint(database: Database, files: FileStore, *, clock: Clock) -> Blueprint:
    """/berkas/1"""
    routes = Blueprint("documents", __name__)

    @routes.get("/berkas/<int(max=2147483647):key>")
    def download(key: int) -> ResponseReturnValue:
        with database.read() as session:
            today = local_day(clock(), offices.current(session).zone)
            file = documents.public(session, key, today=today)
        if file is None:
            abort(404)
        return as_download(file, files)

    return routes


def as_download(file: EntryFile, files: FileStore) -> Response:
    """The bytes, under a name, as something to be kept and not to be run."""
    try:
        content = files.get(file.sha256)
    except FileNotFoundError:
        abort(404)
    response = Response(content, mimetype=file.mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
