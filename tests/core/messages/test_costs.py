"""What WhatsApp bills for: every bubble, by number, the first thousand replies free, templates never."""

from datetime import timedelta

from support.time import NOON

from bot.render import KNOCK, OFFICER_TEMPLATE
from core.db import Database
from core.messages import costs, outbox
from core.messages.outbox import OutboxMessage

BEGAN = NOON - timedelta(days=10)


def _billed(
    database: Database, key: str, *, number: str, kind: str = "all_right", cost: int, days_ago: int = 1
) -> None:
    with database.write() as session:
        outbox.enqueue(session, key=key, chat_key=f"whatsapp:{number}:ID.{key}", kind=kind, data={}, at=NOON)
        session.flush()
        row = session.query(OutboxMessage).filter_by(key=key).one()
        row.cost, row.sent_at = cost, NOON - timedelta(days=days_ago)


def test_each_number_has_a_thousand_free_replies_a_month_and_pays_for_every_template(database: Database) -> None:
    _billed(database, "a", number="11", cost=1003)
    _billed(database, "b", number="11", kind=KNOCK, cost=2)
    _billed(database, "c", number="12", cost=3)
    _billed(database, "d", number="12", cost=500, days_ago=20)

    with database.read() as session:
        month = costs.of_month(session, ("11", "12"), month_began=BEGAN, budget=10)

    assert [(each.replies, each.free_left, each.paid) for each in month.numbers] == [(1003, 0, 5), (3, 997, 0)]
    assert (month.paid, month.share) == (5, 0.5)


def test_what_leaves_as_a_template_is_known() -> None:
    assert {KNOCK, OFFICER_TEMPLATE} == costs.TEMPLATES
