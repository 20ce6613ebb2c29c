"""Questions as the bot keeps them, for tests of who reads them afterwards."""

from typing import Any

from sqlalchemy.orm import Session

from core.messages.channels import channel_of
from knowledge import questions
from knowledge.models import AskedOutcome, AskedQuestion
from support.time import NOON


def asked(session: Session, text: str, chat_key: str, **more: Any) -> AskedQuestion:
    """A question of this chat, missed at noon in Indonesian unless ``more`` says otherwise."""
    kept = {"channel": channel_of(chat_key), "lang": "id", "outcome": AskedOutcome.MISSED, "at": NOON, **more}
    return session.get_one(AskedQuestion, questions.log(session, text=text, chat_key=chat_key, **kept))
