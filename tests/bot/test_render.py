"""Rendering: an outbox row in the reader's language, its choices, and nothing secret in what is kept of it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from bot.render import render
from core.db import Database
from core.messages import outbox
from core.messages.outbox import OutboxMessage
from core.privacy import keyring


def _owe(session: Session, chat: str, kind: str, **data: object) -> OutboxMessage:
    outbox.enqueue(session, key=f"k.{kind}", chat_key=chat, kind=kind, data=data, at=NOON)
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"k.{kind}")).one()


def test_the_reader_s_language_decides(database: Database) -> None:
    with database.write() as session:
        contact = cast.siti(session)
        message = _owe(session, contact.chat_key, "message_failed")
        indonesian = render(session, message)
        contact.lang = "en"
        session.flush()
        english = render(session, message)

    assert (indonesian.lang, english.lang) == ("id", "en")
    assert indonesian.outgoing.text != english.outgoing.text


def test_somebody_unknown_is_told_in_indonesian(database: Database) -> None:
    with database.write() as session:
        assert render(session, _owe(session, "telegram:404", "message_failed")).lang == "id"


def test_the_choices_travel_with_the_words(database: Database) -> None:
    with database.write() as session:
        message = _owe(session, "web:budi", "message_failed", options=[["abc", "Ya"], ["def", "Tidak"]])
        outgoing = render(session, message).outgoing

    assert [(option.id, option.label) for option in outgoing.options] == [("abc", "Ya"), ("def", "Tidak")]
    assert outgoing.chat_key == "web:budi"


def test_a_message_that_may_be_a_copy_says_so_and_a_first_one_does_not(database: Database) -> None:
    with database.write() as session:
        message = _owe(session, "telegram:5", "message_failed")
        first = render(session, message).outgoing.text
        message.uncertain = 1
        again = render(session, message).outgoing.text

    assert "Dikirim ulang" not in first
    assert again.startswith(first)
    assert "Dikirim ulang" in again


def test_the_secret_code_is_told_to_the_reporter_and_not_kept(database: Database) -> None:
    with database.write() as session:
        case = cast.a_complaint(session)
        code = keyring(session).secret_code(case.id, case.code_version)
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.case_id == case.id)).first()
        assert message is not None
        said = render(session, message)

    plain = said.outgoing.text.replace(" ", "").replace("-", "")
    kept = said.masked.replace(" ", "").replace("-", "")
    assert code in plain
    assert code not in kept
    assert case.number in said.masked


def test_a_kind_nobody_wrote_a_sentence_for_is_a_fault(database: Database) -> None:
    with database.write() as session, pytest.raises(LookupError):
        render(session, _owe(session, "telegram:5", "no_such_kind"))
