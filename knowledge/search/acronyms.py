"""Acronyms: keys of their own, typed in capitals, alone or with "apa itu"."""

import re

from knowledge.search.entries import Entry

_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]{1,9}\b")
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Z0-9]{1,9})\)")


def acronyms_of(entry: Entry) -> frozenset[str]:
    """The acronyms an entry answers to, in lower case: its own, and those its title gives in brackets."""
    given = (acronym.lower() for acronym in entry.acronyms)
    return frozenset([*given, *(found.lower() for found in _IN_BRACKETS.findall(entry.title))])


def shouted(text: str) -> frozenset[str]:
    """The words a text writes in capitals, in lower case; none when all of it is in capitals."""
    found = frozenset(word.lower() for word in _CAPITALS.findall(text))
    return found if any(letter.islower() for letter in text) or len(text.split()) == 1 else frozenset()
