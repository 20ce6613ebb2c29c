"""Sources: who answers for a figure, and what has to be known of a source before anything of it is published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from knowledge.statistics.models import DataSource
from knowledge.statistics.staging import ImportBatch

FIELDS: Mapping[str, int] = {"publication": 400, "producer": 200, "licence": 160, "url": 600, "table": 120, "page": 40}
NEEDED = ("publication", "producer", "licence")
_BPS = ("bps", "badan pusat statistik")


def producer_of(source: DataSource) -> str:
    """Who answers for a source: as it was said, else the beginning of its citation. All offices of BPS are one."""
    said = source.producer or source.publication.split(",")[0].split("(")[0]
    return "BPS" if said.strip().lower().startswith(_BPS) else " ".join(said.split())


def describe(session: Session, batch: ImportBatch, told: Mapping[str, str], *, at: datetime) -> DataSource:
    """Keep what was said about the source of a batch."""
    source = session.get(DataSource, batch.source_id) if batch.source_id else None
    if source is None:
        source = DataSource(code=f"impor-{batch.id}", publication="", retrieved_at=at, sha256=batch.sha256)
        session.add(source)
    for name, most in FIELDS.items():
        setattr(source, name, told.get(name, "").strip()[:most])
    source.url = source.url or None
    source.is_open = source.licence.lower().startswith(("cc", "odc", "pddl"))
    session.flush()
    batch.source_id = source.id
    return source


def lacking(source: DataSource | None) -> list[str]:
    """What is not known of a source yet and has to be."""
    return [name for name in NEEDED if source is None or not str(getattr(source, name)).strip()]


class Described(Protocol):
    """What has metadata: an indicator, or what somebody is about to say about one."""

    @property
    def name(self) -> str: ...
    @property
    def definition(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def frequency(self) -> str: ...
    @property
    def owner(self) -> str: ...


def lacking_metadata(indicator: Described, *, activity_producer: str = "") -> list[str]:
    """What is not known of an indicator yet and has to be before a figure of it is published."""
    facts: Mapping[str, Any] = {
        "name": indicator.name,
        "definition": indicator.definition,
        "unit": indicator.unit,
        "frequency": indicator.frequency,
        "owner": indicator.owner or activity_producer,
    }
    return [name for name, fact in facts.items() if not str(fact).strip()]
