"""The composition root of the web process: panel, webhooks, web chat, health. Gunicorn serves ``wsgi:app``."""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, abort, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from admin import error_pages, registration
from admin.context import Panel
from bot.executor import Executor
from bot.spool import Spool
from bot.telegram import webhook as telegram
from bot.track import routes as track
from bot.web import data, documents, health, reports, routes
from bot.web.policy import content_security_policy
from bot.web.sessions import WebSessions
from bot.whatsapp import webhook as whatsapp
from core import logs, settings
from core.clock import Clock, utc_now
from core.db import Database
from core.files import FileStore
from core.house import open_database
from core.messages import inbox
from core.messages.channels import Channel
from core.privacy import keyring
from core.settings import Settings
from knowledge.live import LiveKnowledge

log = logging.getLogger("pendopo.web")

MAX_BODY = 25 * 1024 * 1024
CSRF_EXEMPT = frozenset({"telegram_webhook", "whatsapp_webhook", "embed"})
_HEADERS = {
    "Content-Security-Policy": content_security_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(chosen: Settings, *, database: Database | None = None, clock: Clock = utc_now) -> Flask:
    """The web process for these settings; tests hand in a database and a clock of their own."""
    app = Flask("pendopo", static_folder=None)
    _configure(app, chosen)
    house = database or open_database(chosen)
    executor = Executor(chosen.executor_url)
    house.doorbell = executor.ring
    files = FileStore(chosen.files_url)
    spool = Spool(chosen.spool_dir, _taking_in(house, chosen))
    app.before_request(_leads_somewhere)
    with house.read() as session:
        keys = keyring(session)
    csrf = CSRFProtect(app)
    Babel(app, default_locale="id", default_timezone="UTC")
    if chosen.telegram.enabled:
        _open_to_service(app, csrf, telegram.blueprint(chosen.telegram, house, spool, clock=clock))
    if chosen.whatsapp.enabled:
        _open_to_service(app, csrf, whatsapp.blueprint(chosen.whatsapp, house, spool, clock=clock))
    sessions = WebSessions(chosen.secret_key, keys, secure=chosen.secure_cookies, old_keys=chosen.old_secret_keys)
    app.register_blueprint(routes.blueprint(house, files, sessions, clock=clock))
    app.register_blueprint(documents.blueprint(house, files, clock=clock))
    app.register_blueprint(data.blueprint(house, public_url=chosen.public_url))
    app.register_blueprint(reports.blueprint(house, files))
    app.register_blueprint(track.blueprint(house, clock=clock))
    app.register_blueprint(health.blueprint(house, metrics_token=chosen.metrics_token, clock=clock, files=files))
    if chosen.embed_origins:
        origins = " ".join(chosen.embed_origins)
        _open_to_service(app, csrf, routes.embedded(house, files, sessions, clock=clock, origins=origins))
    knowledge = LiveKnowledge(house, clock=clock, public_url=chosen.public_url)
    registration.install(app, Panel(house, files, chosen, clock, knowledge))
    app.after_request(_close_the_windows(chosen))
    _explain_errors(app)
    spool.start()
    return app


def _configure(app: Flask, chosen: Settings) -> None:
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        SECRET_KEY_FALLBACKS=list(chosen.old_secret_keys),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="pendopo_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=chosen.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        PREFERRED_URL_SCHEME="https" if chosen.secure_cookies else "http",
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    if chosen.secure_cookies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def _leads_somewhere() -> None:
    """Nothing is at an address with the sign NUL, which no database takes, not even to look for it."""
    if "\0" in request.path:
        abort(404)


def _open_to_service(app: Flask, csrf: CSRFProtect, hook: Blueprint) -> None:
    """Who calls here proves itself by a secret, a signature or a bearer, not by a form's token."""
    csrf.exempt(hook)
    app.register_blueprint(hook)


def _taking_in(house: Database, chosen: Settings) -> Any:
    """How a body from the spool goes into the inbox; one that never can is a dead letter and holds up no other."""

    def take_in(channel: str, body: str, at: datetime) -> None:
        try:
            store(channel, body, at)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("a body of the spool cannot be taken in")
            with house.write() as session:
                inbox.accept_unreadable(session, Channel(channel), body, why=type(error).__name__, at=at)

    def store(channel: str, body: str, at: datetime) -> None:
        if channel == Channel.WHATSAPP:
            knocks, numbers = bool(chosen.whatsapp.template), chosen.whatsapp.phone_ids
            whatsapp.store(house, body, can_knock=knocks, numbers=numbers, at=at)
        else:
            assert channel == Channel.TELEGRAM, channel
            telegram.store(house, body, bot_id=chosen.telegram.bot_id, at=at)

    return take_in


def _close_the_windows(chosen: Settings) -> Any:
    def add_headers(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if chosen.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.path.startswith("/admin") and "/static/" not in request.path:
            response.headers["Cache-Control"] = "no-store"
        return response

    return add_headers


def _explain_errors(app: Flask) -> None:
    """Every error has a page in Indonesian; nothing of the inside shows."""

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> tuple[Any, int]:
        return _error(400, "csrf")

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Any:
        if error.code is None or error.code < 400:
            return error
        return _error(error.code, "")

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    def away(error: Exception) -> tuple[Any, int]:
        app.logger.error("the database is away: %s", request.endpoint, exc_info=error)
        return _error(503, "")

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> tuple[Any, int]:
        app.logger.error("a page failed: %s", request.endpoint, exc_info=error)
        return _error(500, "")


def _error(code: int, kind: str) -> tuple[Any, int]:
    if (
        request.path.startswith(("/chat/", "/embed/", "/webhook/"))
        or request.accept_mimetypes.best == "application/json"
    ):
        return {"ok": False, "error": kind or str(code)}, code
    return error_pages.page(code, kind), code


def __getattr__(name: str) -> Flask:
    """``wsgi:app``, made from the environment when a server asks for it."""
    if name != "app":
        raise AttributeError(name)
    chosen = settings.from_environment()
    logs.set_up(chosen.log_format)
    return create_app(chosen)
