"""The health of a channel is counted from few rows, however long the tables are."""

from datetime import timedelta

from sqlalchemy import event, text
from support.time import NOON

from core.messages import channel_health, costs
from core.messages.channels import Channel

CHANNELS = (Channel.TELEGRAM, Channel.WHATSAPP, Channel.WEB)


def _statements(database) -> list[tuple[str, object]]:
    seen = []

    def note(_connection, _cursor, statement, parameters, *_) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as session:
        channel_health.of_channels(session, CHANNELS, at=NOON)
        costs.of_month(session, ("1",), month_began=NOON - timedelta(days=10))
    event.remove(database.engine, "before_cursor_execute", note)
    return seen


def test_an_office_without_a_message_has_healthy_channels(database):
    with database.read() as session:
        found = channel_health.of_channels(session, CHANNELS, at=NOON)

    assert found == dict.fromkeys(CHANNELS, channel_health.Health())


def test_no_statement_walks_through_all_messages(database):
    """Contacts are read whole; of inbox and outbox only what waits, is held, died or is billed, and the newest."""
    seen = _statements(database)
    plans = []
    with database.engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if not is_sqlite:
            connection.execute(text("set local enable_seqscan = off"))
        for statement, parameters in seen:
            explained = f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}"
            plans.append(" ".join(str(row) for row in connection.exec_driver_sql(explained, parameters)))

    assert len(seen) == 8
    used = " ".join(plans)
    for index in ("ix_inbox_new", "ix_inbox_dead", "ix_outbox_waiting", "ix_outbox_held", "ix_outbox_dead"):
        assert index in used, index
    assert "ix_outbox_billed" in used
    assert "SCAN inbox USING INDEX sqlite_autoindex" not in used
    assert "Seq Scan on inbox" not in used
    assert "Seq Scan on outbox" not in used
