"""Reports: what WhatsApp tells of a message after it took it, and what follows from a failure."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import window
from bot.whatsapp.envelope import Report
from bot.whatsapp.errors import late
from core.db import wake_after_commit
from core.messages import statuses
from core.messages.channels import Channel
from core.messages.outbox import Delivery, OutboxState


def take_in(session: Session, report: Report, *, can_knock: bool, at: datetime) -> None:
    """Move the message forward, once and never back; a late failure is dealt with like one while sending."""
    message = statuses.message_of(session, Channel.WHATSAPP, report.ext_id, report.key)
    is_news = statuses.note(session, Channel.WHATSAPP, report.ext_id, report.status, message=message, at=at)
    if message is None:
        return
    if report.is_billed:
        message.cost = 1
    if is_news and report.status is Delivery.FAILED and message.state in {OutboxState.SENDING, OutboxState.SENT}:
        window.settle(session, message, late(report.code), can_knock=can_knock, at=at)
        wake_after_commit(session, message.chat_key)
