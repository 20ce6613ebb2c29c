"""Handovers: a citizen asks for a person, an officer takes over the chat, and gives it back to the bot.

Nobody is left hanging: who waits long is told so once, an officer who falls silent loses the chat to the line, a talk in
which nobody writes any more goes back to the bot, and a line nobody looks at for days ends with an honest word.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary, String, bindparam, func, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, change, direct, table_of, words_of
from core.errors import Refusal
from core.messages import approved_templates, contacts, outbox
from core.messages.approved_templates import Template
from core.messages.outfiles import FILE, OutFile
from core.privacy import keyring
from core.staff import Staff

MAX_WORDS = 4000
MOST_LISTED = 100
LONG_WAIT = timedelta(minutes=30)
"""In the line while the office is open: then the citizen is told that it takes longer, and what else they can do."""
OFFICER_SILENT = timedelta(minutes=15)
"""Between a citizen's words and the officer's, while the office is open: then any colleague may take the chat."""
NOBODY_WRITES = timedelta(hours=12)
"""Nothing from either side: then the bot answers again. Shorter than WhatsApp's window, so the citizen can be told."""


class HandoverState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    CLOSED = "closed"
    LAPSED = "lapsed"


class ChatReturned(Refusal):
    """The bot has this chat again; a person's words would come out of nowhere."""

    code = "chat_returned"


class ChatTaken(Refusal):
    """A colleague is talking with this citizen."""

    code = "chat_taken"


class WordsNeeded(Refusal):
    """Nothing was written, or more than a chat can carry."""

    code = "words_needed"


class Handover(Base):
    """One request for a person. At most one is open for a chat.

    ``touched_at``: when either side last wrote to the other. ``unanswered_since``: the citizen's first words that the
    officer has not answered yet. ``told_at``: when the citizen was told that it takes longer.
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "ix_handover_open",
            "chat_key",
            unique=True,
            postgresql_where=text("state in ('waiting', 'taken')"),
            sqlite_where=text("state in ('waiting', 'taken')"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat_key: Mapped[str] = mapped_column(String(160))
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[HandoverState] = mapped_column(words_of(HandoverState, 10), default=HandoverState.WAITING)
    reason: Mapped[str] = mapped_column(String(40))
    last_words: Mapped[bytes | None] = mapped_column(LargeBinary)
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_by: Mapped[int | None] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    touched_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unanswered_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def is_open(self) -> bool:
        """Does the citizen wait for a person, or have one?"""
        return self.state in {HandoverState.WAITING, HandoverState.TAKEN}


_ROWS = table_of(Handover)
IS_OPEN = text("handover.state in ('waiting', 'taken')")
"""Written out, not as parameters, so that a database may use the index over the few that are open."""
_OPEN_FOR = select(_ROWS.c.id).where(_ROWS.c.chat_key == bindparam("chat"), IS_OPEN)


def open_for(session: Session, chat_key: str) -> Handover | None:
    """The request this chat has open; mostly none, so that is asked first and costs little."""
    open_id = direct(session, _OPEN_FOR, {"chat": chat_key}).scalar()
    return session.get(Handover, open_id) if open_id is not None else None


def request(
    session: Session, chat_key: str, *, contact_id: int | None, reason: str, last_words: str, at: datetime
) -> Handover:
    """Ask for a person; asking again keeps the place in the queue and the newest words."""
    handover = open_for(session, chat_key)
    sealed = keyring(session).seal(last_words[:2000])
    if handover is not None:
        handover.last_words = sealed
        return handover
    handover = Handover(chat_key=chat_key, contact_id=contact_id, reason=reason, last_words=sealed, requested_at=at)
    session.add(handover)
    session.flush()
    return handover


def place_in_queue(session: Session, handover: Handover) -> int:
    """1 for the next in line."""
    ahead = session.scalar(
        select(func.count())
        .select_from(Handover)
        .where(Handover.state == HandoverState.WAITING, Handover.id < handover.id)
    )
    return (ahead or 0) + 1


def waiting_count(session: Session) -> int:
    """How many chats wait for a person nobody has sent yet."""
    waiting = select(func.count()).select_from(Handover).where(Handover.state == HandoverState.WAITING)
    return session.scalar(waiting) or 0


def open_ones(session: Session, *, limit: int = MOST_LISTED) -> list[Handover]:
    """Chats that wait for or have a person, in the order they asked."""
    still_open = select(Handover).where(IS_OPEN)
    return list(session.scalars(still_open.order_by(Handover.id).limit(limit)))


def lapsed_ones(session: Session, *, since: datetime, limit: int = MOST_LISTED) -> list[Handover]:
    """Chats nobody took in time since then, the newest first."""
    lapsed = select(Handover).where(Handover.state == HandoverState.LAPSED, Handover.closed_at >= since)
    return list(session.scalars(lapsed.order_by(Handover.closed_at.desc(), Handover.id.desc()).limit(limit)))


def locked(session: Session, handover_id: int) -> Handover:
    """The request, held by this transaction. Refuses :class:`ChatReturned` when the bot has the chat again."""
    handover = session.scalar(
        select(Handover).where(Handover.id == handover_id).with_for_update().execution_options(populate_existing=True)
    )
    if handover is None or not handover.is_open:
        raise ChatReturned()
    return handover


def say(
    session: Session,
    handover_id: int,
    *,
    by: Staff,
    text: str,
    mark: str,
    files: Sequence[OutFile] = (),
    at: datetime,
) -> Handover:
    """Write to the citizen as a person; the first words take the chat, and files follow them. The same ``mark`` is sent once.

    Refuses :class:`ChatReturned`, :class:`ChatTaken` when a colleague has it, and :class:`WordsNeeded`.
    """
    words = text.strip()
    if not words or len(words) > MAX_WORDS:
        raise WordsNeeded(most=MAX_WORDS)
    handover = _spoken_in(session, handover_id, by=by, at=at)
    outbox.enqueue(
        session,
        key=f"ho{handover.id}.{mark}",
        chat_key=handover.chat_key,
        kind="officer_says",
        data={"text": words},
        at=at,
    )
    for place, file in enumerate(files, start=1):
        outbox.enqueue(
            session,
            key=f"ho{handover.id}.{mark}.{place}",
            chat_key=handover.chat_key,
            kind="officer_file",
            data={"place": place, "of": len(files), FILE: file.to_json()},
            at=at,
        )
    return handover


def _spoken_in(session: Session, handover_id: int, *, by: Staff, at: datetime) -> Handover:
    """The talk, in which this person says something now; refuses when it is over or a colleague's."""
    handover = locked(session, handover_id)
    if handover.state is HandoverState.TAKEN and handover.taken_by != by.id:
        raise ChatTaken(by=handover.taken_by)
    take(handover, staff_id=by.id, at=at)
    handover.touched_at, handover.unanswered_since = at, None
    return handover


def say_by_template(
    session: Session,
    handover_id: int,
    *,
    by: Staff,
    template: Template,
    blanks: Sequence[str],
    mark: str,
    at: datetime,
) -> Handover:
    """Write to the citizen through an approved template, where free words would wait; once for a ``mark``.

    Refuses :class:`ChatReturned`, :class:`ChatTaken`, and :class:`core.messages.approved_templates.TemplateUnfit` when the
    citizen wrote meanwhile.
    """
    handover = _spoken_in(session, handover_id, by=by, at=at)
    approved_templates.refuse_unfit(contacts.of_chat(session, handover.chat_key), at=at)
    outbox.enqueue(
        session,
        key=f"ho{handover.id}.{mark}.template",
        chat_key=handover.chat_key,
        kind=approved_templates.KIND,
        data=template.data(blanks, None),
        at=at,
    )
    return handover


def take_over(session: Session, handover_id: int, *, by: Staff, at: datetime) -> Handover:
    """Pick a chat up, from the line or from a colleague who cannot go on with it."""
    handover = locked(session, handover_id)
    handover.state, handover.taken_by, handover.taken_at, handover.touched_at = HandoverState.TAKEN, by.id, at, at
    if handover.unanswered_since is not None:
        handover.unanswered_since = at
    return handover


def hand_back(session: Session, handover_id: int, *, at: datetime) -> Handover:
    """End the talk: the citizen is told, and the bot has the chat again."""
    handover = locked(session, handover_id)
    close(handover, at=at)
    outbox.enqueue(
        session, key=f"ho{handover.id}.left", chat_key=handover.chat_key, kind="officer_left", data={}, at=at
    )
    return handover


def take(handover: Handover, *, staff_id: int, at: datetime) -> None:
    """An officer picks up the chat."""
    if handover.state is HandoverState.WAITING:
        handover.state, handover.taken_by, handover.taken_at, handover.touched_at = (
            HandoverState.TAKEN,
            staff_id,
            at,
            at,
        )


def close(handover: Handover, *, at: datetime) -> None:
    """The chat goes back to the bot."""
    handover.state, handover.closed_at = HandoverState.CLOSED, at


def heard(session: Session, handover_id: int, *, at: datetime) -> bool:
    """The citizen wrote to the officer who has the chat. False when nobody has it any more: then the bot answers."""
    wrote = update(Handover).where(Handover.id == handover_id, Handover.state == HandoverState.TAKEN)
    return (
        change(session, wrote.values(touched_at=at, unanswered_since=func.coalesce(_ROWS.c.unanswered_since, at))) == 1
    )


_waits_since = func.coalesce(_ROWS.c.touched_at, _ROWS.c.requested_at)
"""Who was given back to the line waits from the last words on."""


def overdue(session: Session, *, at: datetime, is_staffed: bool, too_old: datetime | None = None) -> list[int]:
    """The requests somebody has waited on too long.

    ``is_staffed``: was the desk open all of the last half hour? ``too_old``: who waits since then or longer has waited
    through the term of the line.
    """
    late = [(_ROWS.c.state == HandoverState.TAKEN) & (_ROWS.c.touched_at <= at - NOBODY_WRITES)]
    if too_old is not None:
        has_waited = _waits_since <= too_old
        late.append((_ROWS.c.state == HandoverState.WAITING) & has_waited)
    if is_staffed:
        waits = (_ROWS.c.state == HandoverState.WAITING) & _ROWS.c.told_at.is_(None)
        late.append(waits & (_ROWS.c.requested_at <= at - LONG_WAIT))
        late.append((_ROWS.c.state == HandoverState.TAKEN) & (_ROWS.c.unanswered_since <= at - OFFICER_SILENT))
    return list(session.scalars(select(_ROWS.c.id).where(or_(*late)).order_by(_ROWS.c.id)))


def time_out(
    session: Session, handover_id: int, *, at: datetime, is_staffed: bool, too_old: datetime | None = None
) -> None:
    """Do what is due for this request, and tell the citizen; nothing when somebody wrote in between."""
    try:
        handover = locked(session, handover_id)
    except ChatReturned:
        return
    if handover.state is HandoverState.WAITING:
        if too_old is not None and (handover.touched_at or handover.requested_at) <= too_old:
            handover.state, handover.closed_at = HandoverState.LAPSED, at
            _tell(session, handover, "line_lapsed", {}, at=at)
        elif is_staffed and handover.told_at is None and handover.requested_at <= at - LONG_WAIT:
            handover.told_at = at
            _tell(session, handover, "still_in_line", {"place": place_in_queue(session, handover)}, at=at)
    elif handover.touched_at is not None and handover.touched_at <= at - NOBODY_WRITES:
        close(handover, at=at)
        _tell(session, handover, "talk_ended", {}, at=at)
    elif is_staffed and handover.unanswered_since and handover.unanswered_since <= at - OFFICER_SILENT:
        handover.state, handover.taken_by, handover.told_at = HandoverState.WAITING, None, at
        _tell(session, handover, "back_in_line", {"place": place_in_queue(session, handover)}, at=at)


def _tell(session: Session, handover: Handover, kind: str, data: dict[str, int], *, at: datetime) -> None:
    key = f"ho{handover.id}.{kind}.{int(at.timestamp())}"
    outbox.enqueue(session, key=key, chat_key=handover.chat_key, kind=kind, data=data, at=at)
