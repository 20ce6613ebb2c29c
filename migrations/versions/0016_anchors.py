"""anchors of the cases' chains, noted in the books; heads of agencies"""

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


def downgrade() -> None:
    op.drop_column("staff", "is_head")
    op.drop_table("case_anchor")
