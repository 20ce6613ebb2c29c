"""contacts seen, messages waiting: nobody counts how often somebody wrote; the oldest that wait are found among many"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IS_NEW = sa.text("state = 'new'")


def upgrade() -> None:
    op.drop_column("contact", "messages")
    op.create_index("ix_inbox_new", "inbox", ["id"], postgresql_where=IS_NEW, sqlite_where=IS_NEW)


def downgrade() -> None:
    op.drop_index("ix_inbox_new", table_name="inbox")
    op.add_column("contact", sa.Column("messages", sa.Integer(), nullable=False, server_default="0"))
