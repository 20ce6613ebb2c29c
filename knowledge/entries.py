"""Entries: written as a draft, published when somebody who may says so, kept in versions that nobody overwrites."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import insert_new, table_of
from core.errors import Refusal
from core.language.normalise import key
from core.staff import Staff
from knowledge.models import Entry, EntryCategory, EntryKind, EntryVersion, Revision, VersionState

MAX_ANSWER = 3500
MAX_PHRASING = 200
MAX_PHRASINGS = 60
_LENGTHS = {"title": 200, "answer_en": MAX_ANSWER, "source": 300, "source_url": 500, "object": 120, "attribute": 40}


class EntryIncomplete(Refusal):
    """Something an entry cannot be without is missing or too long; ``problems`` says what, field by field."""

    code = "entry_incomplete"


class EntryChanged(Refusal):
    """Somebody saved this entry after the screen was opened: nothing is overwritten."""

    code = "entry_changed"


class SlugTaken(Refusal):
    code = "slug_taken"


@dataclass(frozen=True, slots=True)
class Content:
    """The words of an entry as a person writes them."""

    title: str
    category: EntryCategory
    answer: str
    source: str
    phrasings: tuple[str, ...]
    kind: EntryKind = EntryKind.ANSWER
    object: str = ""
    attribute: str = ""
    answer_en: str = ""
    source_url: str | None = None
    dated: date | None = None
    is_sample: bool = False
    phrasings_en: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    valid_until: date | None = None
    review_on: date | None = None
    agency_id: int | None = None


def content_of(version: EntryVersion) -> Content:
    """The words of a stored version."""
    names = Content.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(version, name) for name in names}
    for name in ("phrasings", "phrasings_en", "acronyms", "related"):
        values[name] = tuple(values[name])
    return Content(**values)


def check(content: Content) -> dict[str, str]:
    """What is wrong with an entry, by field, as codes a desk turns into sentences; empty when it may be saved."""
    problems: dict[str, str] = {}
    if not content.title.strip():
        problems["title"] = "needed"
    if not content.answer.strip():
        problems["answer"] = "needed"
    elif len(content.answer) > MAX_ANSWER:
        problems["answer"] = "too_long"
    if not content.source.strip():
        problems["source"] = "needed"
    if not any(phrasing.strip() for phrasing in content.phrasings):
        problems["phrasings"] = "needed"
    elif len(content.phrasings) > MAX_PHRASINGS:
        problems["phrasings"] = "too_many"
    elif any(len(phrasing) > MAX_PHRASING for phrasing in content.phrasings):
        problems["phrasings"] = "too_long"
    for name, most in _LENGTHS.items():
        if len(getattr(content, name) or "") > most:
            problems[name] = "too_long"
    if content.source_url and not content.source_url.startswith(("https://", "http://")):
        problems["source_url"] = "not_an_address"
    return problems


def create(session: Session, content: Content, *, slug: str | None = None, by: Staff | None, at: datetime) -> Entry:
    """A new entry, as a draft. Refuses :class:`EntryIncomplete` and :class:`SlugTaken`."""
    _refuse_if_incomplete(content)
    name = slug or _free_slug(session, content.title)
    if session.scalar(select(Entry.id).where(Entry.slug == name)) is not None:
        raise SlugTaken(slug=name)
    entry = Entry(slug=name)
    session.add(entry)
    session.flush()
    _add_draft(session, entry, content, by=by, at=at)
    return entry


def revise(session: Session, entry: Entry, content: Content, *, lock: int, by: Staff | None, at: datetime) -> None:
    """Write a new draft over the entry; what is live stays live until the draft is published.

    Refuses :class:`EntryChanged` when ``lock`` is not the entry's any more, and :class:`EntryIncomplete`.
    """
    entry = locked(session, entry.id)
    if entry.lock != lock:
        raise EntryChanged(slug=entry.slug)
    _refuse_if_incomplete(content)
    _add_draft(session, entry, content, by=by, at=at)


def publish(session: Session, entry: Entry, *, lock: int, by: Staff | None, at: datetime) -> None:
    """Make the draft answer from now on, in every process within a second."""
    entry = locked(session, entry.id)
    if entry.lock != lock:
        raise EntryChanged(slug=entry.slug)
    draft = session.get(EntryVersion, entry.draft_id) if entry.draft_id else None
    if draft is None:
        return
    live = session.get(EntryVersion, entry.live_id) if entry.live_id else None
    if live is not None:
        live.state = VersionState.SUPERSEDED
    draft.state, draft.published_at, draft.published_by = VersionState.PUBLISHED, at, by.id if by else None
    entry.live_id, entry.draft_id, entry.retired_at = draft.id, None, None
    _changed(session, entry)


def restore(
    session: Session, entry: Entry, version: EntryVersion, *, lock: int, by: Staff | None, at: datetime
) -> None:
    """Take the words of an older version up again, as a draft. Refuses what :func:`revise` refuses."""
    assert version.entry_id == entry.id
    revise(session, entry, content_of(version), lock=lock, by=by, at=at)


def retire(session: Session, entry: Entry, *, lock: int, at: datetime) -> None:
    """Stop answering with this entry. Its versions stay."""
    entry = locked(session, entry.id)
    if entry.lock != lock:
        raise EntryChanged(slug=entry.slug)
    entry.retired_at = at
    _changed(session, entry)


def add_phrasing(session: Session, entry: Entry, phrasing: str, *, by: Staff | None, at: datetime) -> bool:
    """Let one more way of asking find this entry, at once. False when it already did."""
    entry = locked(session, entry.id)
    live = session.get(EntryVersion, entry.live_id) if entry.live_id else None
    if live is None:
        return False
    content = content_of(live)
    if key(phrasing) in {key(known) for known in content.phrasings}:
        return False
    revise(
        session,
        entry,
        replace(content, phrasings=(*content.phrasings, phrasing.strip()[:MAX_PHRASING])),
        lock=entry.lock,
        by=by,
        at=at,
    )
    publish(session, entry, lock=entry.lock, by=by, at=at)
    return True


def locked(session: Session, entry_id: int) -> Entry:
    """The entry, held by this transaction."""
    found = session.scalar(
        select(Entry).where(Entry.id == entry_id).with_for_update().execution_options(populate_existing=True)
    )
    assert found is not None
    return found


def versions(session: Session, entry: Entry) -> list[EntryVersion]:
    """Every version of an entry, the newest first."""
    kept = select(EntryVersion).where(EntryVersion.entry_id == entry.id).order_by(EntryVersion.number.desc())
    return list(session.scalars(kept))


def live_version(session: Session, slug: str) -> EntryVersion | None:
    """The words that answer now for this entry."""
    return session.scalar(
        select(EntryVersion)
        .join(Entry, Entry.live_id == EntryVersion.id)
        .where(Entry.slug == slug, Entry.retired_at.is_(None))
    )


def revision(session: Session, name: str = "knowledge") -> int:
    """The number that moves with every change to what is live."""
    return session.scalar(select(Revision.number).where(Revision.name == name)) or 0


def touch(session: Session, name: str = "knowledge") -> None:
    """Tell every process that the knowledge (or the ``figures``) has changed."""
    insert_new(session, table_of(Revision), [{"name": name, "number": 0}], returning=("name",))
    row = session.scalar(select(Revision).where(Revision.name == name).with_for_update())
    assert row is not None
    row.number += 1


def _changed(session: Session, entry: Entry) -> None:
    entry.lock += 1
    session.flush()
    touch(session)


def _add_draft(session: Session, entry: Entry, content: Content, *, by: Staff | None, at: datetime) -> None:
    newest = session.scalar(select(func.max(EntryVersion.number)).where(EntryVersion.entry_id == entry.id)) or 0
    replaced = session.get(EntryVersion, entry.draft_id) if entry.draft_id else None
    if replaced is not None:
        replaced.state = VersionState.SUPERSEDED
    values = asdict(content)
    for name in ("phrasings", "phrasings_en", "acronyms", "related"):
        values[name] = _distinct(values[name])
    draft = EntryVersion(entry_id=entry.id, number=newest + 1, made_by=by.id if by else None, made_at=at, **values)
    session.add(draft)
    session.flush()
    entry.draft_id = draft.id
    entry.lock += 1
    session.flush()


def _distinct(texts: Sequence[str]) -> list[str]:
    return list({key(text) or text: text.strip() for text in reversed(texts) if text.strip()}.values())[::-1]


def _refuse_if_incomplete(content: Content) -> None:
    problems = check(content)
    if problems:
        raise EntryIncomplete(problems=problems)


def _free_slug(session: Session, title: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "entri"
    taken = set(session.scalars(select(Entry.slug).where(Entry.slug.like(f"{base}%"))))
    return next(name for name in [base, *(f"{base}-{number}" for number in range(2, 10_000))] if name not in taken)
