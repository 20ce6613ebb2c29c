"""Booking: what follows for a case from a message that has arrived. A fault there never makes a chat wait for ever.

The message itself is with its person: after three tries its row lies among the dead letters, where trying again books it
and sends nothing.
"""

import logging
from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.messages import outbox
from core.messages.outbox import OutboxMessage, Sent
from tickets import timekeeping

log = logging.getLogger("pendopo.desk")


class CannotBook(Exception):
    """What follows from an arrival failed; carries which message it was, and how it had been sent."""

    def __init__(self, message_id: int, sent: Sent | None) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.sent = sent


def _told_of(session: Session, message_id: int) -> int | None:
    return session.scalar(select(OutboxMessage.event_id).where(OutboxMessage.id == message_id))


class Bookings:
    """Books arrivals, and counts those that fail."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._failed: Counter[int] = Counter()

    def arrived(
        self, session: Session, message_id: int, *, kind: str, case_id: int | None, sent: Sent | None, at: datetime
    ) -> None:
        """What follows from it for its case. Raises :class:`CannotBook` for a fault of ours."""
        if case_id is None:
            return
        try:
            event_id = _told_of(session, message_id) if kind in timekeeping.TIMED else None
            timekeeping.delivered(session, kind=kind, case_id=case_id, event_id=event_id, at=at)
        except DBAPIError:
            raise
        except Exception as error:
            raise CannotBook(message_id, sent) from error

    def is_hopeless(self, trouble: CannotBook) -> bool:
        """Count a failure. Has it failed often enough?"""
        log.error("the arrival of message %s cannot be booked", trouble.message_id, exc_info=trouble.__cause__)
        self._failed[trouble.message_id] += 1
        if self._failed[trouble.message_id] < self._most:
            return False
        del self._failed[trouble.message_id]
        return True

    def bury(self, session: Session, trouble: CannotBook, *, at: datetime) -> None:
        """Put the row among the dead letters, as one that has arrived."""
        message = session.get(OutboxMessage, trouble.message_id, with_for_update=True)
        if message is not None and message.state in {outbox.OutboxState.NEW, outbox.OutboxState.SENDING}:
            outbox.bury_arrived(message, trouble.sent, error=type(trouble.__cause__).__name__, at=at)
