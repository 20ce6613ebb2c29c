"""Reports: what WhatsApp tells of a message after it took it, and what follows from a failure."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import window
from bot.whatsapp.envelope import Report
from bot.whatsapp.errors import late
from core.db import wake_after_commit
from core.messages import statuses
from core.messages.channels import Channel
from core.messages.outbox import Delivery, OutboxMessage, OutboxState


def take_in(session: Session, report: Report, *, can_knock: bool, at: datetime) -> None:
    """Move the message forward, once and never back; a late failure is dealt with like one while sending."""
    about = message = statuses.message_of(session, Channel.WHATSAPP, report.ext_id, report.key)
    if message is not None and (_is_of_an_older_sending(message, report) or _is_only_a_piece(report)):
        message = None
    is_news = statuses.note(
        session,
        Channel.WHATSAPP,
        report.ext_id,
        report.status,
        message=message,
        billed=about if report.is_billed else None,
        at=at,
    )
    if message is None or not is_news:
        return
    if report.status is not Delivery.FAILED:
        message.ext_id = report.ext_id
    elif message.state in {OutboxState.SENDING, OutboxState.SENT}:
        message.parts_sent = 0 if report.is_piece else message.parts_sent
        window.settle(session, message, late(report.code), can_knock=can_knock, at=at)
        wake_after_commit(session, message.chat_key)


def _is_of_an_older_sending(message: OutboxMessage, report: Report) -> bool:
    """Was the message sent again meanwhile and taken? That the sending before it failed changes nothing any more."""
    is_another = message.state is OutboxState.SENT and message.ext_id not in {None, report.ext_id}
    return is_another and report.status is Delivery.FAILED and not report.is_piece


def _is_only_a_piece(report: Report) -> bool:
    """That a piece of a long message arrived says nothing of the rest; that it failed does."""
    return report.is_piece and report.status is not Delivery.FAILED
