"""who produced a source, what was decided about two figures, and who edited an indicator last"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("data_source", schema=None) as batch_op:
        batch_op.add_column(sa.Column("producer", sa.String(length=200), nullable=False, server_default=""))
        batch_op.alter_column("producer", server_default=None)
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_rival_taken", sa.Boolean(), nullable=True))
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edited_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_indicator_edited_by"), "staff", ["edited_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_indicator_edited_by"), type_="foreignkey")
        batch_op.drop_column("edited_by")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_column("is_rival_taken")
    with op.batch_alter_table("data_source", schema=None) as batch_op:
        batch_op.drop_column("producer")
