"""Staff chats: the chat a person of the office works from, linked by a one-time code that only the panel shows.

A code lives ten minutes, works once and is kept as a fingerprint only. One person has at most one chat on a channel,
and a chat belongs to at most one person.
"""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Integer, String, bindparam, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import audit
from core.db import Base, UTCDateTime, change, direct, table_of
from core.errors import Refusal
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.privacy import keyring
from core.staff import Role, Staff, StaffRole

CODE_LIVES = timedelta(minutes=10)
MOST_CODES = 5
"""Codes one person may ask for within an hour."""
ON = frozenset({Channel.TELEGRAM, Channel.WHATSAPP})
"""Where staff work: a chat that stays with one person. A page of the web chat does not."""
_AN_HOUR, _KEPT = timedelta(hours=1), timedelta(days=1)
_LETTERS, _DIGITS = "BCDFGHJKMNPQRSTVWXYZ", "0123456789"


class CodesTooOften(Refusal):
    """Five codes within an hour: somebody plays, or somebody else does."""

    code = "codes_too_often"


class LinkCodeWrong(Refusal):
    """The code is unknown, used or too old; which of them is not said."""

    code = "link_code_wrong"


class ChatHasOwner(Refusal):
    """This chat works for another account already."""

    code = "chat_has_owner"


class NotForStaff(Refusal):
    """Staff work from Telegram and WhatsApp only."""

    code = "not_for_staff"


class StaffChat(Base):
    """The chat a person works from."""

    __tablename__ = "staff_chat"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), unique=True)
    linked_at: Mapped[datetime] = mapped_column(UTCDateTime)


class StaffChatCode(Base):
    """A code that was shown once; ``mark`` is its fingerprint."""

    __tablename__ = "staff_chat_code"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


def make_code(session: Session, staff: Staff, *, at: datetime) -> str:
    """A new code for this person, to be shown once; an older one is void. Refuses :class:`CodesTooOften`."""
    session.scalar(select(Staff.id).where(Staff.id == staff.id).with_for_update())
    change(session, delete(StaffChatCode).where(StaffChatCode.made_at < at - _KEPT))
    own = StaffChatCode.staff_id == staff.id
    lately = select(func.count()).select_from(StaffChatCode).where(own, StaffChatCode.made_at > at - _AN_HOUR)
    if (session.scalar(lately) or 0) >= MOST_CODES:
        raise CodesTooOften(most=MOST_CODES)
    change(session, update(StaffChatCode).where(own, StaffChatCode.expires_at > at).values(expires_at=at))
    code = "".join(secrets.choice(_LETTERS) for _ in range(4)) + "".join(secrets.choice(_DIGITS) for _ in range(4))
    mark = _mark(session, code)
    session.add(StaffChatCode(staff_id=staff.id, mark=mark, made_at=at, expires_at=at + CODE_LIVES))
    audit.record(session, by=staff, action="staff_chat_code", subject=f"staff:{staff.id}", at=at)
    return code


def link(session: Session, contact: Contact, code: str, *, at: datetime) -> Staff:
    """This chat gave the code: from now on its person works from it. Another chat of theirs on the channel is let go.

    Refuses :class:`NotForStaff`, :class:`LinkCodeWrong` and :class:`ChatHasOwner`.
    """
    if contact.channel not in ON:
        raise NotForStaff()
    shown = session.scalar(
        select(StaffChatCode)
        .where(StaffChatCode.mark == _mark(session, code), StaffChatCode.expires_at > at)
        .with_for_update()
    )
    staff = session.get(Staff, shown.staff_id) if shown is not None else None
    if shown is None or staff is None or not staff.active:
        raise LinkCodeWrong()
    mine = session.scalar(select(StaffChat).where(StaffChat.contact_id == contact.id))
    if mine is not None and mine.staff_id != staff.id:
        raise ChatHasOwner()
    shown.expires_at = at
    for chat, other in of_staff(session, staff.id):
        if other.channel is contact.channel and chat is not mine:
            session.delete(chat)
    session.flush()
    if mine is None:
        session.add(StaffChat(staff_id=staff.id, contact_id=contact.id, linked_at=at))
    audit.record(
        session,
        by=staff,
        action="staff_chat_linked",
        subject=f"staff:{staff.id}",
        at=at,
        details={"channel": contact.channel.value},
    )
    return staff


def unlink(session: Session, staff_id: int, *, by: Staff, at: datetime, chat_id: int | None = None) -> int:
    """Let this chat go, or every chat of the person; how many were. What is still owed to them is not sent."""
    gone = [chat for chat, _ in of_staff(session, staff_id) if chat_id in {None, chat.id}]
    for chat in gone:
        session.delete(chat)
        audit.record(session, by=by, action="staff_chat_unlinked", subject=f"staff:{staff_id}", at=at)
    return len(gone)


def of_staff(session: Session, staff_id: int) -> list[tuple[StaffChat, Contact]]:
    """The chats a person works from."""
    rows = session.execute(
        select(StaffChat, Contact)
        .join(Contact, Contact.id == StaffChat.contact_id)
        .where(StaffChat.staff_id == staff_id)
        .order_by(StaffChat.id)
    )
    return [(row[0], row[1]) for row in rows]


_OWNER = select(table_of(StaffChat).c.staff_id).where(table_of(StaffChat).c.contact_id == bindparam("contact"))


def officer_of(session: Session, contact_id: int) -> Staff | None:
    """The person who works from this chat; None for a citizen, and for one whose account is shut."""
    owner = direct(session, _OWNER, {"contact": contact_id}).scalar()
    staff = session.get(Staff, owner) if owner is not None else None
    return staff if staff is not None and staff.active else None


_ANY = select(table_of(StaffChat).c.id).limit(1)


def linked(
    session: Session, *, roles: Collection[Role] = (), agency_id: int | None = None
) -> list[tuple[Staff, Contact]]:
    """Active people with a chat who hold one of these roles, or any role for this agency; few offices have many."""
    if direct(session, _ANY).first() is None:
        return []
    rows = session.execute(
        select(Staff, Contact)
        .join(StaffChat, StaffChat.staff_id == Staff.id)
        .join(Contact, Contact.id == StaffChat.contact_id)
        .where(Staff.active)
        .order_by(StaffChat.id)
    )
    return [
        (staff, contact) for staff, contact in rows if any(_counts(duty, roles, agency_id) for duty in staff.duties)
    ]


def _counts(duty: StaffRole, roles: Collection[Role], agency_id: int | None) -> bool:
    return duty.role in roles or (agency_id is not None and duty.agency_id == agency_id)


def _mark(session: Session, code: str) -> str:
    return keyring(session).fingerprint("staff_chat", code.upper())
