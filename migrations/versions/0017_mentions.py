"""staff are told when a note mentions them: a notice without a term, of the event it stands in"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

RUNG = sa.String(length=12)


def upgrade() -> None:
    with op.batch_alter_table("staff_notice") as batch_op:
        batch_op.alter_column("rung", existing_type=RUNG, nullable=True)
        batch_op.add_column(sa.Column("event_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.execute(sa.text("delete from staff_notice where rung is null"))
    with op.batch_alter_table("staff_notice") as batch_op:
        batch_op.drop_column("event_id")
        batch_op.alter_column("rung", existing_type=RUNG, nullable=False)
