"""the complaint desk: links, transfers, unmasking by two, what wants attention, quiet, cleaned pictures"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = (
    ("cases", sa.Column("attention", sa.String(length=24), nullable=True)),
    ("complaint", sa.Column("planned_on", sa.Date(), nullable=True)),
    ("contact", sa.Column("quiet_since", sa.DateTime(timezone=True), nullable=True)),
    ("media", sa.Column("original", sa.String(length=64), nullable=True)),
)


def _at(name: str, *, nullable: bool) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _to(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, sa.Column(column.name, column.type, nullable=True))
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_attention"), ["attention"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("to_id", BIG, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        _at("at", nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        _at("undone_at", nullable=True),
        _to("link", "case_id", "cases"),
        _to("link", "to_id", "cases"),
        _to("link", "by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_case_id"), "link", ["case_id"])
    op.create_index(op.f("ix_link_to_id"), "link", ["to_id"])
    op.create_table(
        "transfer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("target", sa.String(length=120), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        _at("at", nullable=False),
        _at("settled_at", nullable=True),
        _to("transfer", "case_id", "cases"),
        _to("transfer", "by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("token", name=op.f("uq_transfer_token")),
    )
    op.create_index(op.f("ix_transfer_case_id"), "transfer", ["case_id"])
    op.create_table(
        "unmasking",
        sa.Column("id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        _at("asked_at", nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        _at("decided_at", nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        _at("opened_at", nullable=True),
        _to("unmasking", "case_id", "cases"),
        _to("unmasking", "asked_by_id", "staff"),
        _to("unmasking", "decided_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmasking")),
    )
    op.create_index(op.f("ix_unmasking_case_id"), "unmasking", ["case_id"])


def downgrade() -> None:
    for table in ("unmasking", "transfer", "link"):
        op.drop_table(table)
    op.drop_index(op.f("ix_cases_attention"), table_name="cases")
    for table, column in reversed(COLUMNS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(column.name)
