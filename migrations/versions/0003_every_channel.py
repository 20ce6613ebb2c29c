"""talks that end by time, what a channel tells of itself, and places with a code to scan"""

import sqlalchemy as sa
from alembic import op

from core.db import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("touched_at", "unanswered_since", "told_at"):
        op.add_column("handover", sa.Column(name, UTCDateTime(), nullable=True))
    op.execute("update handover set touched_at = taken_at where state = 'taken'")
    op.add_column("channel_state", sa.Column("facts", sa.JSON(), nullable=True))
    op.create_table(
        "service_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("retired_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_point")),
        sa.UniqueConstraint("name", name=op.f("uq_service_point_name")),
    )


def downgrade() -> None:
    op.drop_table("service_point")
    op.drop_column("channel_state", "facts")
    for name in ("told_at", "unanswered_since", "touched_at"):
        op.drop_column("handover", name)
