"""Demand: every question about figures is kept as it was understood, with the observations its answer came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from core.db import change, insert_row, table_of
from core.messages.channels import Channel
from core.privacy import keyring, mask_personal
from knowledge.statistics.asked import FigureOutcome, QuestionLog

if TYPE_CHECKING:
    from knowledge.statistics.answers import Answer
    from knowledge.statistics.reading.question import Question

IN_VAIN = (FigureOutcome.NO_DATA, FigureOutcome.REFUSE_BREAK)


def log(
    session: Session,
    question: Question,
    answer: Answer,
    *,
    chat_key: str,
    channel: Channel,
    lang: str,
    at: datetime,
    ms: int = 0,
) -> int:
    """Keep a question; its asker only as a mark, identity numbers masked. Returns its id."""
    from knowledge.statistics.reading.followups import kept  # noqa: PLC0415 - brings rapidfuzz: only who asks pays

    parse = kept(question)
    parse.pop("text")
    row = {
        "at": at,
        "channel": channel,
        "asker": keyring(session).fingerprint("asker", chat_key),
        "lang": lang,
        "text": mask_personal(question.text[:1000])[:500],
        "outcome": answer.outcome,
        "operation": answer.operation.value,
        "indicator": ",".join(answer.indicators)[:80] or question.missing[:80],
        "place": (question.outside or ",".join(answer.regions))[:120],
        "period": ",".join(answer.periods)[:40],
        "parse": parse,
        "observation_ids": answer.observation_ids,
        "ms": ms,
    }
    return insert_row(session, table_of(QuestionLog), row)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Figures asked for in vain: of what, where, when, how often and by how many people."""

    indicator: str
    place: str
    period: str
    times: int
    people: int
    last_at: datetime


def in_vain(session: Session, *, limit: int = 50) -> list[Wanted]:
    """What was asked for and is not there, most people first."""
    people = func.count(func.distinct(QuestionLog.asker))
    rows = session.execute(
        select(
            QuestionLog.indicator,
            QuestionLog.place,
            QuestionLog.period,
            func.count().label("times"),
            people.label("people"),
            func.max(QuestionLog.at).label("last_at"),
        )
        .where(QuestionLog.outcome.in_(IN_VAIN))
        .group_by(QuestionLog.indicator, QuestionLog.place, QuestionLog.period)
        .order_by(people.desc(), func.max(QuestionLog.id).desc())
        .limit(limit)
    )
    return [Wanted(**row._asdict()) for row in rows]


def forget(session: Session, *, before: datetime, limit: int = 500) -> int:
    """Remove some questions from before then; how many. What was asked in vain stays as demand, without its words."""
    is_demand = QuestionLog.outcome.in_(IN_VAIN)
    old = select(QuestionLog.id).where(QuestionLog.at < before, ~is_demand | (QuestionLog.text != ""))
    ids = list(session.scalars(old.order_by(QuestionLog.at).limit(limit)))
    some = QuestionLog.id.in_(ids)
    told = change(session, update(QuestionLog).where(some, is_demand).values(text="", parse={}))
    return told + change(session, delete(QuestionLog).where(some, ~is_demand))
