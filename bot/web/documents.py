"""Files of published answers, for whoever follows the link an answer gave: downloads that no browser runs."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from core import office as offices
from core.clock import Clock, local_day
from core.db import Database
from core.files import FileStore
from core.messages.outfiles import OutFile
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


def as_download(file: EntryFile | OutFile, files: FileStore, *, inline: bool = False) -> Response:
    """The bytes, under a name, as something to be kept and not to be run."""
    try:
        content = files.get(file.sha256)
    except FileNotFoundError:
        abort(404)
    response = Response(content, mimetype=file.mime)
    response.headers["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{file.name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def as_sent(file: OutFile, files: FileStore) -> Response:
    """What one chat was sent. Only a picture the house drew itself is opened in the browser; nobody else keeps a copy."""
    response = as_download(file, files, inline=file.is_ours and file.is_picture)
    response.headers["Cache-Control"] = "private, no-store"
    return response
