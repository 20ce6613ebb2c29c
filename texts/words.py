"""Words: the language of one reader, the facts of the office, and how dates and numbers are written in it."""

import gettext
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from core.clock import local
from core.office import Office
from core.privacy import Keyring

Lang = Literal["id", "en"]
P = ParamSpec("P")
_LOCALES = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Words:
    """What a sentence is made with. Calling it says a sentence in the reader's language, with its blanks filled."""

    lang: Lang
    office: Office
    keyring: Keyring | None = None

    def __call__(self, sentence: str, **blanks: object) -> str:
        said = translations(self.lang).gettext(sentence) if self.lang != "id" else sentence
        return said.format(**blanks) if blanks else said

    def day(self, day: date) -> str:
        """Rabu, 25 Maret 2026."""
        return format_date(day, "EEEE, d MMMM y", locale=self.lang)

    def short_day(self, day: date) -> str:
        """25 Maret."""
        return format_date(day, "d MMMM", locale=self.lang)

    def dated(self, day: date) -> str:
        """25 Maret 2026."""
        return format_date(day, "d MMMM y", locale=self.lang)

    def clock(self, at: time | datetime) -> str:
        """07.30, in Indonesian with the full stop the office writes."""
        return format_time(at, "HH.mm" if self.lang == "id" else "HH:mm", locale=self.lang)

    def moment(self, at: datetime) -> str:
        """25 Maret 2026 pukul 14.05 WIB, on the office's clock."""
        here = local(at, self.office.zone)
        return self(
            "{day} pukul {time} {zone}", day=self.dated(here.date()), time=self.clock(here), zone=self.office.zone_label
        )

    def number(self, value: int | float) -> str:
        """1.275,69 in Indonesian, 1,275.69 in English."""
        return format_decimal(value, locale=self.lang)


@lru_cache(maxsize=4)
def translations(lang: str) -> gettext.NullTranslations:
    """The translations into a language, read from its catalogue once."""
    path = _LOCALES / lang / "LC_MESSAGES" / "pendopo.po"
    if not path.exists():
        return gettext.NullTranslations()
    with path.open(encoding="utf-8") as file:
        catalogue = read_po(file, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence to be said later: which one, and what fills its blanks (plain JSON values only)."""

    kind: str
    data: dict[str, Any]


_SAYINGS: dict[str, Callable[..., str]] = {}


def message(sentence: Callable[Concatenate[Words, P], str]) -> Callable[Concatenate[Words, P], str]:
    """Register a sentence under its own name, so that an outbox row can ask for it."""
    name = sentence.__name__
    if name in _SAYINGS:
        raise ValueError(f"two sentences are called {name}")
    _SAYINGS[name] = sentence
    return sentence


def say(sentence: Callable[Concatenate[Words, P], str], *args: P.args, **blanks: P.kwargs) -> Saying:
    """Ask for a sentence with these blanks; the checker sees that they fit."""
    assert not args, "blanks are given by name"
    return Saying(sentence.__name__, dict(blanks))


def sentence_of(kind: str) -> Callable[..., str]:
    """The sentence with this name. Raises KeyError for a name nobody wrote."""
    return _SAYINGS[kind]


def kinds() -> frozenset[str]:
    """Every name an outbox row may carry."""
    return frozenset(_SAYINGS)
