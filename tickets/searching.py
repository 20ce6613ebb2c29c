"""Searching: what every case can be found by, in small letters in one narrow table, so that any word is found in one look.

On PostgreSQL an index over trigrams serves words of three letters and more, another one over letters and pairs of them
a search of shorter words only; a third one has the numbers from their start. Elsewhere, and in one list walked in its
order, rows are looked at one by one.
"""

import re

from sqlalchemy import ColumnElement, CompoundSelect, Select, Text, bindparam, cast, func, not_, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from tickets.kinds import CaseKind
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
    words = said(asked)
    return [Case.id.in_(select(CaseWords.case_id).where(*map(_found, words)))] if words else []


def said(asked: str) -> list[str]:
    """The words that count."""
    return asked.replace("\0", "")[:MAX_SEARCH].lower().split()[:MAX_WORDS]


def row_by_row(asked: str) -> list[ColumnElement[bool]]:
    """The words as conditions on a row of :class:`CaseWords` that is at hand."""
    return list(map(_found, said(asked)))


def holding(session: Session, asked: str) -> Select[int] | CompoundSelect[int]:
    """The ids of all that hold the words, as the database looks for them quickest."""
    words = said(asked)
    start = next(filter(_begins_a_number, words), None)
    if start is None:
        return select(CaseWords.case_id).where(*_at_once(session, words))
    return _holding_the_start(start, [_found(word) for word in words if word != start])


def span(session: Session, asked: str) -> tuple[int, int] | None:
    """Between which ids everything lies that holds the beginning of a number: a walk need not look beyond.

    None for other words, and where nothing is found.
    """
    start = next(filter(_begins_a_number, said(asked)), None)
    if start is None:
        return None
    found = _holding_the_start(start, []).subquery()
    first, last = session.execute(select(func.min(found.c.case_id), func.max(found.c.case_id))).one()
    return None if first is None else (first, last)


def _holding_the_start(start: str, rest: list[ColumnElement[bool]]) -> CompoundSelect[int]:
    """Half of all cases may begin so: these are read off the index over numbers, and only the others are looked for in texts."""
    begins = CaseWords.number.like(bindparam(None, f"{start}%", literal_execute=True))
    mentioned = select(CaseWords.case_id).where(_has(CaseWords.words, start), not_(begins), *rest)
    return union_all(select(CaseWords.case_id).where(begins, *rest), mentioned)


def _at_once(session: Session, words: list[str]) -> list[ColumnElement[bool]]:
    is_short = all(len(word) <= _SHORT and not _may_be_of_a_number(word) for word in words)
    if words and is_short and session.get_bind().dialect.name == "postgresql":
        parts: ColumnElement[bool] = func.short_parts(CaseWords.words).op("@>")(cast(words, ARRAY(Text)))
        return [parts]
    return list(map(_found, words))


_SHORT = 2
"""Letters of a word that has no trigram."""


def _found(word: str) -> ColumnElement[bool]:
    """Only a word with a digit can be part of a number."""
    in_words = _has(CaseWords.words, word)
    return or_(_has(CaseWords.number, word), in_words) if _may_be_of_a_number(word) else in_words


_NUMBER_START = re.compile(rf"(?:{'|'.join(kind.value.lower() for kind in CaseKind)})-[0-9][-0-9a-z]*")


def _begins_a_number(word: str) -> bool:
    """Only the beginning of a number has letters and a dash before a digit: such a word is never found further inside one."""
    return _NUMBER_START.fullmatch(word) is not None


def _may_be_of_a_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _has(column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """The word is written into the statement (and quoted there): a plan made for any word is a bad one for most."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return column.like(bindparam(None, f"%{escaped}%", literal_execute=True), escape="\\")
