"""Publication: the newest figures on a board, and a whole indicator as a table, a data package and a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.statistics import store
from knowledge.statistics.models import (
    Activity,
    DataSource,
    Indicator,
    IndicatorState,
    Observation,
    Region,
    SeriesBase,
)
from knowledge.statistics.store import Reading
from knowledge.statistics.workbooks import Sheets

MOST_ROWS = 100_000
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("indikator", "string", "kode indikator"),
    ("kode_bps", "string", "kode wilayah BPS"),
    ("kode_kemendagri", "string", "kode wilayah Kemendagri"),
    ("wilayah", "string", "nama wilayah"),
    ("periode", "string", "YYYY atau YYYY-MM"),
    ("dimensi", "string", "bagian dari jumlah; kosong untuk jumlah"),
    ("nilai", "number", "nilai"),
    ("satuan", "string", "satuan"),
    ("status", "string", "tetap, sementara, sangat_sementara atau revisi"),
    ("basis", "string", "basis deret; basis yang berbeda tidak sebanding"),
    ("sumber", "string", "publikasi"),
    ("alamat_sumber", "string", "alamat sumber"),
    ("lisensi", "string", "lisensi sumber"),
    ("observasi", "integer", "nomor catatan di layanan ini"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Published:
    """An indicator as a public page shows it, with its newest figure of the office's region."""

    indicator: Indicator
    activity: str
    newest: Reading | None


def region_of(session: Session, code: str) -> Region | None:
    """A region by Kemendagri's code or BPS's."""
    return session.scalar(select(Region).where((Region.code_kemendagri == code) | (Region.code == code)).limit(1))


def board(session: Session, home: str) -> list[Published]:
    """Every published indicator with the newest figure of the office's region, by topic."""
    rows = session.execute(_indicators().order_by(Indicator.topic, Indicator.position, Indicator.id)).all()
    return [Published(row.Indicator, row.activity or "", _newest(session, row.Indicator.code, home)) for row in rows]


def published(session: Session, code: str, home: str) -> Published | None:
    """One indicator, if it is published."""
    row = session.execute(_indicators().where(Indicator.code == code)).first()
    return None if row is None else Published(row.Indicator, row.activity or "", _newest(session, code, home))


def _indicators() -> Any:
    return (
        select(Indicator, Activity.name.label("activity"))
        .outerjoin(Activity, Activity.id == Indicator.activity_id)
        .where(Indicator.state == IndicatorState.PUBLISHED)
    )


def _newest(session: Session, code: str, home: str) -> Reading | None:
    found = store.readings(session, code, [home]) if home else []
    return found[-1] if found else None


def regions_with(session: Session, indicator_id: int) -> list[Region]:
    """The regions an indicator has figures for."""
    has = (
        select(Observation.region_id)
        .where(Observation.indicator_id == indicator_id, Observation.is_current)
        .distinct()
        .scalar_subquery()
    )
    return list(session.scalars(select(Region).where(Region.id.in_(has)).order_by(Region.code)))


def rows(session: Session, code: str, *, regions: Sequence[str] = ()) -> Iterator[tuple[Any, ...]]:
    """The current figures of an indicator in the order of :data:`FIELDS`."""
    asked = (
        select(Observation, Indicator, Region, SeriesBase.code, DataSource)
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .join(Region, Region.id == Observation.region_id)
        .join(SeriesBase, SeriesBase.id == Observation.base_id)
        .join(DataSource, DataSource.id == Observation.source_id)
        .where(Observation.is_current, Observation.is_derived.is_(False), Indicator.code == code)
        .where(Indicator.state == IndicatorState.PUBLISHED)
        .order_by(Region.code, Observation.dimension, Observation.period)
        .limit(MOST_ROWS)
    )
    if regions:
        asked = asked.where(Region.code.in_(regions))
    for one, indicator, region, base, source in session.execute(asked):
        yield (
            indicator.code, region.code_bps or "", region.code_kemendagri or "", region.name, one.period, one.dimension,
            one.value, indicator.unit, one.status.value, base, source.publication, source.url or "", source.licence, one.id,
        )  # fmt: skip


def as_csv(session: Session, code: str, *, regions: Sequence[str] = ()) -> str:
    """The table as CSV; no cell begins like a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _, _ in FIELDS])
    for row in rows(session, code, regions=regions):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_json(session: Session, code: str, *, regions: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The table as objects; values are numbers written exactly as they were published."""
    names = [name for name, _, _ in FIELDS]
    return [
        dict(zip(names, (*row[:6], str(row[6]), *row[7:]), strict=True)) for row in rows(session, code, regions=regions)
    ]


def datapackage(session: Session, shown: Published, *, office: str, url: str) -> dict[str, Any]:
    """The description of an indicator's open data (Frictionless Data Package)."""
    indicator = shown.indicator
    licences = session.execute(
        select(DataSource.licence, func.count())
        .join(Observation, Observation.source_id == DataSource.id)
        .where(Observation.indicator_id == indicator.id, Observation.is_current)
        .group_by(DataSource.licence)
    ).all()
    return {
        "name": indicator.code.replace("_", "-"),
        "title": indicator.name,
        "description": indicator.definition,
        "homepage": f"{url}/data/{indicator.code}",
        "contributors": [{"title": office, "role": "publisher"}],
        "licenses": [
            {"name": name, "title": f"{name} ({times} baris); lihat kolom lisensi"} for name, times in licences
        ],
        "sources": [{"title": shown.activity}] if shown.activity else [],
        "resources": [
            {
                "name": indicator.code.replace("_", "-"),
                "path": f"{url}/data/{indicator.code}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "schema": {
                    "fields": [{"name": name, "type": sort, "description": about} for name, sort, about in FIELDS],
                    "primaryKey": ["kode_bps", "kode_kemendagri", "periode", "dimensi", "basis"],
                },
            }
        ],
    }


def sheets(session: Session, shown: Published, *, office: str, regions: Sequence[str] = ()) -> Sheets:
    """The table as the sheets Data, Metadata and Sumber, in plain values."""
    table = list(rows(session, shown.indicator.code, regions=regions))
    sources = dict.fromkeys((row[10], row[11], row[12]) for row in table)
    return [
        ("Data", [[name for name, _, _ in FIELDS], *table]),
        ("Metadata", [["Hal", "Isi"], *_metadata(shown, office)]),
        ("Sumber", [["Publikasi", "Alamat", "Lisensi"], *sources]),
    ]


def _metadata(shown: Published, office: str) -> list[tuple[str, str]]:
    it = shown.indicator
    facts: Mapping[str, str] = {
        "Indikator": it.name,
        "Kode": it.code,
        "Definisi": it.definition,
        "Cara membaca": it.interpretation.replace("{bulat}", "sekian").replace("{nilai}", "sekian"),
        "Cara membaca disetujui": "ya" if it.interpretation_approved_by else "belum (draf)",
        "Metode": it.method,
        "Satuan": it.unit,
        "Frekuensi": it.frequency,
        "Kegiatan sumber": shown.activity,
        "Diterbitkan oleh": office,
    }
    return [(name, fact) for name, fact in facts.items() if fact]
