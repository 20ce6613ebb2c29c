"""Media: files people send. The row comes with the message; the file follows, however often the network fails."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, BigId, UTCDateTime, words_of
from core.files import Kept
from core.messages import outbox
from core.messages.channels import Channel
from core.privacy import keyring

MAX_BYTES = 20 * 1024 * 1024
TOO_LARGE = "too large"
FROM_STAFF = 0
"""In the place of a message's number: no message brought the file."""
_GIVE_UP_AFTER = 12


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    DOCUMENT = "document"


class MediaState(StrEnum):
    WAITING = "waiting"
    STORED = "stored"
    FAILED = "failed"


class Media(Base):
    """One file of one message. ``ext_file`` is how its channel finds it; ``sha256`` is where it is kept.

    ``tells``: it may say beside its content who made it, and nobody here could clean it of that; None of those kept before.
    """

    __tablename__ = "media"
    __table_args__ = (
        Index(
            "ix_media_waiting",
            "not_before",
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    inbox_id: Mapped[int] = mapped_column(BigInteger, index=True)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    chat_key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[MediaKind] = mapped_column(words_of(MediaKind, 12))
    ext_file: Mapped[str] = mapped_column(String(255))
    name: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[MediaState] = mapped_column(words_of(MediaState, 10), default=MediaState.WAITING)
    sha256: Mapped[str | None] = mapped_column(String(64))
    original: Mapped[str | None] = mapped_column(String(64))
    mime: Mapped[str | None] = mapped_column(String(100))
    size: Mapped[int | None] = mapped_column(Integer)
    tells: Mapped[bool | None] = mapped_column(Boolean)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    not_before: Mapped[datetime] = mapped_column(UTCDateTime)
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


def expect(
    session: Session,
    *,
    inbox_id: int,
    channel: Channel,
    chat_key: str,
    kind: MediaKind,
    ext_file: str,
    name: str | None,
    at: datetime,
) -> Media:
    """Note a file that has to be fetched."""
    media = Media(
        inbox_id=inbox_id,
        channel=channel,
        chat_key=chat_key,
        kind=kind,
        ext_file=ext_file,
        name=keyring(session).seal(name) if name else None,
        not_before=at,
        created_at=at,
    )
    session.add(media)
    session.flush()
    return media


def keep(
    session: Session,
    *,
    channel: Channel,
    chat_key: str,
    kind: MediaKind,
    kept: Kept,
    name: str | None = None,
    original: str | None = None,
    tells: bool | None = None,
    at: datetime,
) -> Media:
    """A file that did not come by a chat and lies in the store already."""
    media = Media(
        inbox_id=FROM_STAFF,
        channel=channel,
        chat_key=chat_key,
        kind=kind,
        ext_file=kept.sha256,
        name=keyring(session).seal(name) if name else None,
        state=MediaState.STORED,
        sha256=kept.sha256,
        original=original,
        tells=tells,
        mime=kept.mime,
        size=kept.size,
        not_before=at,
        created_at=at,
    )
    session.add(media)
    session.flush()
    return media


def enclosed(session: Session, kept: Kept, *, channel: Channel, at: datetime) -> Media:
    """A file staff put with an answer: of no chat, and without a name of its own."""
    kind = MediaKind.PHOTO if kept.mime.startswith("image/") else MediaKind.DOCUMENT
    return keep(session, channel=channel, chat_key="", kind=kind, kept=kept, at=at)


def waiting(session: Session, channels: Collection[Channel], *, at: datetime, limit: int = 20) -> list[Media]:
    """Files that may be fetched now, the oldest first."""
    due = select(Media).where(Media.state == MediaState.WAITING, Media.not_before <= at, Media.channel.in_(channels))
    return list(session.scalars(due.order_by(Media.id).limit(limit)))


def stored(
    session: Session,
    media_id: int,
    *,
    sha256: str,
    mime: str,
    size: int,
    original: str | None = None,
    tells: bool | None = None,
) -> None:
    """The file is kept under this hash, and as it came, sealed, under ``original`` where something was taken out."""
    media = session.get(Media, media_id)
    assert media is not None
    media.original, media.tells = original, tells
    media.state, media.sha256, media.mime, media.size, media.error = (
        MediaState.STORED,
        sha256,
        mime,
        size,
        None,
    )


def fetch_failed(session: Session, media_id: int, *, error: str, final: bool, at: datetime) -> None:
    """Try later, more and more patiently; give up after a day or at once when it can never work.

    Whoever sent a file that is given up is told so in one sentence, however many files their message had.
    """
    media = session.get(Media, media_id)
    assert media is not None
    media.attempts += 1
    media.error = error[:200]
    if final or media.attempts >= _GIVE_UP_AFTER:
        media.state = MediaState.FAILED
        outbox.enqueue(
            session,
            key=f"media{media.inbox_id}.lost",
            chat_key=media.chat_key,
            kind="file_not_fetched",
            data={"is_too_large": media.error == TOO_LARGE},
            at=at,
        )
    else:
        media.not_before = at + timedelta(seconds=min(2.0**media.attempts * 5, 7200))
