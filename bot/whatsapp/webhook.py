"""The WhatsApp webhook: authenticates, stores, answers 200. A body with a right signature is never refused."""

import hashlib
import hmac
import logging
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, jsonify, request

from bot.spool import Spool
from bot.whatsapp import envelope, reports, senders
from core.clock import Clock
from core.db import Database
from core.messages import inbox
from core.messages.channels import Channel
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
        given, known = request.headers.get(SIGNATURE_HEADER, ""), (settings.app_secret, *settings.old_app_secrets)
        if not any(is_signed(raw, given, secret) for secret in known):
            return jsonify(ok=False), 401
        body, at = raw.decode("utf-8", "replace"), clock()
        if not spool.keeps(
            partial(store, database, body, can_knock=bool(settings.template), at=at), Channel.WHATSAPP, body, at=at
        ):
            return jsonify(ok=False), 503
        return jsonify(ok=True), 200

    return routes


def is_signed(raw: bytes, given: str, secret: str) -> bool:
    """Is this the HMAC-SHA256 of exactly these bytes under the app's secret? Without a secret nothing is."""
    if not secret:
        return False
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def store(database: Database, body: str, *, can_knock: bool, at: datetime) -> None:
    """Put every message of a body into the inbox and take its reports in, all in one transaction."""
    with database.write() as session:
        try:
            read = envelope.opened(body)
        except envelope.UnreadableBody as error:
            inbox.accept_unreadable(session, Channel.WHATSAPP, body, why=str(error), at=at)
            return
        inbox.accept(session, [senders.known(session, arrival) for arrival in read.arrivals], at=at)
        for body_of_one in read.nameless:
            inbox.accept_unreadable(session, Channel.WHATSAPP, body_of_one, why="no sender", at=at)
        for report in read.reports:
            reports.take_in(session, report, can_knock=can_knock, at=at)
    for code in read.errors:
        log.error("WhatsApp reports an error of this account: %s", code)
