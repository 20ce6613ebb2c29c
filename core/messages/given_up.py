"""Given up: messages that did not reach their chat, why, and what an officer may do about them."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.db import wake_after_commit
from core.messages.channels import Channel
from core.messages.outbox import ARRIVED, IS_DEAD, IS_OPEN, OFFICE_REFUSED, UNBOOKED, OutboxMessage, OutboxState


def revive(session: Session, message_id: int, *, at: datetime) -> None:
    """Try a dead message again, from its beginning."""
    message = session.get(OutboxMessage, message_id)
    if message is not None and message.state is OutboxState.DEAD:
        message.state, message.attempts, message.uncertain, message.recovered = OutboxState.NEW, 0, 0, 0
        is_with_its_person = (message.error or "").startswith(UNBOOKED) and message.delivery in ARRIVED
        message.not_before, message.error = at, None
        message.delivery = message.delivery if is_with_its_person else None
        wake_after_commit(session, message.chat_key)


def hurry(session: Session, channel: Channel, *, at: datetime) -> int:
    """What waits because the service refused the office itself is tried now; how many messages."""
    waits = update(OutboxMessage).where(
        IS_OPEN,
        OutboxMessage.channel == channel,
        OutboxMessage.state == OutboxState.NEW,
        OutboxMessage.error.like(f"{OFFICE_REFUSED}%"),
    )
    due = waits.values(not_before=at).returning(OutboxMessage.chat_key)
    chats = list(session.scalars(due.execution_options(synchronize_session=False)))
    for chat_key in chats:
        wake_after_commit(session, chat_key)
    return len(chats)


def dismiss(session: Session, message_id: int) -> bool:
    """Nothing is to be done about a dead message any more; it keeps its reason. False when it is not dead."""
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.state is not OutboxState.DEAD:
        return False
    message.state = OutboxState.EXPIRED
    return True


def dead(session: Session, *, limit: int, offset: int = 0, error: str | None = None) -> list[OutboxMessage]:
    """Messages that were given up, the newest first; with ``error`` those given up for this reason."""
    given_up = select(OutboxMessage).where(IS_DEAD)
    if error is not None:
        given_up = given_up.where(OutboxMessage.error == error)
    return list(session.scalars(given_up.order_by(OutboxMessage.id.desc()).limit(limit).offset(offset)))


def dead_count(session: Session, *, error: str | None = None) -> int:
    """How many messages were given up."""
    given_up = select(func.count()).select_from(OutboxMessage).where(IS_DEAD)
    if error is not None:
        given_up = given_up.where(OutboxMessage.error == error)
    return session.scalar(given_up) or 0


def dead_reasons(session: Session, *, limit: int) -> list[tuple[str, int]]:
    """Why messages were given up, and how many for each reason, the most frequent first."""
    count = func.count()
    given_up = select(OutboxMessage.error, count).where(IS_DEAD, OutboxMessage.error.is_not(None))
    return [
        (row[0] or "", row[1])
        for row in session.execute(given_up.group_by(OutboxMessage.error).order_by(count.desc()).limit(limit))
    ]
