"""lines: other ids of a person; ids of every piece of a long message; which bubbles are billed;
what its person did not want to hear is no dead letter"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_alias",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("ext_user", sa.String(length=160), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_alias_contact_id_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_alias")),
        sa.UniqueConstraint("channel", "ext_user", name=op.f("uq_contact_alias_channel_ext_user")),
    )
    op.create_table(
        "outbox_part",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("ext_id", sa.String(length=255), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_outbox_part_message_id_outbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_part")),
        sa.UniqueConstraint("channel", "ext_id", "message_id", name=op.f("uq_outbox_part_channel_ext_id_message_id")),
    )
    op.add_column("status_event", sa.Column("is_billed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("status_event") as table:
        table.alter_column("is_billed", server_default=None)
    op.execute("update outbox set state = 'expired' where state = 'dead' and error = 'stopped'")


def downgrade() -> None:
    op.drop_column("status_event", "is_billed")
    op.drop_table("outbox_part")
    op.drop_table("contact_alias")
