"""Memory: what the conversation keeps of a chat between two messages, typed, and stored as plain JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from tickets.kinds import Priority, Visibility

TOPIC_LIVES = timedelta(minutes=10)
DRAFT_MEDIA = 20


class Step(StrEnum):
    """Where a draft stands."""

    TEXT = "text"
    PLACE = "place"
    TIME = "time"
    REQUESTER = "requester"
    REVIEW = "review"


@dataclass(slots=True)
class Draft:
    """A complaint or a request that is not filed yet."""

    kind: Literal["complaint", "permohonan"] = "complaint"
    step: Step = Step.TEXT
    text: str = ""
    place: str | None = None
    happened: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    media: list[int] = field(default_factory=list)
    visibility: str = Visibility.BIASA.value
    priority: str = Priority.BIASA.value
    requester: str | None = None
    identity_hidden: bool = False
    text_from: str | None = None
    pin_from: str | None = None
    follows: str | None = None
    asked: str = ""
    """The questions beside the report, as they stand in its text."""
    pieces: list[str] = field(default_factory=list)
    """Two matters told in one message, once the citizen said that each is a report."""
    added: str = ""
    """What was told after that: it may be about either, and goes with both."""
    is_told: bool = False
    is_whole: bool = False
    """The citizen said that it is one report."""

    @property
    def has_where_or_when(self) -> bool:
        """Text plus any one of place or time is enough to file a complaint."""
        return bool(self.place or self.happened or self.latitude is not None)


@dataclass(slots=True)
class Topic:
    """What was talked about last, for a few minutes: an entry of the knowledge, or a figure."""

    at: str
    slug: str | None = None
    object: str = ""
    figure: dict[str, Any] | None = None
    question_id: int | None = None

    def is_fresh(self, now: datetime) -> bool:
        return now - datetime.fromisoformat(self.at) <= TOPIC_LIVES


@dataclass(slots=True)
class Awaiting:
    """Something the bot asked and may hear the answer to now or later."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class StaffDesk:
    """What is remembered of a chat an officer works from.

    ``drafts`` are answers that wait for the officer's own yes, by case id; ``asked`` is the step whose words come next;
    ``unplaced`` are words that may belong to one of several cases.
    """

    as_citizen: bool = False
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: dict[str, Any] | None = None
    unplaced: dict[str, Any] | None = None


@dataclass(slots=True)
class Memory:
    """Everything remembered of one chat."""

    lang: str = "id"
    draft: Draft | None = None
    options: list[list[str]] = field(default_factory=list)
    awaiting: Awaiting | None = None
    topic: Topic | None = None
    last_report: dict[str, str] | None = None
    wrong_codes: list[str] = field(default_factory=list)
    greeted: bool = False
    piece: dict[str, str] | None = None
    """Words too few to be understood alone, and when they came: the next message may go on with them."""
    desk: StaffDesk | None = None

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Memory":
        """Read what was kept; a key of another version of the house is ignored."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        for name, part in _PARTS.items():
            if known.get(name) is not None:
                fields = {key: value for key, value in known[name].items() if key in part.__dataclass_fields__}
                known[name] = part(**fields)
        memory = cls(**known)
        if memory.draft is not None:
            memory.draft.step = Step(memory.draft.step)
        return memory

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be written down at once: what is nested is shared, not copied."""
        data = _plain(self)
        return {**data, **{name: _plain(data[name]) for name in _PARTS if data[name] is not None}}


_PARTS: Mapping[str, type[Any]] = {"draft": Draft, "topic": Topic, "awaiting": Awaiting, "desk": StaffDesk}


def _plain(kept: Any) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in kept.__dataclass_fields__}
