"""A crowd whose half belongs to a worker that says it lives and does nothing: everybody is answered all the same."""

import time
from pathlib import Path

from conftest import settings_for
from sqlalchemy import func, select
from support.service import running_worker

from bot.sharing import Share
from bot.web.envelope import text_message
from core.clock import utc_now
from core.db import Database
from core.messages import inbox
from core.messages.outbox import OutboxMessage, OutboxState
from core.settings import TelegramSettings

CROWD = 90
PATIENCE = 60.0


def _answered(database: Database) -> int:
    with database.read() as session:
        sent = select(func.count(OutboxMessage.chat_key.distinct())).where(OutboxMessage.state == OutboxState.SENT)
        return session.scalar(sent) or 0


def test_nobody_is_left_to_a_worker_that_hangs(database: Database, database_url: str, tmp_path: Path) -> None:
    Share("elsewhere:1:0:x").live(database, at=utc_now())
    with database.write() as session:
        inbox.accept(session, [text_message(f"s{number}", "1", "halo") for number in range(CROWD)], at=utc_now())

    with running_worker(settings_for(tmp_path, database_url, TelegramSettings())) as worker:
        until = time.monotonic() + PATIENCE
        while _answered(database) < CROWD and time.monotonic() < until:
            time.sleep(0.1)

    assert not all(worker.share.is_mine(f"web:s{number}") for number in range(CROWD))
    assert _answered(database) == CROWD
