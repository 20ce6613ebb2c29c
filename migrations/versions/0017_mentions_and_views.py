"""staff are told when a note mentions them: a notice without a term, of the event it stands in; saved views of the queue"""

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
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("space", sa.String(length=20), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=70), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name=op.f("fk_saved_view_owner_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("space", "name_key", name=op.f("uq_saved_view_space_name_key")),
        sa.UniqueConstraint("space", "slug", name=op.f("uq_saved_view_space_slug")),
    )
    op.create_index(op.f("ix_saved_view_owner_id"), "saved_view", ["owner_id"])


def downgrade() -> None:
    op.drop_table("saved_view")
    op.execute(sa.text("delete from staff_notice where rung is null"))
    with op.batch_alter_table("staff_notice") as batch_op:
        batch_op.drop_column("event_id")
        batch_op.alter_column("rung", existing_type=RUNG, nullable=False)
