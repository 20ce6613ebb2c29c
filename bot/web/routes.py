"""The addresses of the web chat: the page, its messages, what is typed, tapped and attached."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from flask import (
    Blueprint,
    Request,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from bot.web import envelope, history
from bot.web.documents import as_sent
from bot.web.policy import content_security_policy
from bot.web.sessions import WebSessions
from core import drawn_codes
from core import office as offices
from core.clock import Clock
from core.db import Database
from core.files import FileStore
from core.messages import inbox, service_points
from core.messages.channels import Channel, chat_key
from core.messages.inbox import Arrival
from core.messages.media import MAX_BYTES

MAX_TEXT = 100_000
MAX_FILES = 10


def blueprint(database: Database, files: FileStore, sessions: WebSessions, *, clock: Clock) -> Blueprint:
    """The page at /, the addresses of its talk, and the link that goes on with it on another device."""
    routes = Blueprint(
        "chat", __name__, template_folder="templates", static_folder="static", static_url_path="/chat/static"
    )

    @routes.get("/")
    def page() -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
            point = service_points.of_id(session, request.args.get("titik", ""))
        response = make_response(render_template("chat/page.html", office=office, point=point))
        if sessions.of_cookie(request) is None:
            sessions.begin(response)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post("/chat/link")
    def link() -> ResponseReturnValue:
        session_id = sessions.of_cookie(request)
        if session_id is None:
            abort(401)
        address = url_for("chat.go_on", token=sessions.link_token(session_id), _external=True)
        return jsonify(link=address, code=drawn_codes.as_picture(address)), 200

    @routes.get("/lanjut/<token>")
    def go_on(token: str) -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
        is_good = sessions.of_link(token) is not None
        page = render_template("chat/go_on.html", office=office, is_good=is_good)
        return page, 200 if is_good else 410

    @routes.post("/lanjut/<token>")
    def gone_on(token: str) -> ResponseReturnValue:
        session_id = sessions.of_link(token)
        if session_id is None:
            return redirect(url_for("chat.go_on", token=token))
        response = make_response(redirect(url_for("chat.page")))
        sessions.give(response, session_id)
        return response

    _talk(routes, "/chat", sessions.of_cookie, House(database, files, sessions, clock))
    return routes


def embedded(database: Database, files: FileStore, sessions: WebSessions, *, clock: Clock, origins: str) -> Blueprint:
    """The same chat inside the pages of ``origins``: no cookie, the session travels in a header."""
    routes = Blueprint("embed", __name__)

    @routes.get("/embed")
    def page() -> ResponseReturnValue:
        with database.read() as session:
            office = offices.current(session)
        response = make_response(render_template("chat/page.html", office=office, embedded=True))
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.get("/embed.js")
    def script() -> ResponseReturnValue:
        response = make_response(render_template("chat/embed.js", address=url_for("embed.page", _external=True)))
        response.headers.update(
            {"Content-Type": "text/javascript; charset=utf-8", "Cross-Origin-Resource-Policy": "cross-origin"}
        )
        return response

    @routes.post("/embed/session")
    def begin() -> ResponseReturnValue:
        return jsonify(session=sessions.new_bearer()), 201

    @routes.after_request
    def framed(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", content_security_policy(origins))
        return response

    _talk(routes, "/embed", sessions.of_bearer, House(database, files, sessions, clock))
    return routes


@dataclass(frozen=True, slots=True)
class House:
    """What the addresses of a talk need."""

    database: Database
    files: FileStore
    sessions: WebSessions
    clock: Clock


def _talk(routes: Blueprint, prefix: str, session_of: Callable[[Request], str | None], house: House) -> None:
    """The addresses of a talk: what was said and sent, what is typed or tapped, and what is attached."""

    @routes.get(f"{prefix}/messages")
    def messages() -> ResponseReturnValue:
        mark = _mark()
        after = history.Cursor.read(request.args.get("after", "0.0"))
        if after is None:
            abort(400)
        with house.database.read() as session:
            shown = history.lines(session, chat_key(Channel.WEB, mark), after=after)
        response = jsonify(shown)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.post(f"{prefix}/messages")
    def write() -> ResponseReturnValue:
        mark = _mark()
        return _accept(_message(mark, _posted()))

    @routes.get(f"{prefix}/files/<int(max=9223372036854775807):key>")
    def sent_file(key: int) -> ResponseReturnValue:
        mark = _mark()
        with house.database.read() as session:
            file = history.file_of(session, chat_key(Channel.WEB, mark), key)
        if file is None:
            abort(404)
        return as_sent(file, house.files)

    @routes.post(f"{prefix}/files")
    def attach() -> ResponseReturnValue:
        mark, message_id = _mark(), _id(request.form.get("id"))
        uploads = [upload for upload in request.files.getlist("files") if upload.filename]
        if not uploads or len(uploads) > MAX_FILES:
            return _refuse("files", 400)
        if any(upload.stream.read(1) == b"" for upload in uploads):
            return _refuse("empty", 400)
        kept = _keep(house.files, uploads)
        if kept is None:
            return _refuse("too_large", 413)
        text = request.form.get("text", "")[:MAX_TEXT]
        return _accept(envelope.file_message(mark, message_id, text=text, files=kept))

    def _mark() -> str:
        session_id = session_of(request)
        if session_id is None:
            abort(401)
        return house.sessions.mark_of(session_id)

    def _accept(arrival: Arrival) -> tuple[Response, int]:
        with house.database.write() as session:
            inbox.accept(session, [arrival], at=house.clock())
        return jsonify(ok=True), 202


def _keep(files: FileStore, uploads: Sequence[FileStorage]) -> list[dict[str, str]] | None:
    """The uploads in the file store; None when one is too large."""
    rows = []
    for upload in uploads:
        upload.stream.seek(0)
        content = upload.stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            return None
        kept = files.put(content)
        rows.append({"sha256": kept.sha256, "mime": kept.mime, "name": (upload.filename or "")[:120]})
    return rows


def _posted() -> dict[str, object]:
    """The message the page posted. One nested too deep to be read is as bad as none."""
    try:
        data = request.get_json(silent=True)
    except RecursionError:
        abort(400)
    if not isinstance(data, dict):
        abort(400)
    return data


def _message(mark: str, data: dict[str, object]) -> Arrival:
    message_id = _id(data.get("id"))
    button, text = data.get("button"), data.get("text")
    latitude, longitude = data.get("latitude"), data.get("longitude")
    if isinstance(button, str) and 0 < len(button) <= 40:
        label = data.get("label")
        return envelope.button_message(mark, message_id, button, str(label)[:80] if isinstance(label, str) else "")
    if _is_number(latitude) and _is_number(longitude):
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            abort(400)
        return envelope.location_message(mark, message_id, latitude=float(latitude), longitude=float(longitude))
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        abort(400)
    return envelope.text_message(mark, message_id, text)


def _is_number(given: object) -> TypeGuard[float]:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _id(given: object) -> str:
    """The page's own id of a message: the same one twice is the same message."""
    try:
        return str(uuid.UUID(str(given)))
    except ValueError:
        abort(400)


def _refuse(code: str, status: int) -> tuple[Response, int]:
    return jsonify(ok=False, error=code), status
