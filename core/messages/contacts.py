"""Contacts: one person on one channel. Two contacts are never merged by themselves."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, insert_new, table_of, words_of
from core.messages.channels import Channel
from core.privacy import keyring

SEEN_LATELY = timedelta(minutes=1)


class Contact(Base):
    """Who writes: the channel's own id, the chat it is answered in, and a sealed name and phone if they were given.

    ``last_seen_at`` is right to :data:`SEEN_LATELY`, so that not every message has to write it.
    """

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("channel", "ext_user"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    ext_user: Mapped[str] = mapped_column(String(160))
    chat_key: Mapped[str] = mapped_column(String(160), index=True)
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    lang: Mapped[str] = mapped_column(String(5), default="id")
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    quiet_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    window_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    first_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ContactAlias(Base):
    """Another id by which the channel names a person: their contact goes on under the first one."""

    __tablename__ = "contact_alias"
    __table_args__ = (UniqueConstraint("channel", "ext_user"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    ext_user: Mapped[str] = mapped_column(String(160))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))


def by_any_id(session: Session, channel: Channel, ext_user: str) -> Contact | None:
    """The person of this id, be it their first one or one that came later."""
    contact = _find(session, channel, ext_user)
    if contact is not None:
        return contact
    alias = ContactAlias.channel == channel, ContactAlias.ext_user == ext_user
    return session.scalar(select(Contact).join(ContactAlias, ContactAlias.contact_id == Contact.id).where(*alias))


def by_phone(session: Session, channel: Channel, phone: str) -> Contact | None:
    """Who has this number now: of several who had it, the one who wrote last."""
    mark = keyring(session).fingerprint("phone", phone)
    had_it = select(Contact).where(Contact.channel == channel, Contact.phone_mark == mark)
    return session.scalar(had_it.order_by(Contact.last_seen_at.desc(), Contact.id.desc()).limit(1))


def has_phone(session: Session, contact: Contact, phone: str) -> bool:
    """Is this the number the person has now?"""
    return contact.phone_mark == keyring(session).fingerprint("phone", phone)


def aliases(session: Session, contact: Contact) -> list[str]:
    """The other ids that name this person."""
    return list(session.scalars(select(ContactAlias.ext_user).where(ContactAlias.contact_id == contact.id)))


def also_called(session: Session, contact: Contact, ext_user: str) -> bool:
    """From now on this id names the same person. False when it names somebody already: nobody is merged."""
    if by_any_id(session, contact.channel, ext_user) is not None:
        return False
    row = {"channel": contact.channel, "ext_user": ext_user, "contact_id": contact.id}
    return bool(insert_new(session, table_of(ContactAlias), [row]))


def change_phone(session: Session, contact: Contact, phone: str) -> None:
    """The person has another number."""
    keys = keyring(session)
    contact.phone, contact.phone_mark = keys.seal(phone), keys.fingerprint("phone", phone)


def meet(
    session: Session,
    *,
    channel: Channel,
    ext_user: str,
    chat_key: str,
    name: str | None,
    at: datetime,
    phone: str | None = None,
    known: Contact | None = None,
    wrote: bool = True,
) -> Contact:
    """The contact behind a message, made on the first one. Writing again undoes a stop.

    ``wrote``: did the person write to us in private? A reaction, a word in a group or a note of the service undoes nothing.
    ``known`` is their contact, if it was read already; ``chat_key`` the private chat with the person, never a group they
    wrote in: what is owed them goes there.
    """
    contact = known or _find(session, channel, ext_user)
    if contact is None:
        row = {
            "channel": channel,
            "ext_user": ext_user,
            "chat_key": chat_key,
            "name": keyring(session).seal(name) if name else None,
            "lang": "id",
            "first_seen_at": at,
            "last_seen_at": at,
        }
        insert_new(session, table_of(Contact), [row])
        contact = _find(session, channel, ext_user)
        assert contact is not None
    if phone and not has_phone(session, contact, phone):
        change_phone(session, contact, phone)
    if wrote and contact.stopped_at is not None:
        contact.stopped_at = None
    if contact.chat_key != chat_key:
        contact.chat_key = chat_key
    if not SEEN_LATELY > at - contact.last_seen_at > -SEEN_LATELY:  # the clock may have been put back
        contact.last_seen_at = at
    _of_chats(session)[chat_key] = contact
    return contact


_FIND = select(Contact).where(Contact.channel == bindparam("on"), Contact.ext_user == bindparam("user"))
_OF_CHAT = select(Contact).where(Contact.chat_key == bindparam("chat")).order_by(Contact.id).limit(1)


def _find(session: Session, channel: Channel, ext_user: str) -> Contact | None:
    return session.scalar(_FIND, {"on": channel, "user": ext_user})


def of_chat(session: Session, chat_key: str) -> Contact | None:
    """The person a chat belongs to; looked up once in a session."""
    known = _of_chats(session)
    if chat_key not in known:
        contact = session.scalar(_OF_CHAT, {"chat": chat_key})
        if contact is None:
            return None
        known[chat_key] = contact
    return known[chat_key]


def _of_chats(session: Session) -> dict[str, Contact]:
    known: dict[str, Contact] = session.info.setdefault("contacts", {})
    return known


def close_window(session: Session, chat_key: str, *, at: datetime) -> None:
    """The service says that the person wrote too long ago for free words."""
    contact = of_chat(session, chat_key)
    if contact is not None and (contact.window_until is None or contact.window_until > at):
        contact.window_until = at


def stop(session: Session, chat_key: str, *, at: datetime) -> None:
    """The person blocked the bot or left: nothing is sent until they write again."""
    contact = of_chat(session, chat_key)
    if contact is not None and contact.stopped_at is None:
        contact.stopped_at = at
