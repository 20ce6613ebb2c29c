"""Alembic's entry: the tables of every room, and the engine the caller hands over."""

from alembic import context
from sqlalchemy import Connection

from core.db import UTCDateTime
from operations.schema import TABLES


def plain_types(kind: str, item: object, _context: object) -> str | bool:
    """A migration names SQLAlchemy's own types only, so that it stands when the house changes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def is_ours(_thing: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    """Indexes over parts of words are there where PostgreSQL offers them, and are no part of the tables' shape."""
    return not (kind == "index" and (name or "").endswith(("_trgm", "_parts", "_start")))


def run(connection: Connection) -> None:
    """Run the migrations on this connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=TABLES,
        compare_type=True,
        include_object=is_ours,
        render_item=plain_types,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


with context.config.attributes["engine"].begin() as opened:
    run(opened)
