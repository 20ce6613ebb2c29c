"""The 24-hour window of WhatsApp: what is held, who is told, and from when the hours count."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from bot import window
from bot.port import Template
from bot.render import render
from core.db import Database
from core.messages import contacts, handovers, outbox
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


def _officer_says(session: Session, text: str) -> OutboxMessage:
    """An officer answers Budi, who asked for a person."""
    handover = handovers.request(session, CHAT, contact_id=_budi(session).id, reason="asked", last_words="", at=NOON)
    handovers.say(session, handover.id, by=cast.verifikator(session), text=text, mark=text, at=NOON)
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"ho{handover.id}.{text}")).one()


def test_the_words_of_an_officer_that_have_to_wait_are_told_of_too(database: Database) -> None:
    with database.write() as session:
        words = _officer_says(session, "Selamat pagi.")
        window.settle(session, words, window.CLOSED, can_knock=True, at=NOON)

        (knock,) = _knocks(session)
        assert words.state is OutboxState.HELD
        assert render(session, knock).outgoing.template == Template(("percakapan Anda",))
        assert "percakapan Anda" in render(session, knock).masked


def test_that_a_talk_is_over_is_no_news_to_knock_for(database: Database) -> None:
    with database.write() as session:
        _budi(session)
        outbox.enqueue(session, key="ho1.left", chat_key=CHAT, kind="officer_left", data={}, at=NOON)
        ended = outbox.head(session, CHAT)
        assert ended is not None
        window.settle(session, ended, window.CLOSED, can_knock=True, at=NOON)

        assert _knocks(session) == []


def test_whatever_is_held_a_closed_window_is_knocked_at_once_and_the_next_one_again(database: Database) -> None:
    with database.write() as session:
        budi, notice = _budi(session), _notice(session)
        budi.window_until = NOON
        for place, message in enumerate((notice, _officer_says(session, "Halo."), _officer_says(session, "Ada?"))):
            window.settle(session, message, window.CLOSED, can_knock=True, at=NOON + timedelta(hours=place))
        assert len(_knocks(session)) == 1

        window.opened(session, budi, wrote_at=NOON + DAY, lasts=DAY, at=NOON + DAY)
        window.settle(session, _officer_says(session, "Apa?"), window.CLOSED, can_knock=True, at=NOON + 3 * DAY)
        session.flush()

        assert len(_knocks(session)) == 2
