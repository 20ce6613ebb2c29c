"""Asked questions: every one is kept with what it got, so that tomorrow's answers come from yesterday's misses."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.db import change, insert_row, table_of
from core.language.normalise import key
from core.messages.channels import Channel
from core.privacy import keyring, mask_personal
from core.staff import Staff
from knowledge.models import AskedOutcome, AskedQuestion, Entry, Resolution

MAX_TEXT = 500
MAX_KEY = 300


def log(
    session: Session,
    *,
    text: str,
    chat_key: str,
    channel: Channel,
    lang: str,
    outcome: AskedOutcome,
    at: datetime,
    entry_id: int | None = None,
    offered: Sequence[str] = (),
    confidence: float = 0.0,
    features: Mapping[str, Any] | None = None,
) -> int:
    """Keep a question, its numbers of identity masked and its asker only as a mark that cannot be read back; its id."""
    words = mask_personal(text[:2000])[:MAX_TEXT]
    row = {
        "at": at,
        "channel": channel,
        "asker": keyring(session).fingerprint("asker", chat_key),
        "lang": lang,
        "text": words,
        "key": key(words)[:MAX_KEY],
        "outcome": outcome,
        "entry_id": entry_id,
        "offered": list(offered),
        "confidence": confidence,
        "features": dict(features or {}),
    }
    return insert_row(session, table_of(AskedQuestion), row)


def picked(session: Session, question_id: int, entry_slug: str) -> None:
    """The asker chose one of the entries offered."""
    asked = session.get(AskedQuestion, question_id)
    if asked is not None:
        asked.entry_id = session.scalar(select(Entry.id).where(Entry.slug == entry_slug))
        asked.helped = True


def judged(session: Session, question_id: int, *, helped: bool) -> None:
    """Thumbs up or down. A thumb down brings an answered question back into the inbox of curation."""
    asked = session.get(AskedQuestion, question_id)
    if asked is not None:
        asked.helped = helped


def open_count(session: Session) -> int:
    """How many different questions wait for curation."""
    return session.scalar(select(func.count(func.distinct(AskedQuestion.key))).where(*is_open())) or 0


def is_open() -> tuple[Any, ...]:
    """What waits for curation: no answer, an answer found wrong, or a choice nobody made."""
    in_vain = (AskedQuestion.outcome == AskedOutcome.MISSED) | (AskedQuestion.helped.is_(False))
    undecided = (AskedQuestion.outcome == AskedOutcome.OFFERED) & (AskedQuestion.helped.is_(None))
    return AskedQuestion.resolution == Resolution.OPEN, in_vain | undecided


def resolve(session: Session, question_key: str, resolution: Resolution, *, by: Staff) -> int:
    """Deal with all open questions of this wording at once; how many there were."""
    waiting = update(AskedQuestion).where(AskedQuestion.key == question_key, *is_open())
    return change(session, waiting.values(resolution=resolution, resolved_by=by.id))


def take_back(session: Session, question_key: str, resolution: Resolution, *, by: Staff) -> int:
    """What this person dealt with so waits again, every question of this wording; how many there are."""
    done = update(AskedQuestion).where(
        AskedQuestion.key == question_key, AskedQuestion.resolution == resolution, AskedQuestion.resolved_by == by.id
    )
    return change(session, done.values(resolution=Resolution.OPEN, resolved_by=None))


def forget(session: Session, *, before: datetime, limit: int = 500) -> int:
    """Remove some questions from before then; how many. What still waits for curation stays."""
    waits = select(AskedQuestion.id).where(*is_open())
    old = select(AskedQuestion.id).where(AskedQuestion.at < before, AskedQuestion.id.not_in(waits))
    ids = list(session.scalars(old.order_by(AskedQuestion.at).limit(limit)))
    return change(session, delete(AskedQuestion).where(AskedQuestion.id.in_(ids)))
