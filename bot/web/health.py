"""Health: is the process alive, can it serve, and the figures a monitoring system collects."""

import hmac
from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sqlalchemy import case, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock
from core.db import Database
from core.files import FileStore
from core.messages import inbox, outbox
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.messages.outbox import OutboxMessage, OutboxState
from core.messages.pollers import ChannelState

_RECENT = timedelta(days=1)
_CHATTING = (Channel.TELEGRAM, Channel.WHATSAPP, Channel.WEB)


def blueprint(database: Database, *, metrics_token: str, clock: Clock, files: FileStore | None = None) -> Blueprint:
    """/healthz, /readyz and /metrics."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def alive() -> ResponseReturnValue:
        return jsonify(ok=True)

    @routes.get("/readyz")
    def ready() -> ResponseReturnValue:
        try:
            with database.read() as session:
                session.execute(text("select 1"))
                shares = files is None or _shares_files(session, files)
        except SQLAlchemyError:
            return jsonify(ok=False, database="away"), 503
        return jsonify(ok=True, database="ok", **({} if shares else {"files": "not shared"}))

    @routes.get("/metrics")
    def metrics() -> ResponseReturnValue:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not metrics_token or not hmac.compare_digest(given.encode(), metrics_token.encode()):
            abort(404)
        return Response(_figures(database, clock), content_type=CONTENT_TYPE_LATEST)

    return routes


def _shares_files(session: Session, files: FileStore) -> bool:
    """Does this process see the newest file another one kept? Not where each machine has a folder of its own.

    A file lies in the store before its row is written, so a row without one is no matter of moments.
    """
    if files.folder is None:  # storage for all
        return True
    newest = select(Media.sha256).where(Media.state == MediaState.STORED, Media.sha256.is_not(None))
    sha256 = session.scalar(newest.order_by(Media.id.desc()).limit(1))
    return sha256 is None or files.has(sha256)


def _figures(database: Database, clock: Clock) -> bytes:
    registry = CollectorRegistry()
    with database.read() as session:
        _messages(session, registry, clock())
        _channels(session, registry, clock())
    return generate_latest(registry)


def _messages(session: Session, registry: CollectorRegistry, now: datetime) -> None:
    received = Gauge(
        "pendopo_inbox_messages",
        "Messages of the last day, and all that wait or were buried",
        ["channel", "state"],
        registry=registry,
    )
    sent = Gauge(
        "pendopo_outbox_messages",
        "Replies of the last day, and all that wait or were given up",
        ["channel", "state"],
        registry=registry,
    )
    retries = Gauge("pendopo_outbox_retries", "Attempts beyond the first, last day", ["channel"], registry=registry)
    since = now - _RECENT
    came = (
        select(InboxMessage.channel, InboxMessage.state, func.count().label("number"))
        .where((InboxMessage.received_at >= since) | InboxMessage.state.in_((InboxState.NEW, InboxState.DEAD)))
        .group_by(InboxMessage.channel, InboxMessage.state)
    )
    for row in session.execute(came):
        received.labels(row.channel.value, row.state.value).set(row.number)
    went = (
        select(
            OutboxMessage.channel,
            OutboxMessage.state,
            func.count().label("number"),
            func.sum(case((OutboxMessage.attempts > 1, OutboxMessage.attempts - 1), else_=0)).label("retries"),
        )
        .where((OutboxMessage.created_at >= since) | OutboxMessage.state.in_((OutboxState.NEW, OutboxState.DEAD)))
        .group_by(OutboxMessage.channel, OutboxMessage.state)
    )
    for reply in session.execute(went):
        sent.labels(reply.channel.value, reply.state.value).set(reply.number)
        retries.labels(reply.channel.value).inc(reply.retries or 0)


def _channels(session: Session, registry: CollectorRegistry, now: datetime) -> None:
    """How far each channel lags: the age of the oldest message not dealt with, and of the oldest not delivered."""
    unread = Gauge("pendopo_inbox_lag_seconds", "Age of the oldest unread message", ["channel"], registry=registry)
    unsent = Gauge("pendopo_outbox_lag_seconds", "Age of the oldest unsent reply", ["channel"], registry=registry)
    polled = Gauge("pendopo_channel_last_ok_seconds", "Since a service last answered us", ["name"], registry=registry)
    waits = select(InboxMessage.channel, func.min(InboxMessage.received_at)).where(inbox.IS_NEW)
    owed = select(OutboxMessage.channel, func.min(OutboxMessage.created_at)).where(outbox.IS_OPEN)
    for gauge, since in (
        (unread, waits.group_by(InboxMessage.channel)),
        (unsent, owed.group_by(OutboxMessage.channel)),
    ):
        oldest = {row[0]: row[1] for row in session.execute(since)}
        for channel in _CHATTING:
            gauge.labels(channel.value).set((now - oldest[channel]).total_seconds() if channel in oldest else 0.0)
    asked = ChannelState.name.like("poller:%") | ChannelState.name.like(f"%:{Command.CHECK.value}")
    for state in session.scalars(select(ChannelState).where(asked)):
        if state.last_ok_at is not None:
            polled.labels(state.name).set((now - state.last_ok_at).total_seconds())
