"""The WhatsApp webhook: authenticates, stores, answers 200. A body with a right signature is never refused."""

import hashlib
import hmac
import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from bot.spool import Spool
from bot.whatsapp import envelope, reports, senders
from core.clock import Clock
from core.db import Database
from core.messages import inbox
from core.messages.channel_alarms import UNKNOWN_NUMBER
from core.messages.channels import Channel
from core.messages.inbox import Arrival
from core.settings import WhatsAppSettings

log = logging.getLogger("pendopo.whatsapp")

SIGNATURE_HEADER = "X-Hub-Signature-256"
_LONGEST_CHALLENGE = 200


def blueprint(settings: WhatsAppSettings, database: Database, spool: Spool, *, clock: Clock) -> Blueprint:
    """GET and POST /webhook/whatsapp."""
    routes = Blueprint("whatsapp_webhook", __name__)

    @routes.get("/webhook/whatsapp")
    def verify() -> tuple[Response, int]:
        given = request.args.get("hub.verify_token", "")
        is_ours = hmac.compare_digest(given.encode(), settings.verify_token.encode())
        if request.args.get("hub.mode") != "subscribe" or not settings.verify_token or not is_ours:
            return Response("", mimetype="text/plain"), 403
        return Response(request.args.get("hub.challenge", "")[:_LONGEST_CHALLENGE], mimetype="text/plain"), 200

    @routes.post("/webhook/whatsapp")
    def receive() -> tuple[Response, int]:
        raw = request.get_data()
        given, known = request.headers.get(SIGNATURE_HEADER, ""), _secrets(settings)
        if not any(is_signed(raw, given, secret) for secret in known):
            return jsonify(ok=False), 401
        body, at = raw.decode("utf-8", "replace"), clock()
        knocks, numbers = bool(settings.template), settings.phone_ids
        keep = partial(store, database, body, can_knock=knocks, numbers=numbers, at=at)
        if not spool.keeps(keep, Channel.WHATSAPP, body, at=at):
            return jsonify(ok=False), 503
        return jsonify(ok=True), 200

    return routes


def is_signed(raw: bytes, given: str, secret: str) -> bool:
    """Is this the HMAC-SHA256 of exactly these bytes under the app's secret? Without a secret nothing is."""
    if not secret:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def _secrets(settings: WhatsAppSettings) -> tuple[str, ...]:
    return settings.app_secret, *settings.old_app_secrets, *settings.own_app_secrets


def store(database: Database, body: str, *, can_knock: bool, at: datetime, numbers: Collection[str] = ()) -> None:
    """Put every message of a body into the inbox and take its reports in, all in one transaction.

    ``numbers`` are the office's own: what came to another one is kept for an officer to see, and answered by nobody.
    """
    with database.write() as session:
        try:
            read = envelope.opened(body)
        except envelope.UnreadableBody as error:
            inbox.accept_unreadable(session, Channel.WHATSAPP, body, why=str(error), at=at)
            return
        for arrival in read.arrivals:
            _accept(session, arrival, numbers, at=at)
        for body_of_one in read.nameless:
            inbox.accept_unreadable(session, Channel.WHATSAPP, body_of_one, why="no sender", at=at)
        for report in read.reports:
            reports.take_in(session, report, can_knock=can_knock, at=at)
    for code in read.errors:
        log.error("WhatsApp reports an error of this account: %s", code)


def _accept(session: Session, arrival: Arrival, numbers: Collection[str], *, at: datetime) -> None:
    """A body that names no number came to the only one there is."""
    number, _ = envelope.address_of(arrival.chat_key)
    if not number and len(numbers) == 1:
        arrival = envelope.at_number(arrival, next(iter(numbers)))
    elif numbers and number not in numbers:
        log.error("a message came to a number that is not ours (%s): check PENDOPO_WHATSAPP_PHONE_ID", number or "none")
        why = f"{UNKNOWN_NUMBER} {number}".strip()
        inbox.accept_unreadable(session, Channel.WHATSAPP, arrival.body, why=why, at=at)
        return
    inbox.accept(session, [senders.known(session, arrival)], at=at)
