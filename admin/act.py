"""An act: one form on a ticket's page, what it brings, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from admin import addresses
from core.files import Kept
from core.staff import Staff
from tickets.models import Case
from tickets.service import MAX_TEXT, MOST_EVIDENCE
from tickets.states import Action
from tickets.transfers import MOST_ID, MOST_TARGET

Do = Callable[[Session, Case, Staff, "Typed", datetime], object]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought: kept as it was typed, so that a refusal loses nothing."""

    version: int | None = None
    text: str = ""
    reason: str = ""
    kadar: str = ""
    subject: str = ""
    category: str = ""
    agency: str = ""
    ground: str = ""
    source: str = ""
    evidence: str = ""
    planned_on: str = ""
    target: str = ""
    external_id: str = ""
    numbers: str = ""
    place: str = ""
    link: str = ""
    files: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """One form: its name in the address, its title, its button, its fields, and what it does."""

    slug: str
    title: str
    button: str
    hint: str
    fields: tuple[str, ...]
    do: Do
    action: Action | None = None
    to_citizen: bool = False


_MOST = {
    "text": MAX_TEXT * 2,
    "reason": MAX_TEXT,
    "kadar": 20,
    "subject": 20,
    "category": 40,
    "agency": 12,
    "ground": 24,
    "source": 16,
    "evidence": MOST_EVIDENCE,
    "planned_on": 10,
    "target": MOST_TARGET,
    "external_id": MOST_ID,
    "numbers": 5_000,
    "place": 300,
    "link": 12,
}


def typed() -> Typed:
    """The form of this request."""
    return Typed(
        version=addresses.row_id("version"), **{name: addresses.typed(name, most) for name, most in _MOST.items()}
    )
