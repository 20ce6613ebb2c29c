"""numbers from the start: the beginning of a case number is found by an index, however many cases begin so"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("create index ix_case_words_number_start on case_words (number text_pattern_ops) include (case_id)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop index ix_case_words_number_start")
