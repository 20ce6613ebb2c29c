"""Pesan bermasalah: messages that could not be read or delivered, by kind, size and reason; never their contents."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin.addresses import MAX_ID
from admin.base import DeskView
from admin.context import db, me, now, panel
from admin.timeline import reason_of
from core import audit
from core.messages import inbox, outbox
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from core.staff import Permission
from texts import labels
from texts import panel as said

MOST = 100


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that went nowhere."""

    box: str
    id: int
    channel: str
    kind: str
    size: int
    reason: str
    at: datetime
    may_retry: bool


class DeadLetters(DeskView):
    """What went wrong, and a way to try again."""

    permission = Permission.SEE_DEAD_LETTERS

    def __init__(self) -> None:
        super().__init__(
            name="Pesan bermasalah", category="Pengawasan", endpoint="bermasalah", url="/admin/pesan-bermasalah"
        )

    def badge(self) -> int:
        return inbox.dead_count(db.session) + outbox.dead_count(db.session)

    @expose("/")
    def index(self):
        came = [_came(row) for row in inbox.dead(db.session, limit=MOST)]
        owed = [_owed(row) for row in outbox.dead(db.session, limit=MOST)]
        return self.render("panel/dead_letters.html", came=came, owed=owed, most=MOST)

    @expose(f"/<any(masuk,keluar):box>/<int(max={MAX_ID}):key>", methods=("POST",))
    def retry(self, box: str, key: int):
        with panel().database.write() as session:
            revived = _revive(session, box, key)
            if revived is None:
                abort(404)
            if revived:
                audit.record(session, by=me(session), action="message_retried", subject=f"{box}:{key}", at=now())
        flash(said.TRY_AGAIN if revived else said.CANNOT_TRY_AGAIN, "success" if revived else "error")
        return redirect(url_for(".index"))


def _revive(session: Session, box: str, key: int) -> bool | None:
    """Try it again; None when there is no such message, False when it is not one that can be tried."""
    message = session.get(InboxMessage if box == "masuk" else OutboxMessage, key)
    if message is None:
        return None
    if message.state not in {InboxState.DEAD, OutboxState.DEAD}:
        return False
    if box == "masuk":
        inbox.revive(session, key)
    else:
        outbox.revive(session, key, at=now())
    return message.state in {InboxState.NEW, OutboxState.NEW}


def _came(row: InboxMessage) -> Letter:
    unreadable = row.ext_id.startswith("raw:")
    return Letter(
        "masuk",
        row.id,
        labels.CHANNEL[row.channel],
        "Kiriman yang tidak terbaca" if unreadable else "Pesan warga",
        row.size,
        row.error or "–",
        row.done_at or row.received_at,
        not unreadable,
    )


def _owed(row: OutboxMessage) -> Letter:
    return Letter(
        "keluar",
        row.id,
        labels.CHANNEL[row.channel],
        said.NOTICE.get(row.kind, "Balasan bot"),
        len(row.data),
        reason_of(row.error) or "–",
        row.created_at,
        True,
    )
