"""The 24-hour window of WhatsApp: what is held, who is told, and from when the hours count."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from bot import window
from core.db import Database
from core.messages import contacts, outbox
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.outbox import OutboxMessage, OutboxState, Unreachable

CHAT, DAY = "whatsapp:1:6281", timedelta(hours=24)


def _budi(session: Session) -> Contact:
    return contacts.meet(session, channel=Channel.WHATSAPP, ext_user="6281", chat_key=CHAT, name=None, at=NOON)


def _notice(session: Session) -> OutboxMessage:
    """The receipt of a complaint Budi sent by WhatsApp."""
    cast.a_complaint(session, contact=_budi(session))
    message = outbox.head(session, CHAT)
    assert message is not None
    return message


def _knocks(session: Session) -> list[OutboxMessage]:
    return list(session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("win%"))))


def test_what_cannot_be_said_now_is_held_and_a_template_tells_it_once(database: Database) -> None:
    with database.write() as session:
        notice = _notice(session)
        window.settle(session, notice, window.CLOSED, can_knock=True, at=NOON)
        window.settle(session, notice, window.CLOSED, can_knock=True, at=NOON)

        assert notice.state is OutboxState.HELD
        assert len(_knocks(session)) == 1


def test_without_a_template_nobody_knocks(database: Database) -> None:
    with database.write() as session:
        notice = _notice(session)
        window.settle(session, notice, window.CLOSED, can_knock=False, at=NOON)

        assert notice.state is OutboxState.HELD
        assert _knocks(session) == []


def test_a_knock_that_is_not_taken_is_kept_for_an_officer_and_never_knocks_itself(database: Database) -> None:
    with database.write() as session:
        window.settle(session, _notice(session), window.CLOSED, can_knock=True, at=NOON)
        (knock,) = _knocks(session)
        window.settle(session, knock, window.CLOSED, can_knock=True, at=NOON)

        assert knock.state is OutboxState.DEAD
        assert len(_knocks(session)) == 1


def test_a_person_who_cannot_be_reached_hears_nothing_more(database: Database) -> None:
    with database.write() as session:
        notice = _notice(session)
        window.settle(session, notice, Unreachable("131026"), can_knock=True, at=NOON)

        contact = contacts.of_chat(session, CHAT)
        assert contact is not None
        assert contact.stopped_at == NOON
        assert _knocks(session) == []


def test_the_hours_count_from_when_the_person_wrote_and_not_from_when_we_got_to_it(database: Database) -> None:
    with database.write() as session:
        budi, late = _budi(session), NOON + timedelta(hours=3)
        window.opened(session, budi, wrote_at=NOON, lasts=DAY, at=late)
        assert budi.window_until == NOON + DAY

        window.opened(session, budi, wrote_at=NOON - timedelta(hours=1), lasts=DAY, at=late)
        assert budi.window_until == NOON + DAY


def test_what_was_held_is_owed_when_the_person_writes(database: Database) -> None:
    with database.write() as session:
        notice = _notice(session)
        window.settle(session, notice, window.CLOSED, can_knock=False, at=NOON)
        contact = contacts.of_chat(session, CHAT)
        assert contact is not None

        assert window.opened(session, contact, wrote_at=NOON, lasts=DAY, at=NOON) == 1
        session.refresh(notice)
        assert notice.state is OutboxState.NEW
        assert not window.is_closed(session, CHAT, notice.kind, at=NOON)
        assert window.is_closed(session, CHAT, notice.kind, at=NOON + DAY)
