"""Loading a folder of figures: places, indicators, sources, releases and observations, only what is missing."""

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.db import table_of
from core.places.gazetteer import Level, Place, gazetteer
from knowledge.entries import FIGURES, touch
from knowledge.statistics.models import (
    Activity,
    Component,
    DataRelease,
    DataSource,
    Direction,
    FigureStatus,
    Indicator,
    IndicatorState,
    Observation,
    Region,
    RegionLevel,
    SeriesBase,
)
from knowledge.statistics.staging import BatchKind, BatchState, ImportBatch

DATA = Path(__file__).parent / "data"
SAMPLE = DATA / "sample"
_STATUS = {
    "": FigureStatus.TETAP,
    "terbit": FigureStatus.TETAP,
    "sementara": FigureStatus.SEMENTARA,
    "sangat sementara": FigureStatus.SANGAT_SEMENTARA,
    "revisi": FigureStatus.REVISI,
}
_BASES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"^basis SP2010"), "SP2010", "Sensus Penduduk 2010"),
    (re.compile(r"SP2020"), "SP2020", "Sensus Penduduk 2020"),
    (re.compile(r"[Kk]onsep lama"), "lama", "konsep lama"),
)

_OF_BPS = ("Susenas", "Sakernas", "Sensus", "SP2020", "SHK", "PDRB")


@dataclass(frozen=True, slots=True)
class LoadedFigures:
    """How many rows of each sort were added."""

    regions: int = 0
    indicators: int = 0
    observations: int = 0


def load(session: Session, folder: Path = SAMPLE, *, at: datetime, is_sample: bool = True) -> LoadedFigures:
    """Add what a folder holds and the tables do not. Running it again adds nothing; nothing is overwritten.

    The folder has indicators.csv, regions.csv, sources.csv, observations.csv and perhaps releases.csv.
    """
    digest = hashlib.sha256((folder / "observations.csv").read_bytes()).hexdigest()
    if session.scalar(select(ImportBatch.id).where(ImportBatch.sha256 == digest).limit(1)) is not None:
        return LoadedFigures()
    regions = _regions(session, list(_rows(folder / "regions.csv")))
    indicators = _indicators(session, list(_rows(folder / "indicators.csv")), at=at, is_sample=is_sample)
    _sources(session, _rows(folder / "sources.csv"))
    if (folder / "releases.csv").exists():
        _releases(session, _rows(folder / "releases.csv"))
    batch = ImportBatch(
        kind=BatchKind.CONTOH, state=BatchState.PUBLISHED, title=folder.name, filename="observations.csv",
        sha256=digest, mapping={}, cursor={}, problems=[], made_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    batch.rows_total = batch.rows_done = _observations(session, folder, batch.id, at=at)
    touch(session, FIGURES)
    return LoadedFigures(regions, indicators, batch.rows_total)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _regions(session: Session, listed: list[dict[str, str]]) -> int:
    """Every place of the gazetteer, so that one without figures has a name; those listed keep both their codes."""
    known = set(session.scalars(select(Region.code)))
    by_kemendagri = {row["kemendagri_code"]: row for row in listed if row["kemendagri_code"]}
    rows = [_listed(row) for row in listed]
    rows += [_unlisted(place) for place in gazetteer().by_code.values() if place.code not in by_kemendagri]
    parents = {row["code"]: row.pop("parent") for row in rows}
    new = [row for row in rows if row["code"] not in known]
    if new:
        session.execute(insert(table_of(Region)), new)
    _place_in_parents(session, {row["code"]: parents[row["code"]] for row in new})
    return len(new)


def _listed(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": row["region_code"],
        "code_bps": row["region_code"],
        "code_kemendagri": row["kemendagri_code"] or None,
        "name": row["name"],
        "base_name": row["base_name"].lower(),
        "level": RegionLevel(row["level"]),
        "aliases": [alias for alias in row["aliases"].split("|") if alias],
        "parent": row["parent_code"],
        "lock": 1,
    }


def _unlisted(place: Place) -> dict[str, Any]:
    return {
        "code": place.bps_code or place.code,
        "code_bps": place.bps_code or None,
        "code_kemendagri": place.code,
        "name": _full_name(place),
        "base_name": place.base_name,
        "level": _level(place),
        "aliases": [],
        "parent": place.parent,
        "lock": 1,
    }


def _full_name(place: Place) -> str:
    prefix = {Level.KECAMATAN: "Kecamatan", Level.DESA: "Desa/Kelurahan"}.get(place.level)
    return f"{prefix} {place.name}" if prefix and not place.name.startswith(prefix) else place.name


def _level(place: Place) -> RegionLevel:
    if place.level is Level.KABKOTA:
        return RegionLevel.KOTA if place.name.startswith("Kota ") else RegionLevel.KABUPATEN
    return RegionLevel(place.level.value)


def _place_in_parents(session: Session, parents: Mapping[str, str]) -> None:
    by_code = {region.code: region for region in session.scalars(select(Region))}
    by_kemendagri = {region.code_kemendagri: region for region in by_code.values() if region.code_kemendagri}
    nation = by_code.get("0000")
    for code, parent in parents.items():
        above = by_kemendagri.get(parent) or by_code.get(parent)
        if above is None and by_code[code].level is RegionLevel.PROVINSI:
            above = nation
        by_code[code].parent_id = above.id if above is not None else None
    session.flush()


def _indicators(session: Session, rows: list[dict[str, str]], *, at: datetime, is_sample: bool) -> int:
    known = {indicator.code: indicator for indicator in session.scalars(select(Indicator))}
    activities = {activity.code: activity for activity in session.scalars(select(Activity))}
    new = [row for row in rows if row["indicator"] not in known]
    for row in new:
        name = row["source_activity"]
        if name and name not in activities:
            activities[name] = Activity(code=name[:60], name=name, producer=_producer(name))
            session.add(activities[name])
            session.flush()
        indicator = _indicator(row, at=at, is_sample=is_sample)
        indicator.activity_id = activities[name].id if name else None
        indicator.position = len(known)
        known[indicator.code] = indicator
        session.add(indicator)
    session.flush()
    for row in new:
        for place, part in enumerate(filter(None, row["components"].split("|"))):
            if part in known:
                session.add(Component(indicator_id=known[row["indicator"]].id, part_id=known[part].id, position=place))
    return len(new)


def _producer(activity: str) -> str:
    """Who carries out an activity: BPS its own surveys, censuses and accounts; others are named after who does it."""
    return "BPS" if activity.startswith(_OF_BPS) else activity.partition(" (")[0]


def _indicator(row: Mapping[str, str], *, at: datetime, is_sample: bool) -> Indicator:
    more = extra_metadata().get(row["indicator"], {})
    words = [*row["synonyms"].split("|"), *more.get("kata", ())]
    return Indicator(
        code=row["indicator"],
        name=row["name"],
        name_en=more.get("en", ""),
        topic=more.get("topik", ""),
        definition=more.get("apa", ""),
        definition_en=more.get("apa_en", ""),
        interpretation=more["baca"] if "baca" in more else row["cara_membaca_draft"],
        interpretation_source=row["cara_membaca_source"],
        method=more.get("metode", ""),
        unit=row["unit"],
        decimals=int(row["decimals"] or 2),
        direction=Direction(row["good_direction"] or Direction.NETRAL),
        frequency=row["frequency"],
        synonyms=list(dict.fromkeys(word.strip() for word in words if word.strip())),
        is_sample=is_sample,
        state=IndicatorState.PUBLISHED,
        made_at=at,
    )


@cache
def extra_metadata() -> Mapping[str, Mapping[str, Any]]:
    """Topic, definition and everyday words of the indicators that are known to the house, by code."""
    with (DATA / "indicators.yaml").open(encoding="utf-8") as file:
        found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(file)
    return found


def _sources(session: Session, rows: Iterator[dict[str, str]]) -> None:
    known = set(session.scalars(select(DataSource.code)))
    for row in rows:
        if row["source_id"] in known:
            continue
        publication, table, page = _cited(row["source"])
        session.add(
            DataSource(
                code=row["source_id"],
                publication=publication,
                table=table,
                page=page,
                url=row["source_url"] or None,
                licence=row["licence"],
                is_open=row.get("redistributable") == "ya",
                via=" ".join(filter(None, (row.get("via_repo"), row.get("via_path"))))[:400],
            )
        )
    session.flush()


def _cited(source: str) -> tuple[str, str, str]:
    """ "Statistik Indonesia 2016, tabel 4.3.9, hlm. PDF 215" in its three parts."""
    table = re.search(r",\s*tabel ([^,]+)", source)
    page = re.search(r",\s*hlm\. ([^,]+)", source)
    publication = re.sub(r",\s*(?:tabel|hlm\.) [^,]+", "", source)
    return publication, table[1] if table else "", page[1] if page else ""


def _releases(session: Session, rows: Iterator[dict[str, str]]) -> None:
    known = set(session.scalars(select(DataRelease.title)))
    for row in rows:
        if row["title"] in known:
            continue
        planned, released = _day(row["planned_date"]), _day(row["release_date"])
        moved = planned if row["status"] == "diundur" else None
        url = row["source"] if row["source"].startswith("http") else None
        session.add(
            DataRelease(
                kind=row["kind"], title=row["title"], planned=planned, released=released, moved_from=moved, url=url
            )
        )
    session.flush()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _observations(session: Session, folder: Path, batch_id: int, *, at: datetime) -> int:
    indicators = {row.code: row.id for row in session.execute(select(Indicator.code, Indicator.id))}
    regions = {row.code: row.id for row in session.execute(select(Region.code, Region.id))}
    sources = {row.code: row.id for row in session.execute(select(DataSource.code, DataSource.id))}
    bases = _Bases(session)
    current = select(
        Observation.indicator_id, Observation.region_id, Observation.dimension, Observation.period, Observation.base_id
    ).where(Observation.is_current)
    known = {tuple(row) for row in session.execute(current)}
    new = []
    for row in _rows(folder / "observations.csv"):
        indicator, region = indicators.get(row["indicator"]), regions.get(row["region_code"])
        if indicator is None or region is None:
            continue
        base = bases.id_of(indicator, row["note"])
        key = (indicator, region, row["dimension"], row["period"], base)
        if key in known:
            continue
        known.add(key)
        new.append(
            {
                "indicator_id": indicator,
                "region_id": region,
                "dimension": row["dimension"],
                "period": row["period"],
                "base_id": base,
                "version": 1,
                "value": Decimal(row["value"]),
                "status": _STATUS[row["status"]],
                "is_current": True,
                "is_derived": False,
                "source_id": sources[row["source_id"]],
                "batch_id": batch_id,
                "note": row["note"],
                "made_at": at,
            }
        )
    if new:
        session.execute(insert(table_of(Observation)), new)
    return len(new)


class _Bases:
    """The bases of every indicator, made where a note speaks of one."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known = {(base.indicator_id, base.code): base.id for base in session.scalars(select(SeriesBase))}

    def id_of(self, indicator_id: int, note: str) -> int:
        code, name = next(((code, name) for pattern, code, name in _BASES if pattern.search(note)), ("", ""))
        if (indicator_id, code) not in self._known:
            base = SeriesBase(indicator_id=indicator_id, code=code, name=name)
            self._session.add(base)
            self._session.flush()
            self._known[indicator_id, code] = base.id
        return self._known[indicator_id, code]
