"""The tables of figures: places, indicators with their metadata, sources, and observations that are never overwritten."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import JSON, Boolean, Date, ForeignKey, Index, Integer, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from core.db import Base, BigId, UTCDateTime, words_of


class Figure(TypeDecorator[Decimal]):
    """A published number, exactly as it was published. SQLite knows no decimals: it keeps the digits as text."""

    impl = Numeric(24, 8).with_variant(String(32), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        if value is None:
            return None
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Decimal | str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else exact(Decimal(value))


def exact(value: Decimal) -> Decimal:
    """Without the zeros a column adds: 12.33000000 is 12.33 and 12.00 is 12."""
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain.as_tuple().exponent > 0 else plain  # type: ignore[operator]


class RegionLevel(StrEnum):
    NASIONAL = "nasional"
    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    KECAMATAN = "kecamatan"
    DESA = "desa"


class Region(Base):
    """A place that can have figures. ``code`` is the BPS code, or Kemendagri's where BPS has none (kecamatan, desa)."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    code_bps: Mapped[str | None] = mapped_column(String(10), index=True)
    code_kemendagri: Mapped[str | None] = mapped_column(String(16), index=True)
    name: Mapped[str] = mapped_column(String(120))
    base_name: Mapped[str] = mapped_column(String(120))
    level: Mapped[RegionLevel] = mapped_column(words_of(RegionLevel, 12))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    aliases: Mapped[list[str]] = mapped_column(JSON)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    lock: Mapped[int] = mapped_column(Integer, default=1)


class Activity(Base):
    """A survey, census or register that figures come from (MS-Keg)."""

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    function: Mapped[str] = mapped_column(String(120), default="")
    period: Mapped[str] = mapped_column(String(120), default="")
    sample: Mapped[str] = mapped_column(String(300), default="")
    coverage: Mapped[str] = mapped_column(String(300), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    producer: Mapped[str] = mapped_column(String(200), default="")
    source_url: Mapped[str | None] = mapped_column(String(500))
    lock: Mapped[int] = mapped_column(Integer, default=1)


class Direction(StrEnum):
    """Which way is better for people: ``naik`` (up), ``turun`` (down), or neither."""

    NAIK = "naik"
    TURUN = "turun"
    NETRAL = "netral"


class IndicatorState(StrEnum):
    """``draft`` is seen by staff only, ``published`` by everybody, ``retired`` by nobody."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Indicator(Base):
    """One thing that is measured, with everything a reader needs (MS-Ind).

    ``interpretation`` is how to read it; it is called a draft until ``interpretation_approved_by`` (its subject-matter
    owner) has approved it. ``synonyms`` are the words people use for it, the first the most usual. Who edited it last
    (``edited_by``) does not publish it.
    """

    __tablename__ = "indicator"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    topic: Mapped[str] = mapped_column(String(80), default="")
    concept: Mapped[str] = mapped_column(Text, default="")
    definition: Mapped[str] = mapped_column(Text, default="")
    definition_en: Mapped[str] = mapped_column(Text, default="")
    interpretation: Mapped[str] = mapped_column(Text, default="")
    interpretation_en: Mapped[str] = mapped_column(Text, default="")
    interpretation_source: Mapped[str] = mapped_column(String(300), default="")
    interpretation_approved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    interpretation_approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    method: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(80))
    decimals: Mapped[int] = mapped_column(Integer, default=2)
    direction: Mapped[Direction] = mapped_column(words_of(Direction, 8), default=Direction.NETRAL)
    frequency: Mapped[str] = mapped_column(String(120), default="")
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"))
    owner: Mapped[str] = mapped_column(String(200), default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    synonyms: Mapped[list[str]] = mapped_column(JSON)
    is_sensitive: Mapped[bool] = mapped_column(Boolean, default=False)
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[IndicatorState] = mapped_column(words_of(IndicatorState, 12), default=IndicatorState.DRAFT)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    lock: Mapped[int] = mapped_column(Integer, default=1)


class Component(Base):
    """An indicator that another one is made of: IPM of UHH, HLS, RLS and expenditure."""

    __tablename__ = "component"
    __table_args__ = (UniqueConstraint("indicator_id", "part_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)


class Dataset(Base):
    """A table as its producer keeps it: who makes it, under which licence, how often."""

    __tablename__ = "dataset"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    producer: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    licence: Mapped[str] = mapped_column(String(120), default="")
    frequency: Mapped[str] = mapped_column(String(120), default="")
    url: Mapped[str | None] = mapped_column(String(500))
    lock: Mapped[int] = mapped_column(Integer, default=1)


class SeriesBase(Base):
    """What a series of one indicator rests on (SP2010, SP2020). Figures of two bases are never compared or joined.

    Every indicator has at least one; the usual one has the code "".
    """

    __tablename__ = "series_base"
    __table_args__ = (UniqueConstraint("indicator_id", "code"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    code: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")


class DataSource(Base):
    """Where a figure was read: publication, table, page and address, and when. ``producer`` answers for it."""

    __tablename__ = "data_source"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(120), unique=True)
    publication: Mapped[str] = mapped_column(String(400))
    producer: Mapped[str] = mapped_column(String(200), default="")
    table: Mapped[str] = mapped_column(String(120), default="")
    page: Mapped[str] = mapped_column(String(40), default="")
    url: Mapped[str | None] = mapped_column(String(600))
    licence: Mapped[str] = mapped_column(String(160), default="")
    is_open: Mapped[bool] = mapped_column(Boolean, default=False)
    via: Mapped[str] = mapped_column(String(400), default="")
    dataset_id: Mapped[int | None] = mapped_column(ForeignKey("dataset.id"))
    retrieved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sha256: Mapped[str | None] = mapped_column(String(64))


class DataRelease(Base):
    """A day on which figures come out: planned, moved with a reason, done."""

    __tablename__ = "data_release"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("indicator.id"), index=True)
    period: Mapped[str] = mapped_column(String(7), default="")
    planned: Mapped[date | None] = mapped_column(Date)
    released: Mapped[date | None] = mapped_column(Date)
    moved_from: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str | None] = mapped_column(String(600))
    lock: Mapped[int] = mapped_column(Integer, default=1)


class FigureStatus(StrEnum):
    """How firm a figure is: ``tetap``, ``sementara`` (*), ``sangat_sementara`` (**), or ``revisi`` (r)."""

    TETAP = "tetap"
    SEMENTARA = "sementara"
    SANGAT_SEMENTARA = "sangat_sementara"
    REVISI = "revisi"


class Observation(Base):
    """One figure: an indicator in a place in a period. A correction is a new version; the old one stays.

    ``period`` is YYYY or YYYY-MM. ``dimension`` is "" for the total. At most one version is current; one that waits for
    its batch, was superseded or rolled back is not. ``is_derived`` marks a figure somebody computed: it never answers.
    """

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint(
            "indicator_id", "region_id", "dimension", "period", "base_id", "version", name="uq_observation_version"
        ),
        Index(
            "ix_observation_current",
            "indicator_id",
            "region_id",
            "dimension",
            "period",
            "base_id",
            unique=True,
            postgresql_where=text("is_current"),
            sqlite_where=text("is_current = 1"),
        ),
        Index("ix_observation_region", "region_id", "indicator_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    period: Mapped[str] = mapped_column(String(7))
    dimension: Mapped[str] = mapped_column(String(80), default="")
    base_id: Mapped[int] = mapped_column(ForeignKey("series_base.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    value: Mapped[Decimal] = mapped_column(Figure)
    status: Mapped[FigureStatus] = mapped_column(words_of(FigureStatus, 20), default=FigureStatus.TETAP)
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    is_derived: Mapped[bool] = mapped_column(Boolean, default=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("data_source.id"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("data_release.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)
    note: Mapped[str] = mapped_column(String(300), default="")
    superseded_by: Mapped[int | None] = mapped_column(ForeignKey("observation.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
