"""Asked questions: every one is kept with what it got, so that tomorrow's answers come from yesterday's misses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from core.db import change
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
) -> AskedQuestion:
    """Keep a question, its numbers of identity masked and its asker only as a mark that cannot be read back."""
    words = mask_personal(text[:2000])[:MAX_TEXT]
    asked = AskedQuestion(
        at=at,
        channel=channel,
        asker=keyring(session).fingerprint("asker", chat_key),
        lang=lang,
        text=words,
        key=key(words)[:MAX_KEY],
        outcome=outcome,
        entry_id=entry_id,
        offered=list(offered),
        confidence=confidence,
        features=dict(features or {}),
    )
    session.add(asked)
    session.flush()
    return asked


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


@dataclass(frozen=True, slots=True)
class Miss:
    """Questions that are the same but for spelling and got no good answer: how many, by how many people, since when."""

    key: str
    text: str
    times: int
    people: int
    last_at: datetime
    newest_id: int
    outcome: AskedOutcome


def misses(session: Session, *, limit: int = 50, page: int = 0) -> list[Miss]:
    """What people asked in vain and nobody has dealt with, most people first."""
    people = func.count(func.distinct(AskedQuestion.asker))
    rows = session.execute(
        select(
            AskedQuestion.key,
            func.max(AskedQuestion.text).label("text"),
            func.count().label("times"),
            people.label("people"),
            func.max(AskedQuestion.at).label("last_at"),
            func.max(AskedQuestion.id).label("newest_id"),
            func.min(AskedQuestion.outcome).label("outcome"),
        )
        .where(*_open())
        .group_by(AskedQuestion.key)
        .order_by(people.desc(), func.max(AskedQuestion.id).desc())
        .limit(limit)
        .offset(page * limit)
    )
    return [Miss(**row._asdict()) for row in rows]


def open_count(session: Session) -> int:
    """How many different questions wait for curation."""
    return session.scalar(select(func.count(func.distinct(AskedQuestion.key))).where(*_open())) or 0


def _open() -> tuple[Any, ...]:
    in_vain = (AskedQuestion.outcome == AskedOutcome.MISSED) | (AskedQuestion.helped.is_(False))
    undecided = (AskedQuestion.outcome == AskedOutcome.OFFERED) & (AskedQuestion.helped.is_(None))
    return AskedQuestion.resolution == Resolution.OPEN, in_vain | undecided


def resolve(session: Session, question_key: str, resolution: Resolution, *, by: Staff) -> int:
    """Deal with all open questions of this wording at once; how many there were."""
    waiting = update(AskedQuestion).where(AskedQuestion.key == question_key, *_open())
    return change(session, waiting.values(resolution=resolution, resolved_by=by.id))
