"""Enclosing: the files of an officer's answer, kept with the case and its event, and given to who hears of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import enclosures
from core.files import Kept
from core.messages import media
from core.messages.media import Media
from core.messages.outfiles import OutFile
from tickets.models import Attachment, Case, CaseEvent


def details(files: Sequence[Kept], more: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """What an event notes of the files that came with it: their hashes stand in the case's chain."""
    return {**(more or {}), "enclosed": [file.sha256 for file in files]} if files else more


def enclose(session: Session, case: Case, event: CaseEvent, files: Sequence[Kept], *, at: datetime) -> list[OutFile]:
    """Keep these files with the case; as they go out."""
    for file in files:
        row = media.enclosed(session, file, channel=case.channel, at=at)
        session.add(Attachment(case_id=case.id, media_id=row.id, event_id=event.id))
    session.flush()
    return enclosures.outgoing(files)


def of_event(session: Session, event_id: int) -> list[OutFile]:
    """The files that were kept with an event, as they go out."""
    kept = select(Media).join(Attachment, Attachment.media_id == Media.id).where(Attachment.event_id == event_id)
    rows = session.scalars(kept.order_by(Attachment.id))
    return enclosures.outgoing([Kept(row.sha256, row.mime or "", row.size or 0) for row in rows if row.sha256])
