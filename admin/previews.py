"""Previews: what a change would do to known questions, shown before anything is saved."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from admin.context import db, panel
from knowledge import effects, phrasings
from knowledge.effects import Preview
from knowledge.entries import Content, content_of
from knowledge.live import searchable
from knowledge.models import Entry, EntryVersion
from knowledge.phrasings import Ways
from knowledge.search import Entry as Searchable
from knowledge.search import Outcome

NEW = "jawaban-baru"


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview with the titles its lines need, and the mark by which the next form says: I have seen it."""

    preview: Preview
    titles: dict[str, str]
    mark: str

    @property
    def was_seen(self) -> bool:
        return request.form.get("diperiksa", "") == self.mark


def of_content(entry: Entry | None, content: Content, meant: Iterable[str] = ()) -> Shown:
    """What these words would do once they are published, beside the questions they are meant for."""
    slug = entry.slug if entry is not None else NEW
    return _shown([searchable(slug, content)], (), {slug: content.title}, meant)


def of_ways(entry: Entry, ways: Ways) -> Shown:
    """What more ways of asking for an entry would do."""
    live = db.session.get(EntryVersion, entry.live_id or 0)
    if live is None:
        return _shown([], (), {})
    return of_content(entry, phrasings.extended(content_of(live), ways), (*ways.phrasings, *ways.phrasings_en))


def of_many(rows: Iterable[tuple[str, Content]]) -> Shown:
    """What several entries would do together, each given as its short name and its words."""
    kept = list(rows)
    taught = [searchable(slug, content) for slug, content in kept]
    return _shown(taught, (), {slug: content.title for slug, content in kept})


def would_answer(entry: Entry, ways: Ways, text: str) -> bool:
    """Would the bot answer a question with this entry, once it knows these ways of asking?"""
    live = db.session.get(EntryVersion, entry.live_id or 0)
    if live is None:
        return False
    taught = searchable(entry.slug, phrasings.extended(content_of(live), ways))
    found = effects.verdict(text, panel().knowledge.now().index.updated([taught]))
    return found.slug == entry.slug and found.outcome is Outcome.ANSWER


def of_merging(entry: Entry, into: Entry) -> Shown:
    """What would happen without this entry, the other one having learnt its ways of asking."""
    gone, stays = (db.session.get(EntryVersion, row.live_id or 0) for row in (entry, into))
    if gone is None or stays is None:
        return _shown([], (), {})
    ways = Ways((gone.title, *gone.phrasings), tuple(gone.phrasings_en), tuple(gone.acronyms))
    taught = searchable(into.slug, phrasings.extended(content_of(stays), ways))
    found = _shown([taught], (entry.slug,), {into.slug: stays.title, entry.slug: gone.title})
    moved = tuple(
        effect
        for effect in found.preview.effects
        if not (effect.before.slug == entry.slug and effect.after.slug == into.slug)
    )
    return Shown(Preview(moved, found.preview.tried), found.titles, found.mark)


def _shown(
    changed: Iterable[Searchable], removed: Iterable[str], titles: dict[str, str], meant: Iterable[str] = ()
) -> Shown:
    known = panel().knowledge.now()
    entries, gone = list(changed), tuple(removed)
    preview = effects.of_entries(db.session, known.index, entries, removed=gone, meant=meant)
    return titled(preview, titles, repr((entries, gone)))


def titled(preview: Preview, titles: dict[str, str], what: str) -> Shown:
    """A preview with titles; the mark changes with what is changed and with whom it harms."""
    answers = panel().knowledge.now().answers
    named = {slug: answer.title for slug, answer in answers.items()} | titles
    harmed = repr([(effect.probe.text, effect.after.slug) for effect in preview.harm])
    return Shown(preview, named, hashlib.sha256(f"{what}|{harmed}".encode()).hexdigest()[:16])


def drafts(session: Session) -> list[Searchable]:
    """Every entry with a draft, as it would be searched if all drafts were published."""
    rows = session.query(Entry, EntryVersion).join(EntryVersion, EntryVersion.id == Entry.draft_id)
    return [searchable(entry.slug, version) for entry, version in rows]
