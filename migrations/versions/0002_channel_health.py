"""the few rows a channel's health is counted from"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DEAD, HELD, BILLED = sa.text("state = 'dead'"), sa.text("state = 'held'"), sa.text("cost > 0")
INDEXES = (
    ("ix_inbox_dead", "inbox", ["channel", "done_at"], DEAD),
    ("ix_outbox_dead", "outbox", ["channel", "not_before"], DEAD),
    ("ix_outbox_held", "outbox", ["channel"], HELD),
    ("ix_outbox_billed", "outbox", ["channel", "sent_at"], BILLED),
)


def upgrade() -> None:
    for name, table, columns, rows in INDEXES:
        op.create_index(name, table, columns, postgresql_where=rows, sqlite_where=rows)


def downgrade() -> None:
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
