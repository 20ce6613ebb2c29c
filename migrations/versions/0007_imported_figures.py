"""feeds of figures; who produced a source, what was decided about two figures, and who edited an indicator last"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
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
    op.create_index(
        "ix_staged_row_key", "staged_row", ["batch_id", "indicator_id", "region_id", "period"], unique=False
    )
    op.create_table(
        "data_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("berkas", "ckan", "webapi", "contoh", name="batchkind", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=600), nullable=False),
        sa.Column("domain", sa.String(length=10), nullable=False),
        sa.Column("variable", sa.String(length=120), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=160), nullable=False),
        sa.Column("is_nightly", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_data_feed_indicator_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_data_feed_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_feed")),
    )


def downgrade() -> None:
    op.drop_table("data_feed")
    op.drop_index("ix_staged_row_key", table_name="staged_row")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_indicator_edited_by"), type_="foreignkey")
        batch_op.drop_column("edited_by")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_column("is_rival_taken")
    with op.batch_alter_table("data_source", schema=None) as batch_op:
        batch_op.drop_column("producer")
