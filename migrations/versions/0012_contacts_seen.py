"""contacts seen: nobody counts how often somebody wrote"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("contact", "messages")


def downgrade() -> None:
    op.add_column("contact", sa.Column("messages", sa.Integer(), nullable=False, server_default="0"))
