"""A file checked row by row, kept until somebody says yes, and then taken over: all of it or none."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import local_day
from core.db import change, insert_new, table_of
from core.errors import Refusal
from core.staff import Agency, Staff
from knowledge import entries
from knowledge.entries import Content, EntryChanged, SecondReaderNeeded, content_of
from knowledge.exchange.columns import SLUG, SLUGS, Line, content_from
from knowledge.models import (
    Entry,
    EntryCategory,
    EntryImport,
    EntryKind,
    EntryVersion,
    InformationClass,
    VersionState,
)

_AT_ONCE = 500
_DAYS = frozenset({"dated", "valid_from", "valid_until", "review_on"})
_SETS = {"category": EntryCategory, "kind": EntryKind, "information_class": InformationClass}


class AlreadyApplied(Refusal):
    """This file was taken over already."""

    code = "import_applied"


class Fate(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Checked:
    """One row with what it would do, or what is wrong with it by column."""

    number: int
    slug: str
    title: str
    fate: Fate
    problems: Mapping[str, str]
    content: Content
    entry_id: int | None = None
    lock: int | None = None
    changes: tuple[str, ...] = ()


def check(session: Session, lines: Sequence[Line]) -> list[Checked]:
    """What each row would do. Nothing is changed."""
    known = _known(session, [slug for line in lines if (slug := _slug(line))])
    agencies = {row.code: row.id for row in session.execute(select(Agency.code, Agency.id))}
    names = _names(session, lines)
    taken = {slug for slug in names if slug}
    valid = taken | set(session.scalars(select(Entry.slug).where(Entry.retired_at.is_(None))))
    seen: set[str] = set()
    found = []
    for line, slug in zip(lines, names, strict=True):
        row = _checked(line, slug, known.get(slug), agencies, valid)
        if slug in seen:
            row = _with(row, {SLUG: "twice"})
        seen.add(slug)
        found.append(row)
    return found


def _checked(
    line: Line, slug: str, known: tuple[Entry, EntryVersion] | None, agencies: Mapping[str, int], valid: set[str]
) -> Checked:
    entry, version = known or (None, None)
    base = content_of(version) if version is not None else None
    content, problems = content_from(line.cells, base, agencies)
    found = entries.check(content)
    problems = {**{_COLUMN.get(name, name): code for name, code in found.items()}, **problems}
    if not SLUGS.fullmatch(slug):
        problems[SLUG] = "not_a_name"
    if set(content.related) - valid:
        problems["related"] = "unknown"
    if entry is not None and entry.draft_id is not None and entry.live_id is not None:
        problems[SLUG] = "has_draft"
    changes = _changes(base, content)
    fate = Fate.WRONG if problems else Fate.NEW if base is None else Fate.CHANGED if changes else Fate.SAME
    return Checked(
        number=line.number,
        slug=slug,
        title=content.title,
        fate=fate,
        problems=problems,
        content=content,
        entry_id=entry.id if entry else None,
        lock=entry.lock if entry else None,
        changes=changes,
    )


def _changes(base: Content | None, content: Content) -> tuple[str, ...]:
    """The fields that differ; every one for a new entry."""
    return tuple(
        field.name
        for field in fields(Content)
        if base is None or getattr(base, field.name) != getattr(content, field.name)
    )


_COLUMN = {"agency_id": "agency", "is_sample": "sample"}


def _with(row: Checked, problems: Mapping[str, str]) -> Checked:
    values = {field.name: getattr(row, field.name) for field in fields(Checked)}
    return Checked(**values | {"fate": Fate.WRONG, "problems": {**row.problems, **problems}})


def _slug(line: Line) -> str:
    return str(line.cells.get(SLUG) or "").strip()


def _names(session: Session, lines: Sequence[Line]) -> list[str]:
    """The short name of each row: its own, else one made of its title that nobody has."""
    taken = set(session.scalars(select(Entry.slug))) | {_slug(line) for line in lines}
    names = []
    for line in lines:
        name = _slug(line) or entries.free_slug(str(line.cells.get("title") or ""), taken)
        taken.add(name)
        names.append(name)
    return names


def _known(session: Session, slugs: Sequence[str]) -> dict[str, tuple[Entry, EntryVersion]]:
    found: dict[str, tuple[Entry, EntryVersion]] = {}
    for start in range(0, len(slugs), _AT_ONCE):
        rows = session.execute(
            select(Entry, EntryVersion)
            .join(EntryVersion, EntryVersion.id == func.coalesce(Entry.live_id, Entry.draft_id))
            .where(Entry.slug.in_(slugs[start : start + _AT_ONCE]))
        )
        found |= {row.Entry.slug: (row.Entry, row.EntryVersion) for row in rows}
    return found


# keeping and taking over -----------------------------------------------------------------------------------------


def stage(session: Session, rows: Sequence[Checked], *, name: str, by: Staff, at: datetime) -> EntryImport:
    """Keep checked rows until somebody says yes. There must be none that is wrong."""
    assert all(row.fate is not Fate.WRONG for row in rows)
    kept = [
        {"slug": row.slug, "entry_id": row.entry_id, "lock": row.lock, "content": _as_json(row.content)}
        for row in rows
        if row.fate is not Fate.SAME
    ]
    staged = EntryImport(name=name[:120], made_by=by.id, made_at=at, rows=kept)
    session.add(staged)
    session.flush()
    return staged


def again(session: Session, staged: EntryImport) -> list[Checked]:
    """What kept rows would do as things stand now; one whose entry was changed since is wrong."""
    known = _known(session, [row["slug"] for row in staged.rows])
    found = []
    for number, row in enumerate(staged.rows, start=1):
        content, (entry, version) = _from_json(row["content"]), known.get(row["slug"], (None, None))
        base = content_of(version) if version is not None else None
        is_stale = (entry.lock if entry is not None else None) != row["lock"]
        found.append(
            Checked(
                number=number,
                slug=row["slug"],
                title=content.title,
                fate=Fate.WRONG if is_stale else Fate.NEW if base is None else Fate.CHANGED,
                problems={SLUG: "stale"} if is_stale else {},
                content=content,
                entry_id=row["entry_id"],
                lock=row["lock"],
                changes=_changes(base, content),
            )
        )
    return found


def apply(session: Session, staged: EntryImport, *, publish: bool, by: Staff, at: datetime) -> int:
    """Take the rows over, to be published at once or as drafts; how many there were.

    Refuses :class:`AlreadyApplied`, :class:`SecondReaderNeeded`, and :class:`EntryChanged` when any of the entries was
    changed since the file was checked: then none is taken over.
    """
    held = session.get(EntryImport, staged.id, with_for_update=True, populate_existing=True)
    if held is None or held.applied_at is not None:
        raise AlreadyApplied()
    if publish and held.made_by == by.id and offices.current(session).second_reader:
        raise SecondReaderNeeded()
    rows = held.rows
    own = _held_entries(session, rows)
    made = _new_versions(session, rows, own, author=held.made_by, at=at)
    if publish:
        _publish(session, own, made, by=by, at=at)
    else:
        _lay_as_drafts(session, own, made)
    held.applied_at, held.applied_by = at, by.id
    session.flush()
    return len(rows)


def _held_entries(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, Entry]:
    """The entries of these rows, held by this transaction; new ones are made."""
    new = [{"slug": row["slug"], "lock": 1} for row in rows if row["entry_id"] is None]
    made = insert_new(session, table_of(Entry), new, returning=("slug",))
    if len(made) < len(new):
        raise EntryChanged(slug=next(iter({row["slug"] for row in new} - {row.slug for row in made})))
    locks = {row["slug"]: row["lock"] or 1 for row in rows}
    found: dict[str, Entry] = {}
    slugs = sorted(locks)
    for start in range(0, len(slugs), _AT_ONCE):
        some = session.scalars(
            select(Entry)
            .where(Entry.slug.in_(slugs[start : start + _AT_ONCE]))
            .order_by(Entry.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        found |= {entry.slug: entry for entry in some}
    changed = [slug for slug in slugs if slug not in found or found[slug].lock != locks[slug]]
    if changed:
        raise EntryChanged(slug=changed[0])
    return found


def _new_versions(
    session: Session, rows: Sequence[Mapping[str, Any]], own: Mapping[str, Entry], *, author: int | None, at: datetime
) -> dict[int, EntryVersion]:
    """A version for each row, by the id of its entry."""
    ids = [entry.id for entry in own.values()]
    newest: dict[int, int] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = session.execute(
            select(EntryVersion.entry_id, func.max(EntryVersion.number))
            .where(EntryVersion.entry_id.in_(ids[start : start + _AT_ONCE]))
            .group_by(EntryVersion.entry_id)
        )
        newest |= {row[0]: row[1] for row in some}
    made = (
        session.scalars(
            insert(EntryVersion).returning(EntryVersion),
            [
                {
                    "entry_id": own[row["slug"]].id,
                    "number": newest.get(own[row["slug"]].id, 0) + 1,
                    "state": VersionState.DRAFT,
                    "made_by": author,
                    "made_at": at,
                    "review_note": "",
                    **_values(_from_json(row["content"])),
                }
                for row in rows
            ],
        )
        if rows
        else ()
    )
    return {version.entry_id: version for version in made}


def _values(content: Content) -> dict[str, Any]:
    values = asdict(content)
    for name in ("phrasings", "phrasings_en", "acronyms", "related"):
        values[name] = entries.distinct(values[name])
    return values


def _publish(
    session: Session, own: Mapping[str, Entry], made: Mapping[int, EntryVersion], *, by: Staff, at: datetime
) -> None:
    today = local_day(at, offices.current(session).zone)
    replaced = [
        entry.live_id for entry in own.values() if entry.live_id is not None and not _is_early(made[entry.id], today)
    ]
    for start in range(0, len(replaced), _AT_ONCE):
        old = update(EntryVersion).where(EntryVersion.id.in_(replaced[start : start + _AT_ONCE]))
        change(session, old.values(state=VersionState.SUPERSEDED))
    for entry in own.values():
        version = made[entry.id]
        version.published_at, version.published_by = at, by.id
        if _is_early(version, today) and entry.live_id is not None:
            entries.put_next(session, entry, version)
        else:
            version.state = VersionState.PUBLISHED
            entry.live_id, entry.retired_at, entry.merged_into = version.id, None, None
        entry.lock += 1
    session.flush()
    if own:
        entries.touch(session)


def _is_early(version: EntryVersion, today: date) -> bool:
    return version.valid_from is not None and version.valid_from > today


def _lay_as_drafts(session: Session, own: Mapping[str, Entry], made: Mapping[int, EntryVersion]) -> None:
    old = [entry.draft_id for entry in own.values() if entry.draft_id is not None]
    for start in range(0, len(old), _AT_ONCE):
        replaced = update(EntryVersion).where(EntryVersion.id.in_(old[start : start + _AT_ONCE]))
        change(session, replaced.values(state=VersionState.SUPERSEDED))
    for entry in own.values():
        entry.draft_id, entry.lock = made[entry.id].id, entry.lock + 1
    session.flush()


def _as_json(content: Content) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(content).items()}


def _from_json(kept: Mapping[str, Any]) -> Content:
    values = dict(kept)
    for name, value in kept.items():
        if name in _DAYS and value is not None:
            values[name] = date.fromisoformat(value)
        elif name in _SETS and value is not None:
            values[name] = _SETS[name](value)
        elif name == "links":
            values[name] = tuple((label, address) for label, address in value)
        elif isinstance(value, list):
            values[name] = tuple(value)
    return Content(**values)
