"""An officer and a citizen through the running worker and the real python-telegram-bot client: from a code to an answer."""

from pathlib import Path

import pytest
from conftest import settings_for
from sqlalchemy import select
from support import cast
from support.bot_api import TOKEN, StandInBotApi
from support.service import running_worker

from core import staff_chats
from core.clock import utc_now
from core.db import Database
from core.messages.outbox import OutboxMessage
from core.settings import Settings, TelegramSettings
from tickets import chat_notices, service
from tickets.kinds import Status
from tickets.models import Case

SITI, RINA = 1001, 2001


@pytest.fixture
def settings(tmp_path: Path, database_url: str, api: StandInBotApi) -> Settings:
    """Settings that point at the stand-in."""
    return settings_for(tmp_path, database_url, TelegramSettings(token=TOKEN, api_base=api.base))


def test_a_quoted_answer_goes_from_one_telephone_to_the_other(
    settings: Settings, api: StandInBotApi, database: Database
) -> None:
    with database.write() as session:
        code = staff_chats.make_code(session, cast.rina(session), at=utc_now())
    with running_worker(settings):
        api.says(RINA, f"/start staf_{code}")
        api.says(SITI, "lapor lampu jalan mati di desa Sumber sejak kemarin")
        api.hears(SITI, 1)
        api.says(SITI, "ya")
        assert "MODE PETUGAS" in api.hears(RINA, 1)[0].text
        api.hears(SITI, 2)
        _dispose(database)
        notice = api.hears(RINA, 2)[1]
        assert "Disposisi baru" in notice.text

        assert api.wait_for(lambda: _is_noted(database))
        api.deliver(_photo_quoting(api, notice.message_id))
        shown = api.hears(RINA, 3)[2]
        assert "Lampu sudah menyala." in shown.text
        api.presses(RINA, next(each["callback_data"] for each in shown.buttons if each["text"] == "Kirim"))

        answer = api.hears(SITI, 4)[3].text
        assert answer in shown.text
        assert "Warga 2001" not in answer
    with database.read() as session:
        assert session.scalar(select(Case.status)) is Status.ANSWERED


def _dispose(database: Database) -> None:
    with database.write() as session:
        case = session.scalars(select(Case)).one()
        by, agency = cast.koordinator(session), cast.agency(session)
        service.dispose(
            session, case, by=by, version=case.version, agency=agency, instruction="Mohon dicek", at=utc_now()
        )


def _is_noted(database: Database) -> bool:
    """Does the house know by now under which id the notice went out?"""
    with database.read() as session:
        told = select(OutboxMessage.ext_id).where(OutboxMessage.kind == chat_notices.KIND)
        return session.scalar(told) is not None


def _photo_quoting(api: StandInBotApi, message_id: int) -> dict[str, object]:
    quoted = {"message_id": message_id, "date": 1, "chat": {"id": RINA, "type": "private"}}
    photo = api.photo(RINA, caption="Lampu sudah menyala.")
    return api.update({**photo, "reply_to_message": quoted})
