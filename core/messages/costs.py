"""Costs: what WhatsApp bills for in a month, by the office's number. Every bubble it says is billable counts.

Since 1 October 2026 free-form replies are billed too; the first thousand of each number and month are free. Templates are
paid from the first one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.messages import outbox
from core.messages.channels import Channel, chat_key
from core.messages.outbox import OutboxMessage

FREE = 1000
WARN_AT = 0.8
TEMPLATES = frozenset({"news_waiting", "officer_template"})
"""Kinds of messages that leave as a template."""


@dataclass(frozen=True, slots=True)
class NumberCost:
    """The bubbles of one number in a month: replies, of which the first thousand are free, and templates."""

    number: str
    replies: int
    templates: int

    @property
    def free_left(self) -> int:
        return max(FREE - self.replies, 0)

    @property
    def paid(self) -> int:
        return max(self.replies - FREE, 0) + self.templates


@dataclass(frozen=True, slots=True)
class MonthCost:
    """A month of the office; ``budget`` is how many paid bubbles it has money for, 0 where nobody said."""

    numbers: Sequence[NumberCost]
    budget: int = 0

    @property
    def paid(self) -> int:
        return sum(number.paid for number in self.numbers)

    @property
    def share(self) -> float:
        """How much of the budget is used; 0 without one."""
        return self.paid / self.budget if self.budget else 0.0


def of_month(session: Session, numbers: Sequence[str], *, month_began: datetime, budget: int = 0) -> MonthCost:
    """What the month has cost so far, counted from the few rows that are billed."""
    return MonthCost([_of_number(session, number, month_began) for number in numbers], budget)


def _of_number(session: Session, number: str, month_began: datetime) -> NumberCost:
    is_template = OutboxMessage.kind.in_(TEMPLATES)
    counted = select(
        func.coalesce(func.sum(case((~is_template, OutboxMessage.cost), else_=0)), 0),
        func.coalesce(func.sum(case((is_template, OutboxMessage.cost), else_=0)), 0),
    ).where(
        outbox.IS_BILLED,
        OutboxMessage.channel == Channel.WHATSAPP,
        OutboxMessage.sent_at >= month_began,
        OutboxMessage.chat_key.startswith(chat_key(Channel.WHATSAPP, f"{number}:"), autoescape=True),
    )
    replies, templates = session.execute(counted).one()
    return NumberCost(number, replies, templates)
