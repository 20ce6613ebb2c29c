"""Searching: what every case can be found by, in small letters in one narrow table, so that any word is found in one look.

On PostgreSQL an index over trigrams serves words of three letters and more; shorter ones are looked for row by row.
"""

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from tickets.models import Case, CaseWords

MAX_WORDS = 5
MAX_SEARCH = 100


def keep(session: Session, case: Case, *, text: str, place: str | None = None) -> None:
    """Where a case is opened: its words as they are shown, and its place."""
    session.add(CaseWords(case_id=case.id, number=case.number.lower(), words=folded(text, place)))


def folded(text: str, place: str | None) -> str:
    """A line for each: no word of a search has a line end in it, so none is found across two of them."""
    return f"{text}\n{place or ''}".lower()


def conditions(asked: str) -> list[ColumnElement[bool]]:
    """Every word must be found in text, place or number; at most five words of a hundred characters count."""
    return holding(Case.id, asked)


def holding(case_id: ColumnElement[int] | InstrumentedAttribute[int], asked: str) -> list[ColumnElement[bool]]:
    """The same of another list of cases."""
    words = asked.replace("\0", "")[:MAX_SEARCH].lower().split()[:MAX_WORDS]
    return [case_id.in_(select(CaseWords.case_id).where(*map(_found, words)))] if words else []


def _found(word: str) -> ColumnElement[bool]:
    """Only a word with a digit can be part of a number."""
    said = _has(CaseWords.words, word)
    return or_(said, _has(CaseWords.number, word)) if any(map(str.isdigit, word)) else said


def _has(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """The word is written into the statement (and quoted there): a plan made for any word is a bad one for most."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.like(bindparam(None, f"%{escaped}%", literal_execute=True), escape="\\")
