"""Pesan bermasalah: messages that could not be read or delivered, by kind, size and reason; never their contents."""

from dataclasses import dataclass
from datetime import datetime

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy.orm import Session

from admin import addresses
from admin.addresses import MAX_ID
from admin.base import DeskView
from admin.context import db, me, now, panel
from admin.timeline import reason_of
from core import audit
from core.messages import given_up, inbox
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from core.staff import Permission
from texts import labels
from texts import panel as said

MOST, MOST_REASONS, AT_ONCE = 100, 12, 500
SHORTEST_WHY, LONGEST_WHY = 5, 300
LONGEST_ERROR = 200
_BOXES = "any(masuk,keluar):box"


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
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why several messages went nowhere: ``error`` as it was noted, and as an officer understands it."""

    error: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Box:
    """One direction of the dead letters, a page of it."""

    name: str
    title: str
    all_well: str
    letters: list[Letter]
    reasons: list[Reason]
    pages: addresses.Pages


class DeadLetters(DeskView):
    """What went wrong, and a way to try again."""

    permission = Permission.SEE_DEAD_LETTERS

    def __init__(self) -> None:
        super().__init__(
            name="Pesan bermasalah", category="Pengawasan", endpoint="bermasalah", url="/admin/pesan-bermasalah"
        )

    def badge(self) -> int:
        return inbox.dead_count(db.session) + given_up.dead_count(db.session)

    @expose("/")
    def index(self):
        return self.render("panel/dead_letters.html", boxes=[_box("masuk", 0), _box("keluar", 0)])

    @expose(f"/<{_BOXES}>/")
    def box(self, box: str):
        """One direction, page by page, or only what went nowhere for one reason."""
        error = request.args.get("alasan", "")[:LONGEST_ERROR] or None
        return self.render("panel/dead_letters.html", boxes=[_box(box, addresses.page(), error)], one=box, error=error)

    @expose(f"/<{_BOXES}>/semua", methods=("POST",))
    def retry_all(self, box: str):
        """Try everything again that went nowhere for the same reason, so many at once."""
        error = request.form.get("alasan", "")[:LONGEST_ERROR]
        with panel().database.write() as session:
            rows = (inbox if box == "masuk" else given_up).dead(session, limit=AT_ONCE, error=error)
            tried = sum(bool(_revive(session, box, row.id)) for row in rows)
            session.flush()
            left = len((inbox if box == "masuk" else given_up).dead(session, limit=AT_ONCE, error=error))
            if tried:
                details = {"reason": error, "rows": tried}
                audit.record(
                    session, by=me(session), action="messages_retried", subject=f"{box}:*", details=details, at=now()
                )
        flash(said.tried_again(tried, left), "success" if tried else "error")
        return redirect(url_for(".index"))

    @expose(f"/<{_BOXES}>/<int(max={MAX_ID}):key>/kesampingkan", methods=("POST",))
    def dismiss(self, box: str, key: int):
        """Nothing is to be done about it: it leaves the list, with a reason in the books."""
        why = addresses.typed("sebab", LONGEST_WHY)
        if len(why) < SHORTEST_WHY:
            flash(said.WHY_DISMISS, "error")
            return redirect(url_for(".index"))
        with panel().database.write() as session:
            gone = (inbox if box == "masuk" else given_up).dismiss(session, key)
            if gone:
                details = {"reason": why}
                audit.record(
                    session,
                    by=me(session),
                    action="message_dismissed",
                    subject=f"{box}:{key}",
                    details=details,
                    at=now(),
                )
        flash(said.DISMISSED if gone else said.CANNOT_TRY_AGAIN, "success" if gone else "error")
        return redirect(url_for(".index"))

    @expose(f"/<{_BOXES}>/<int(max={MAX_ID}):key>", methods=("POST",))
    def retry(self, box: str, key: int):
        with panel().database.write() as session:
            revived = _revive(session, box, key)
            if revived is None:
                abort(404)
            is_gone = box == "masuk" and not revived and _is_gone(session, key)
            if revived:
                audit.record(session, by=me(session), action="message_retried", subject=f"{box}:{key}", at=now())
        refused = said.CONTENT_IS_GONE if is_gone else said.CANNOT_TRY_AGAIN
        flash(said.TRY_AGAIN if revived else refused, "success" if revived else "error")
        return redirect(url_for(".index"))


def _is_gone(session: Session, key: int) -> bool:
    """Was the content of this message purged before anybody looked at it?"""
    message = session.get(InboxMessage, key)
    return message is not None and message.raw is None


def _box(name: str, page: int, error: str | None = None) -> Box:
    """A page of one direction, all of it or what went nowhere for one reason."""
    of = inbox if name == "masuk" else given_up
    shown = _came if name == "masuk" else _owed
    reasons = [Reason(why, _words(name, why), count) for why, count in of.dead_reasons(db.session, limit=MOST_REASONS)]
    count = of.dead_count(db.session, error=error)
    letters = [shown(row) for row in of.dead(db.session, limit=MOST, offset=page * MOST, error=error)]
    title, all_well = said.DEAD_LETTERS[name]
    return Box(name, title, all_well, letters, reasons, addresses.Pages(page, count, MOST))


def _words(name: str, error: str) -> str:
    return said.came_wrong(error) if name == "masuk" else reason_of(error) or error


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
        given_up.revive(session, key, at=now())
    return message.state in {InboxState.NEW, OutboxState.NEW}


def _came(row: InboxMessage) -> Letter:
    return Letter(
        "masuk",
        row.id,
        labels.CHANNEL[row.channel],
        "Kiriman yang tidak terbaca" if inbox.is_unreadable(row) else "Pesan warga",
        row.size,
        said.came_wrong(row.error) if row.error else "–",
        row.done_at or row.received_at,
        inbox.may_be_revived(row),
        is_gone=row.raw is None,
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
