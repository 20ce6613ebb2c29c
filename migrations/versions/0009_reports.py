"""reports: what a quarter came to, frozen once published; errands for the worker; the ladder of overdue terms"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = ("laporan", "unduhan")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNGS = ("segera", "terlambat", "sekda")
STATES = ("antre", "berjalan", "selesai", "gagal")


SEARCHED = (
    ("cases", "number"),
    ("cases", "title"),
    ("complaint", "text"),
    ("complaint", "place"),
    ("permohonan", "text"),
)
TRIGRAMS = """
do $$ begin
  create extension if not exists pg_trgm;
exception when others then
  raise notice 'pg_trgm is not available: the search of tickets works without it, slower';
end $$
"""


def _index_words() -> None:
    """Where PostgreSQL has pg_trgm, a word inside a text is found by an index; without it, by reading."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(TRIGRAMS)
    if connection.exec_driver_sql("select 1 from pg_extension where extname = 'pg_trgm'").first():
        for table, column in SEARCHED:
            op.execute(f"create index ix_{table}_{column}_trgm on {table} using gin ({column} gin_trgm_ops)")


def upgrade() -> None:
    op.create_table(
        "report_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=8), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("definition", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("public_figures", sa.JSON(), nullable=True),
        sa.Column("public_sha256", sa.String(length=64), nullable=True),
        sa.Column("facts_file", sa.String(length=64), nullable=False),
        sa.Column("pdf_file", sa.String(length=64), nullable=False),
        sa.Column("xlsx_file", sa.String(length=64), nullable=False),
        sa.Column("public_file", sa.String(length=64), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_report_snapshot_agency_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_report_snapshot_made_by")),
        sa.ForeignKeyConstraint(["published_by"], ["staff.id"], name=op.f("fk_report_snapshot_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_snapshot")),
        sa.UniqueConstraint("quarter", "scope", name=op.f("uq_report_snapshot_quarter_scope")),
    )
    op.create_table(
        "errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="errandkind", native_enum=False, length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="errandstate", native_enum=False, length=12), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=True),
        sa.Column("mime", sa.String(length=100), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_errand_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_table(
        "staff_notice",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Enum(*RUNGS, name="rung", native_enum=False, length=12), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_notice_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_notice_key")),
    )
    op.create_index("ix_staff_notice_unseen", "staff_notice", ["staff_id", "seen_at"])
    op.add_column(
        "case_clock", sa.Column("rung", sa.Enum(*RUNGS, name="rung", native_enum=False, length=12), nullable=True)
    )
    _index_words()
    op.create_index("ix_cases_due", "cases", ["due_on", "id"])
    restricted = sa.text("kadar = 'berkadar'")
    op.create_index(
        "ix_complaint_berkadar", "complaint", ["case_id"], postgresql_where=restricted, sqlite_where=restricted
    )
    runs = sa.text("met_at is null")
    op.create_index("ix_case_clock_running", "case_clock", ["due_on"], postgresql_where=runs, sqlite_where=runs)
    op.create_index("ix_errand_state", "errand", ["state", "id"])
    op.create_index(op.f("ix_errand_asked_by"), "errand", ["asked_by"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in SEARCHED:
            op.execute(f"drop index if exists ix_{table}_{column}_trgm")
    op.drop_index("ix_complaint_berkadar", table_name="complaint")
    op.drop_index("ix_cases_due", table_name="cases")
    op.drop_index("ix_case_clock_running", table_name="case_clock")
    op.drop_column("case_clock", "rung")
    op.drop_table("staff_notice")
    op.drop_table("errand")
    op.drop_table("report_snapshot")
