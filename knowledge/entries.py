"""Entries: written as a draft, published when somebody who may says so, kept in versions that nobody overwrites."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import local_day
from core.db import insert_new, table_of
from core.errors import Refusal
from core.language.normalise import key
from core.staff import Staff
from knowledge.models import (
    Entry,
    EntryCategory,
    EntryKind,
    EntryVersion,
    InformationClass,
    Revision,
    VersionState,
)

FIGURES = "figures"
"""The revision that moves with the tables of figures, as the other one does with the entries."""
MAX_ANSWER = 3500
MAX_PHRASING = 200
MAX_PHRASINGS = 60
MAX_LINKS = 5
MAX_FILES = 5
MAX_NOTE = 500
_LISTS = ("phrasings", "phrasings_en", "acronyms", "related")
_LENGTHS = {"title": 200, "answer_en": MAX_ANSWER, "source": 300, "source_url": 500, "object": 120, "attribute": 40}


class EntryIncomplete(Refusal):
    """Something an entry cannot be without is missing or too long; ``problems`` says what, field by field."""

    code = "entry_incomplete"


class EntryChanged(Refusal):
    """Somebody saved this entry after the screen was opened: nothing is overwritten."""

    code = "entry_changed"


class SlugTaken(Refusal):
    code = "slug_taken"


class SecondReaderNeeded(Refusal):
    """This office wants what one person wrote to be published by another."""

    code = "second_reader_needed"


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
    links: tuple[tuple[str, str], ...] = ()
    files: tuple[int, ...] = ()
    information_class: InformationClass | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    agency_id: int | None = None


def content_of(version: EntryVersion) -> Content:
    """The words of a stored version."""
    names = Content.__dataclass_fields__
    values: dict[str, Any] = {name: getattr(version, name) for name in names}
    for name in (*_LISTS, "files"):
        values[name] = tuple(values[name])
    values["links"] = tuple((label, address) for label, address in values["links"])
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
    if content.source_url and not _is_address(content.source_url):
        problems["source_url"] = "not_an_address"
    if content.valid_from and content.valid_until and content.valid_until < content.valid_from:
        problems["valid_until"] = "ends_before"
    if len(content.files) > MAX_FILES:
        problems["files"] = "too_many_files"
    return problems | _check_links(content.links)


def _check_links(links: Sequence[tuple[str, str]]) -> dict[str, str]:
    if len(links) > MAX_LINKS:
        return {"links": "too_many_links"}
    if any(not _is_address(address) for _, address in links):
        return {"links": "not_an_address"}
    too_long = any(len(label) > 80 or len(address) > 500 for label, address in links)
    return {"links": "too_long"} if too_long else {}


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not any(letter.isspace() for letter in text)


def create(session: Session, content: Content, *, slug: str | None = None, by: Staff | None, at: datetime) -> Entry:
    """A new entry, as a draft. Refuses :class:`EntryIncomplete` and :class:`SlugTaken`."""
    complete(content)
    names = [slug] if slug else _free_slugs(session, content.title)
    entry = next((made for name in names if (made := _named(session, name)) is not None), None)
    if entry is None:
        raise SlugTaken(slug=slug)
    add_draft(session, entry, content, by=by.id if by else None, at=at)
    return entry


def _named(session: Session, slug: str) -> Entry | None:
    """A new entry of this name; None when somebody has it, be it since a moment ago."""
    made = insert_new(session, table_of(Entry), [{"slug": slug, "lock": 1}])
    return session.get(Entry, made[0].id) if made else None


def revise(session: Session, entry: Entry, content: Content, *, lock: int, by: Staff | None, at: datetime) -> None:
    """Write a new draft over the entry; what is live stays live until the draft is published.

    Refuses :class:`EntryChanged` when ``lock`` is not the entry's any more, and :class:`EntryIncomplete`.
    """
    entry = held(session, entry, lock)
    complete(content)
    add_draft(session, entry, content, by=by.id if by else None, at=at)


def submit(session: Session, entry: Entry, *, lock: int) -> None:
    """Ask for a second reader: the draft waits for somebody who may publish it."""
    entry = held(session, entry, lock)
    draft = draft_of(session, entry)
    if draft is not None:
        draft.state, draft.review_note = VersionState.REVIEW, ""
        entry.lock += 1
        session.flush()


def send_back(session: Session, entry: Entry, *, lock: int, note: str) -> None:
    """Give a draft that waits for review back to its writer, with what is to be mended."""
    entry = held(session, entry, lock)
    draft = draft_of(session, entry)
    if draft is not None:
        draft.state, draft.review_note = VersionState.DRAFT, note[:MAX_NOTE]
        entry.lock += 1
        session.flush()


def may_publish_own(session: Session, draft: EntryVersion, by: Staff | None) -> bool:
    """May this person publish this draft, as far as its writer is concerned? Whoever runs a command may."""
    return by is None or draft.made_by != by.id or not offices.current(session).second_reader


def publish(session: Session, entry: Entry, *, lock: int, by: Staff | None, at: datetime) -> None:
    """Make the draft answer from now on, in every process within a second; or from its first day on.

    Refuses :class:`EntryChanged`, and :class:`SecondReaderNeeded` where the office wants a second person.
    """
    entry = held(session, entry, lock)
    draft = draft_of(session, entry)
    if draft is None:
        return
    if not may_publish_own(session, draft, by):
        raise SecondReaderNeeded(slug=entry.slug)
    draft.published_at, draft.published_by = at, by.id if by else None
    entry.draft_id = None
    is_early = draft.valid_from is not None and draft.valid_from > local_day(at, offices.current(session).zone)
    if is_early and entry.live_id is not None and entry.retired_at is None:
        put_next(session, entry, draft)
    else:
        _put_live(session, entry, draft)
    touched(session, entry)


def _put_live(session: Session, entry: Entry, version: EntryVersion) -> None:
    live = session.get(EntryVersion, entry.live_id) if entry.live_id else None
    if live is not None:
        live.state = VersionState.SUPERSEDED
    version.state = VersionState.PUBLISHED
    entry.live_id, entry.retired_at, entry.merged_into = version.id, None, None


def put_next(session: Session, entry: Entry, version: EntryVersion) -> None:
    """Let these words wait for their first day; what waited before does not any more."""
    waiting = session.get(EntryVersion, entry.next_id) if entry.next_id else None
    if waiting is not None:
        waiting.state = VersionState.SUPERSEDED
    version.state, entry.next_id = VersionState.SCHEDULED, version.id


def call_off(session: Session, entry: Entry, *, lock: int) -> None:
    """What was to answer later will not; the words that answer now go on."""
    entry = held(session, entry, lock)
    waiting = session.get(EntryVersion, entry.next_id) if entry.next_id else None
    if waiting is not None:
        waiting.state, entry.next_id = VersionState.SUPERSEDED, None
        touched(session, entry)


def turn_the_day(session: Session, *, today: date) -> int:
    """Words whose first day has come take over for good; how many there were. The search did so at midnight."""
    due = session.scalars(
        select(Entry)
        .join(EntryVersion, EntryVersion.id == Entry.next_id)
        .where(EntryVersion.valid_from <= today)
        .order_by(Entry.id)
        .with_for_update(of=Entry)
    ).all()
    for entry in due:
        version = session.get(EntryVersion, entry.next_id)
        assert version is not None
        retired, merged = entry.retired_at, entry.merged_into
        _put_live(session, entry, version)
        entry.next_id, entry.retired_at, entry.merged_into = None, retired, merged
        touched(session, entry)
    return len(due)


def restore(
    session: Session, entry: Entry, version: EntryVersion, *, lock: int, by: Staff | None, at: datetime
) -> None:
    """Take the words of an older version up again, as a draft. Refuses what :func:`revise` refuses."""
    assert version.entry_id == entry.id
    revise(session, entry, content_of(version), lock=lock, by=by, at=at)


def retire(session: Session, entry: Entry, *, lock: int, at: datetime, into: Entry | None = None) -> None:
    """Stop answering with this entry. Its versions stay; ``into`` answers where its name is still used."""
    entry = held(session, entry, lock)
    entry.retired_at, entry.merged_into = at, into.id if into else None
    touched(session, entry)


def held(session: Session, entry: Entry, lock: int) -> Entry:
    """The entry, held by this transaction. Refuses :class:`EntryChanged` when ``lock`` is not the entry's any more."""
    found = locked(session, entry.id)
    if found.lock != lock:
        raise EntryChanged(slug=found.slug)
    return found


def locked(session: Session, entry_id: int) -> Entry:
    """The entry, held by this transaction."""
    found = session.scalar(
        select(Entry).where(Entry.id == entry_id).with_for_update().execution_options(populate_existing=True)
    )
    assert found is not None
    return found


def draft_of(session: Session, entry: Entry) -> EntryVersion | None:
    """The words that wait to be published, in review or not."""
    return session.get(EntryVersion, entry.draft_id) if entry.draft_id else None


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


def touched(session: Session, entry: Entry) -> None:
    """What is live has changed: an open form of it is out of date, and every process reads it anew."""
    entry.lock += 1
    session.flush()
    touch(session)


def add_draft(session: Session, entry: Entry, content: Content, *, by: int | None, at: datetime) -> EntryVersion:
    """Lay a new draft over the entry; the one before it stays among the versions."""
    newest = session.scalar(select(func.max(EntryVersion.number)).where(EntryVersion.entry_id == entry.id)) or 0
    replaced = draft_of(session, entry)
    if replaced is not None:
        replaced.state = VersionState.SUPERSEDED
    values = asdict(content)
    for name in _LISTS:
        values[name] = distinct(values[name])
    draft = EntryVersion(
        entry_id=entry.id, number=newest + 1, state=VersionState.DRAFT, made_by=by, made_at=at, **values
    )
    session.add(draft)
    session.flush()
    entry.draft_id = draft.id
    entry.lock += 1
    session.flush()
    return draft


def distinct(texts: Sequence[str]) -> list[str]:
    """Each wording once, as it was first written; empty lines are left out."""
    return list({key(text) or text: text.strip() for text in reversed(texts) if text.strip()}.values())[::-1]


def complete(content: Content) -> Content:
    """These words, when nothing is missing. Refuses :class:`EntryIncomplete`."""
    problems = check(content)
    if problems:
        raise EntryIncomplete(problems=problems)
    return content


def _free_slugs(session: Session, title: str) -> Iterator[str]:
    """Names made of a title that nobody has, one after the other: somebody may take one this very moment."""
    taken = set(session.scalars(select(Entry.slug).where(Entry.slug.like(f"{_base(title)}%"))))
    while True:
        name = free_slug(title, taken)
        taken.add(name)
        yield name


def free_slug(title: str, taken: Container[str]) -> str:
    """A short name made of a title that is not taken."""
    base = _base(title)
    return next(name for name in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if name not in taken)


def _base(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60] or "entri"
