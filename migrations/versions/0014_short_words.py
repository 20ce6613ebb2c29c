"""short words: words of one or two letters are found by an index too; the queue is walked without reading its cases"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SHORT_PARTS = """
create function short_parts(said text) returns text[] language sql immutable strict parallel safe cost 1000 as $$
  select array_agg(one || next) || string_to_array(said, null)
  from unnest(string_to_array(said, null), (string_to_array(said, null))[2:]) as letters(one, next)
$$
"""
"""Every letter of a text and every two that stand side by side. Its cost is told so that no plan asks it row by row;
without statistics of it (which would call it for thousands of rows) every plan takes the index."""


def upgrade() -> None:
    op.drop_index("ix_cases_due", table_name="cases")
    op.create_index("ix_cases_due", "cases", ["due_on", sa.text("id DESC")], postgresql_include=["priority", "status"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(SHORT_PARTS)
        op.execute("create index ix_case_words_parts on case_words using gin (short_parts(words))")
        op.execute("alter index ix_case_words_parts alter column 1 set statistics 0")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop index ix_case_words_parts")
        op.execute("drop function short_parts(text)")
    op.drop_index("ix_cases_due", table_name="cases")
    op.create_index("ix_cases_due", "cases", ["due_on", sa.text("id DESC")])
