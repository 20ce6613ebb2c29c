"""The Telegram webhook: authenticates, stores, answers 200. A body that passed the secret is never refused."""

import hmac
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, jsonify, request

from bot.spool import Spool
from bot.telegram.envelope import UnreadableUpdate, arrival, callback_id
from core.clock import Clock
from core.db import Database
from core.messages import inbox
from core.messages.channels import Channel
from core.settings import TelegramSettings

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


def blueprint(settings: TelegramSettings, database: Database, spool: Spool, *, clock: Clock) -> Blueprint:
    """POST /webhook/telegram."""
    routes = Blueprint("telegram_webhook", __name__)

    @routes.post("/webhook/telegram")
    def receive() -> tuple[Response, int]:
        given = request.headers.get(SECRET_HEADER, "")
        if not _is_ours(given, settings):
            return jsonify(ok=False), 401
        body = request.get_data().decode("utf-8", "replace")
        at = clock()
        keep = partial(store, database, body, bot_id=settings.bot_id, at=at)
        if not spool.keeps(keep, Channel.TELEGRAM, body, at=at):
            return jsonify(ok=False), 503
        tap = callback_id(body)
        if tap is not None:
            return jsonify(method="answerCallbackQuery", callback_query_id=tap), 200
        return jsonify(ok=True), 200

    return routes


def _is_ours(given: str, settings: TelegramSettings) -> bool:
    """Is this the secret, or one it replaces? Without a secret nothing is."""
    known = [secret for secret in (settings.secret, *settings.old_secrets) if secret]
    return any(hmac.compare_digest(given.encode(), secret.encode()) for secret in known)


def store(database: Database, body: str, *, bot_id: str, at: datetime) -> None:
    """Put one update into the inbox; what cannot be taken apart is kept too."""
    with database.write() as session:
        try:
            inbox.accept(session, [arrival(body, bot_id=bot_id)], at=at)
        except UnreadableUpdate as error:
            inbox.accept_unreadable(session, Channel.TELEGRAM, body, why=str(error), at=at)
