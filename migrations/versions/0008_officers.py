"""officers work from their own chat; reports that staff key in; hand-over to other services"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TRANSFER = (
    sa.Column("target_code", sa.String(length=40), nullable=True),
    sa.Column("step", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("sendings", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("looks", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("not_before", MOMENT, nullable=True),
    sa.Column("error", sa.String(length=200), nullable=True),
)


def upgrade() -> None:
    op.create_table(
        "staff_chat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", BIG_ID, nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_chat_staff_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_staff_chat_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_chat")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_staff_chat_contact_id")),
    )
    op.create_index(op.f("ix_staff_chat_staff_id"), "staff_chat", ["staff_id"])
    op.create_table(
        "staff_chat_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_chat_code_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_chat_code")),
        sa.UniqueConstraint("mark", name=op.f("uq_staff_chat_code_mark")),
    )
    op.create_index(op.f("ix_staff_chat_code_staff_id"), "staff_chat_code", ["staff_id"])
    op.create_table(
        "intake",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column(
            "source",
            sa.Enum("loket", "telepon", "surat", "media_sosial", name="source", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("late_reason", sa.String(length=300), nullable=True),
        sa.Column("form_key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_intake_case_id")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_intake_by_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_intake")),
        sa.UniqueConstraint("form_key", name=op.f("uq_intake_form_key")),
    )
    for column in TRANSFER:
        op.add_column("transfer", column)
    op.create_index(op.f("ix_transfer_not_before"), "transfer", ["not_before"])


def downgrade() -> None:
    op.drop_index(op.f("ix_transfer_not_before"), table_name="transfer")
    for column in reversed(TRANSFER):
        op.drop_column("transfer", column.name)
    op.drop_table("intake")
    op.drop_table("staff_chat_code")
    op.drop_table("staff_chat")
