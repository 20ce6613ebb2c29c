"""retention: which files outbox rows hold, what an import had once its rows are gone; wrong tries at /lacak, for all processes"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "outbox_file",
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_outbox_file")),
    )
    op.create_index(op.f("ix_outbox_file_sha256"), "outbox_file", ["sha256"], unique=False)
    op.create_table(
        "wrong_tries",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_wrong_tries")),
    )
    op.create_index(op.f("ix_wrong_tries_until"), "wrong_tries", ["until"], unique=False)
    op.add_column("import_batch", sa.Column("row_counts", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("import_batch", "row_counts")
    op.drop_index(op.f("ix_wrong_tries_until"), table_name="wrong_tries")
    op.drop_table("wrong_tries")
    op.drop_index(op.f("ix_outbox_file_sha256"), table_name="outbox_file")
    op.drop_table("outbox_file")
