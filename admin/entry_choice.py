"""Choosing an entry by typing: its short name, its title, or words that only one title has."""

from sqlalchemy import select

from admin import addresses
from admin.context import db
from knowledge import catalogue
from knowledge.models import Entry


def chosen(wanted: str) -> Entry | None:
    """The live entry with this slug or title; with neither, the only one that matches the words."""
    titles = catalogue.titles(db.session, [wanted])
    if wanted in titles:
        return db.session.scalar(select(Entry).where(Entry.slug == wanted))
    found = catalogue.suggest(db.session, " ".join(wanted.split()[: addresses.MAX_WORDS])) if wanted else []
    same = [entry for entry, version in found if version.title.casefold() == wanted.casefold()]
    if same:
        return same[0]
    return found[0][0] if len(found) == 1 else None
