"""The sample office: Kabupaten Klaten as an example, so that the house shows what it can do on its first day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import office as offices
from core import staff as people
from core.staff import Agency, Role
from knowledge import entries
from knowledge.entries import Content
from knowledge.models import Entry, EntryCategory, EntryKind
from knowledge.statistics import loading

FOLDER = Path(__file__).parent
ENTRY_FILES = ("ppid", "informasi", "keberatan", "pengaduan", "statistik", "kantor", "rujukan")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was added; what was there before is left as the office made it."""

    entries: int
    agencies: int
    staff: int
    figures: int = 0


def load(session: Session, *, at: datetime) -> Loaded:
    """Load the sample office. Running it again adds only what is missing."""
    rows = _yaml("kantor-contoh")
    if offices.current(session).name == offices.Office().name:
        offices.save(session, values=rows["office"], at=at)
    agencies = [_agency(session, **row) for row in rows["agencies"]]
    staff = [_staff(session, row, at=at) for row in rows["staff"]]
    added = load_entries(session, starter_entries(), at=at)
    return Loaded(added, sum(agencies), sum(staff), loading.load(session, at=at).observations)


def _agency(session: Session, *, code: str, name: str, short_name: str) -> bool:
    if session.scalar(select(Agency.id).where(Agency.code == code)) is not None:
        return False
    session.add(Agency(code=code, name=name, short_name=short_name))
    session.flush()
    return True


def _staff(session: Session, row: dict[str, Any], *, at: datetime) -> bool:
    if people.find(session, row["email"]) is not None:
        return False
    duties: list[tuple[Role, int | None]] = []
    for duty in row["duties"]:
        role, _, code = duty.partition("@")
        agency = session.scalar(select(Agency.id).where(Agency.code == code)) if code else None
        duties.append((Role(role), agency))
    people.create(session, email=row["email"], name=row["name"], roles=duties, at=at)
    return True


def starter_entries() -> Iterator[tuple[str, Content]]:
    """The sample knowledge: slug and words of every entry."""
    for name in ENTRY_FILES:
        for row in _yaml(name):
            yield row["id"], _content(row)


def load_entries(session: Session, rows: Iterator[tuple[str, Content]], *, at: datetime) -> int:
    """Publish the entries whose slug is not known yet; how many there were."""
    known = set(session.scalars(select(Entry.slug)))
    added = 0
    for slug, content in rows:
        if slug in known:
            continue
        entry = entries.create(session, content, slug=slug, by=None, at=at)
        entries.publish(session, entry, lock=entry.lock, by=None, at=at)
        added += 1
    return added


def _content(row: dict[str, Any]) -> Content:
    dated = row.get("dated")
    return Content(
        title=row["title"],
        category=EntryCategory(row["category"]),
        kind=EntryKind(row["kind"]),
        object=row["object"],
        attribute=row["attribute"],
        answer=row["answer"].strip(),
        answer_en=row["answer_en"].strip(),
        source=row["source"],
        source_url=row.get("source_url"),
        dated=dated if isinstance(dated, date) else None,
        is_sample=bool(row["sample"]),
        phrasings=tuple(row["phrasings"]),
        phrasings_en=tuple(row["phrasings_en"]),
        acronyms=tuple(row["acronyms"]),
        related=tuple(row["related"]),
    )


def _yaml(name: str) -> Any:
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
