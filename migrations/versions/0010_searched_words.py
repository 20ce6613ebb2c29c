"""searched words: what a case is found by, in one narrow table; the queue in the order it is read; ends of errands are told"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BATCH = 5_000
BEFORE = (
    ("cases", "number"),
    ("cases", "title"),
    ("complaint", "text"),
    ("complaint", "place"),
    ("permohonan", "text"),
)
KNOWN = sa.text(
    "select cases.id, cases.number, coalesce(complaint.text, permohonan.text, '') as text, complaint.place as place"
    " from cases left join complaint on complaint.case_id = cases.id left join permohonan on permohonan.case_id = cases.id"
    " where cases.id > :after order by cases.id limit :most"
)
KEPT = sa.text("insert into case_words (case_id, number, words) values (:case_id, :number, :words)")


def upgrade() -> None:
    op.create_table(
        "case_words",
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_words_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_words")),
    )
    _fill()
    op.drop_index("ix_cases_due", table_name="cases")
    op.create_index("ix_cases_due", "cases", ["due_on", sa.text("id DESC")])
    op.create_index("ix_cases_kind", "cases", ["kind", "id"])
    op.add_column("errand", sa.Column("looked_at", MOMENT, nullable=True))
    op.execute("update errand set looked_at = ended_at where ended_at is not null")
    if _has_trigrams():
        for table, column in BEFORE:
            op.execute(f"drop index if exists ix_{table}_{column}_trgm")
        op.execute("create index ix_case_words_trgm on case_words using gin (words gin_trgm_ops, number gin_trgm_ops)")


def _fill() -> None:
    connection, after = op.get_bind(), 0
    while rows := connection.execute(KNOWN, {"after": after, "most": BATCH}).all():
        kept = [
            {"case_id": row.id, "number": row.number.lower(), "words": f"{row.text}\n{row.place or ''}".lower()}
            for row in rows
        ]
        connection.execute(KEPT, kept)
        after = rows[-1].id


def _has_trigrams() -> bool:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.exec_driver_sql("select 1 from pg_extension where extname = 'pg_trgm'").first())


def downgrade() -> None:
    op.drop_column("errand", "looked_at")
    op.drop_index("ix_cases_kind", table_name="cases")
    op.drop_index("ix_cases_due", table_name="cases")
    op.create_index("ix_cases_due", "cases", ["due_on", "id"])
    op.drop_table("case_words")
    if _has_trigrams():
        for table, column in BEFORE:
            op.execute(f"create index ix_{table}_{column}_trgm on {table} using gin ({column} gin_trgm_ops)")
