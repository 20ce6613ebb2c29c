"""anchors of the cases' chains, noted in the books; heads of agencies; who has a case open"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_anchor",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("audit_id", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "events", name=op.f("pk_case_anchor")),
    )
    op.create_index(op.f("ix_case_anchor_audit_id"), "case_anchor", ["audit_id"])
    op.add_column("staff", sa.Column("is_head", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "case_presence",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_presence_case_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_case_presence_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_case_presence")),
    )


def downgrade() -> None:
    op.drop_table("case_presence")
    op.drop_column("staff", "is_head")
    op.drop_table("case_anchor")
