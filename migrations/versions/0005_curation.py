"""curation: review, validity, files and links, merged entries, checked imports, the office's own synonyms"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CLASSES = ("berkala", "serta_merta", "setiap_saat", "dikecualikan")
COLUMNS = (
    ("entry", sa.Column("next_id", sa.Integer(), nullable=True)),
    ("entry", sa.Column("merged_into", sa.Integer(), nullable=True)),
    ("entry_version", sa.Column("links", sa.JSON(), nullable=False, server_default="[]")),
    ("entry_version", sa.Column("files", sa.JSON(), nullable=False, server_default="[]")),
    (
        "entry_version",
        sa.Column(
            "information_class",
            sa.Enum(*CLASSES, name="informationclass", native_enum=False, length=16),
            nullable=True,
        ),
    ),
    ("entry_version", sa.Column("valid_from", sa.Date(), nullable=True)),
    ("entry_version", sa.Column("review_note", sa.String(length=500), nullable=False, server_default="")),
    ("synonym_group", sa.Column("house", sa.String(length=120), nullable=True)),
    ("synonym_group", sa.Column("is_off", sa.Boolean(), nullable=False, server_default=sa.false())),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        op.add_column(table, column)
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.create_unique_constraint(op.f("uq_synonym_group_house"), ["house"])
    op.create_table(
        "entry_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_file_entry_id")),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_entry_file_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_file")),
    )
    op.create_index(op.f("ix_entry_file_entry_id"), "entry_file", ["entry_id"])
    op.create_table(
        "entry_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_entry_import_made_by")),
        sa.ForeignKeyConstraint(["applied_by"], ["staff.id"], name=op.f("fk_entry_import_applied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_import")),
    )


def downgrade() -> None:
    op.drop_table("entry_import")
    op.drop_table("entry_file")
    with op.batch_alter_table("synonym_group", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_synonym_group_house"), type_="unique")
    for table, column in reversed(COLUMNS):
        op.drop_column(table, column.name)
