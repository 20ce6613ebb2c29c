"""The tables of demand: every question about figures with what it got, and who wants to hear of a release."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UTCDateTime, words_of
from core.messages.channels import Channel

OUTSIDE = "luar-cakupan"
"""What a place that is none of ours is called."""


class FigureOutcome(StrEnum):
    """How a question about figures ended."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NO_DATA = "no_data"
    REFUSE_BREAK = "refuse_break"
    DEFINITION = "definition"
    METADATA = "metadata"
    RELEASE = "release"
    HANDOFF = "handoff"


class QuestionLog(Base):
    """A question about figures as it was understood, and the observations every number of its answer came from.

    ``asker`` is a mark that cannot be read back. ``indicator``, ``place`` and ``period`` are the demand when it was in
    vain: what was asked for and was not there.
    """

    __tablename__ = "question_log"
    __table_args__ = (
        Index("ix_question_log_at", "at"),
        Index("ix_question_log_demand", "outcome", "indicator", "place", "period"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    asker: Mapped[str] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(String(500))
    outcome: Mapped[FigureOutcome] = mapped_column(words_of(FigureOutcome, 14))
    operation: Mapped[str] = mapped_column(String(20), default="")
    indicator: Mapped[str] = mapped_column(String(80), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    period: Mapped[str] = mapped_column(String(40), default="")
    parse: Mapped[dict[str, Any]] = mapped_column(JSON)
    observation_ids: Mapped[list[int]] = mapped_column(JSON)
    ms: Mapped[int] = mapped_column(Integer, default=0)
    led_to: Mapped[str] = mapped_column(String(20), default="")


class Subscription(Base):
    """A chat that wants to be told when an indicator has new figures, or when a figure it was given is revised."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("chat_key", "indicator_id", "region_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    chat_key: Mapped[str] = mapped_column(String(160))
    contact_id: Mapped[int | None] = mapped_column(BigInteger)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"), index=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
