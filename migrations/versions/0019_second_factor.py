"""a second factor at the door: a secret shared with an authenticator app, the last code that was used, recovery codes"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

COLUMNS = (
    ("tf_primary_method", sa.String(length=20)),
    ("tf_totp_secret", sa.Text()),
    ("tf_last_counter", sa.BigInteger()),
    ("mf_recovery_codes", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("staff") as batch_op:
        for name, kind in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("staff") as batch_op:
        for name, _ in reversed(COLUMNS):
            batch_op.drop_column(name)
