"""Keeping: what is let go of when its time is over, a few rows to a transaction, and which files are still named.

A walk may break off anywhere: what it did not come to is found again the next time. Bytes go within the transaction that
takes their row away, so a row that stays always has its file, and no file is left that nothing names.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.owed_files import MADE
from core import tries
from core.db import Database
from core.errands import Errand
from core.files import SETTLED, FileStore
from core.messages import conversations, handovers, statuses
from core.messages.channels import Channel
from core.messages.handovers import Handover
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaState
from core.messages.outbox import OutboxMessage, OutboxState
from core.messages.outfiles import FILE, REMOVED, OutboxFile
from core.privacy import keyring
from core.retention import Retention
from knowledge import questions
from knowledge.models import EntryFile
from knowledge.statistics import demand
from knowledge.statistics.feeds import DataFeed
from knowledge.statistics.importing.forgetting import forget_rows
from knowledge.statistics.models import DataSource
from knowledge.statistics.staging import ImportBatch
from tickets.models import Attachment
from tickets.reports.snapshots import ReportSnapshot

log = logging.getLogger("pendopo.keeping")

AT_ONCE, MOST_STEPS = 50, 100
"""Files in one transaction, and transactions of one kind in one walk: other jobs of the worker wait meanwhile."""
_OVER = (OutboxState.SENT, OutboxState.DEAD, OutboxState.EXPIRED)
_NAMES: tuple[InstrumentedAttribute[Any], ...] = (
    Media.sha256,
    Media.original,
    EntryFile.sha256,
    Errand.sha256,
    DataFeed.sha256,
    DataSource.sha256,
    ImportBatch.sha256,
    OutboxFile.sha256,
    ReportSnapshot.facts_file,
    ReportSnapshot.pdf_file,
    ReportSnapshot.xlsx_file,
    ReportSnapshot.public_file,
)
"""Every column that names a kept file in the open."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Walks over what the office keeps. Of several workers one does it at a time; a second one would do no harm."""

    files: FileStore
    terms: Retention
    at_once: int = AT_ONCE

    def walk(self, database: Database, at: datetime) -> Counter[str]:
        """Let go of what is over, as much as one walk may; how many of each."""
        terms = self.terms
        gone: Counter[str] = Counter()
        steps: dict[str, Callable[[Session], int]] = {
            "import rows": lambda session: forget_rows(session, before=at - terms.import_rows),
            "made files": lambda session: self._made(session, at - terms.made_files),
            "raw uploads": lambda session: self._raw_uploads(session, at - SETTLED),
            "questions": lambda session: questions.forget(session, before=at - terms.questions),
            "figure questions": lambda session: demand.forget(session, before=at - terms.questions),
            "reports of delivery": lambda session: statuses.forget(session, before=at - terms.statuses),
            "marks of tries": lambda session: tries.forget(session, at=at),
        }
        for name, step in steps.items():
            for _ in range(MOST_STEPS):
                with database.write() as session:
                    done = step(session)
                gone[name] += done
                if not done:
                    break
        gone["uploads"] = self._uploads(database, at - terms.uploads)
        if gone.total():
            log.info("let go of %s", ", ".join(f"{count} {name}" for name, count in gone.items() if count))
        return gone

    def _made(self, session: Session, before: datetime) -> int:
        """Charts and workbooks of rows that are over. A dead row forgets its file, so that a retry makes it anew."""
        rows = session.execute(
            select(OutboxFile, OutboxMessage)
            .join(OutboxMessage, OutboxMessage.id == OutboxFile.message_id)
            .where(
                OutboxFile.at < before,
                OutboxMessage.kind.in_(MADE),
                OutboxMessage.state.in_(_OVER),
                func.coalesce(OutboxMessage.sent_at, OutboxFile.at) < before,
            )
            .order_by(OutboxFile.message_id)
            .limit(self.at_once)
            .with_for_update(skip_locked=True)
        ).all()
        for noted, message in rows:
            _strike_out(session, message)
            session.delete(noted)
        self._drop(session, {noted.sha256 for noted, _ in rows})
        return len(rows)

    def _raw_uploads(self, session: Session, before: datetime) -> int:
        """What the web chat took in as it came goes once it was cleaned: the cleaned file and the sealed one stay."""
        is_raw = Media.ext_file != Media.sha256
        came = select(Media).where(
            Media.channel == Channel.WEB, Media.state == MediaState.STORED, Media.created_at < before, is_raw
        )
        rows = session.scalars(came.order_by(Media.id).limit(self.at_once).with_for_update(skip_locked=True)).all()
        raw = {media.ext_file for media in rows}
        for media in rows:
            media.ext_file = media.sha256 or ""
        self._drop(session, raw)
        return len(rows)

    def _uploads(self, database: Database, before: datetime) -> int:
        """Files people sent that no ticket has, no draft holds and no message leads to any more."""
        gone = last = 0
        for _ in range(MOST_STEPS):
            with database.read() as session:
                page = session.execute(_unclaimed(before, Media.id > last).limit(self.at_once)).scalars().all()
                ids = [media.id for media in page if not _is_remembered(session, media)]
            if ids:
                with database.write() as session:
                    still = _unclaimed(before, Media.id.in_(ids)).with_for_update(skip_locked=True)
                    gone += self._delete(session, session.scalars(still).all())
            if len(page) < self.at_once:
                break
            last = page[-1].id
        return gone

    def _delete(self, session: Session, rows: Collection[Media]) -> int:
        files = {name for media in rows for name in (media.sha256, media.original) if name}
        files |= {media.ext_file for media in rows if media.channel is Channel.WEB}
        for media in rows:
            session.delete(media)
        self._drop(session, files)
        return len(rows)

    def _drop(self, session: Session, hashes: set[str]) -> None:
        session.flush()
        for sha256 in hashes - named(session, hashes):
            self.files.let_go(sha256)


def named(session: Session, hashes: Iterable[str]) -> set[str]:
    """Those of these files that some row still leads to, in the open or in a sealed message nobody has dealt with."""
    wanted = set(hashes)
    found = {name for column in _NAMES for name in session.scalars(select(column).where(column.in_(wanted))) if name}
    coming = select(Media.ext_file).where(Media.ext_file.in_(wanted), Media.state == MediaState.WAITING)
    found |= set(session.scalars(coming))
    return found | _in_messages(session, wanted - found)


def _in_messages(session: Session, wanted: set[str]) -> set[str]:
    """The files that web messages name which still wait or were buried."""
    if not wanted:
        return set()
    waiting = select(InboxMessage.raw).where(
        InboxMessage.channel == Channel.WEB,
        InboxMessage.state.in_((InboxState.NEW, InboxState.DEAD)),
        InboxMessage.raw.is_not(None),
    )
    found: set[str] = set()
    for raw in session.scalars(waiting):
        body = keyring(session).open(raw) if raw else ""
        found |= {sha256 for sha256 in wanted if sha256 in body}
    return found


def _strike_out(session: Session, message: OutboxMessage) -> None:
    """The row holds its file no more. One that nobody can open any more stays as it is."""
    keys = keyring(session)
    try:
        data = keys.open_json(message.data)
    except (InvalidToken, ValueError):
        return
    data.pop(FILE, None)
    if message.state is OutboxState.SENT:
        data[REMOVED] = True
    message.data = keys.seal_json(data)


def _unclaimed(before: datetime, *which: ColumnElement[bool]) -> Any:
    """Old files of people in no ticket, whose message was dealt with and purged, in chats no person is in."""
    attached = select(Attachment.id).where(Attachment.media_id == Media.id)
    needed = select(InboxMessage.id).where(
        InboxMessage.id == Media.inbox_id,
        or_(InboxMessage.raw.is_not(None), InboxMessage.state == InboxState.NEW),
    )
    talked = select(Handover.id).where(Handover.chat_key == Media.chat_key, handovers.IS_OPEN)
    return (
        select(Media)
        .where(
            Media.created_at < before,
            Media.state != MediaState.WAITING,
            ~attached.exists(),
            ~needed.exists(),
            ~talked.exists(),
            *which,
        )
        .order_by(Media.id)
    )


def _is_remembered(session: Session, media: Media) -> bool:
    """Does a draft in this chat's memory still hold the file? A memory nobody can open holds nothing."""
    try:
        return media.id in _held(conversations.load(session, media.chat_key))
    except (InvalidToken, ValueError):
        return False


def _held(memory: Any) -> set[int]:
    """The files that stand under "media" anywhere in a memory."""
    if isinstance(memory, list):
        return {number for part in memory for number in _held(part)}
    if not isinstance(memory, dict):
        return set()
    found = {number for number in memory.get("media") or () if isinstance(number, int)}
    return found.union(*(_held(part) for part in memory.values()))
