"""masked in any spelling: words kept before are masked by the rules that know every spelling of a number or an account

Members of a berkadar case become berkadar. A file that may name its author is held until somebody looked.
What was said later stands in a chain of events that nobody rewrites; it is masked where it is shown.
"""

import sqlalchemy as sa
from alembic import op

from core.privacy import mask_personal

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BATCH = 1_000
MASKED = {
    "cases": ("id", ("title",)),
    "complaint": ("case_id", ("text", "place", "happened")),
    "permohonan": ("case_id", ("text", "purpose")),
    "rating": ("case_id", ("comment",)),
}
SHOWN = sa.text(
    "select coalesce(complaint.text, permohonan.text, '') as text, coalesce(complaint.place, '') as place"
    " from cases left join complaint on complaint.case_id = cases.id left join permohonan on permohonan.case_id = cases.id"
    " where cases.id = :case_id"
)
SAME_EYES = (
    "update complaint set kadar = 'berkadar' where case_id in ("
    "select link.case_id from link join complaint as master on master.case_id = link.to_id"
    " where link.kind = 'duplikat' and link.undone_at is null and master.kadar = 'berkadar')"
)
FOUND_BY = sa.text("update case_words set words = :words where case_id = :case_id")


def upgrade() -> None:
    op.add_column("attachment", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("media", sa.Column("tells", sa.Boolean(), nullable=True))
    op.execute(SAME_EYES)
    for table, (key, columns) in MASKED.items():
        for case_id in _mask(table, key, columns):
            row = op.get_bind().execute(SHOWN, {"case_id": case_id}).one()
            op.get_bind().execute(FOUND_BY, {"case_id": case_id, "words": f"{row.text}\n{row.place}".lower()})


def _mask(table: str, key: str, columns: tuple[str, ...]) -> list[int]:
    """The cases whose words in this table changed."""
    held = sa.table(table, sa.column(key), *map(sa.column, columns))
    connection, after, changed = op.get_bind(), 0, []
    asked = sa.select(held).where(held.c[key] > sa.bindparam("after")).order_by(held.c[key]).limit(BATCH)
    while rows := connection.execute(asked, {"after": after}).mappings().all():
        for row in rows:
            masked = {name: mask_personal(row[name]) for name in columns if row[name]}
            masked = {name: words for name, words in masked.items() if words != row[name]}
            if masked:
                connection.execute(sa.update(held).where(held.c[key] == row[key]).values(_fitting(table, masked)))
                changed.append(row[key])
        after = rows[-1][key]
    return changed


WIDTHS = {
    ("cases", "title"): 200,
    ("complaint", "place"): 300,
    ("complaint", "happened"): 120,
    ("permohonan", "purpose"): 500,
}


def _fitting(table: str, masked: dict[str, str]) -> dict[str, str]:
    """A mask is longer than what it hides."""
    return {name: words[: WIDTHS.get((table, name))] for name, words in masked.items()}


def downgrade() -> None:
    """What is masked stays masked."""
    op.drop_column("media", "tells")
    op.drop_column("attachment", "released_at")
