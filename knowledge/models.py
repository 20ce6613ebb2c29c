"""The tables of the knowledge: entries in versions, synonym groups, and the questions people asked."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UTCDateTime, words_of
from core.messages.channels import Channel


class EntryKind(StrEnum):
    """An answer of this office, or a polite word where another office is responsible."""

    ANSWER = "answer"
    RUJUKAN = "rujukan"


class EntryCategory(StrEnum):
    PPID = "ppid"
    INFORMASI = "informasi"
    LAYANAN = "layanan"
    KEBERATAN = "keberatan"
    PENGADUAN = "pengaduan"
    STATISTIK = "statistik"
    PST = "pst"
    KANTOR = "kantor"
    RUJUKAN = "rujukan"


class InformationClass(StrEnum):
    """How the law sorts public information: UU 14/2008 Pasal 9, 10, 11 and 17."""

    BERKALA = "berkala"
    SERTA_MERTA = "serta_merta"
    SETIAP_SAAT = "setiap_saat"
    DIKECUALIKAN = "dikecualikan"


class VersionState(StrEnum):
    """How far the words of an entry have come; ``scheduled`` ones are published and wait for their first day."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class Entry(Base):
    """One thing people ask about. Its words live in versions; ``live_id`` is the one that answers now.

    ``next_id`` takes over on its first day. ``merged_into`` is the entry that answers in place of a retired one.
    These ids carry no foreign key: versions point to their entry, and a circle cannot be migrated on SQLite.
    """

    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    live_id: Mapped[int | None] = mapped_column(Integer, unique=True)
    draft_id: Mapped[int | None] = mapped_column(Integer)
    next_id: Mapped[int | None] = mapped_column(Integer)
    merged_into: Mapped[int | None] = mapped_column(Integer)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lock: Mapped[int] = mapped_column(Integer, default=1)


class EntryVersion(Base):
    """The words of an entry at one time: question forms, answer, where it comes from and until when it holds."""

    __tablename__ = "entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[VersionState] = mapped_column(words_of(VersionState, 12), default=VersionState.DRAFT)
    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[EntryCategory] = mapped_column(words_of(EntryCategory, 20))
    kind: Mapped[EntryKind] = mapped_column(words_of(EntryKind, 12), default=EntryKind.ANSWER)
    object: Mapped[str] = mapped_column(String(120), default="")
    attribute: Mapped[str] = mapped_column(String(40), default="")
    answer: Mapped[str] = mapped_column(Text)
    answer_en: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(300))
    source_url: Mapped[str | None] = mapped_column(String(500))
    dated: Mapped[date | None] = mapped_column(Date)
    is_sample: Mapped[bool] = mapped_column(Boolean, default=False)
    phrasings: Mapped[list[str]] = mapped_column(JSON)
    phrasings_en: Mapped[list[str]] = mapped_column(JSON)
    acronyms: Mapped[list[str]] = mapped_column(JSON)
    related: Mapped[list[str]] = mapped_column(JSON)
    links: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    information_class: Mapped[InformationClass | None] = mapped_column(words_of(InformationClass, 16))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    review_note: Mapped[str] = mapped_column(String(500), default="")
    published_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class EntryFile(Base):
    """A file that goes with an entry. Versions name it by id; the bytes lie in the file store under their hash.

    One without an entry was chosen in a form that is not saved yet.
    """

    __tablename__ = "entry_file"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EntryImport(Base):
    """Rows of a file that were checked and wait to be taken over, all of them or none."""

    __tablename__ = "entry_import"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class SynonymGroup(Base):
    """Words that mean the same in this office's questions.

    ``house`` names the group of the house that these words stand in for; ``is_off`` takes that group away.
    """

    __tablename__ = "synonym_group"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    words: Mapped[str] = mapped_column(String(500))
    house: Mapped[str | None] = mapped_column(String(120), unique=True)
    is_off: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Revision(Base):
    """A counter every process watches: when it moves, the knowledge has changed."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, default=0)


class AskedOutcome(StrEnum):
    """What a question got: an answer, a choice of up to three, or an honest "belum tahu"."""

    ANSWERED = "answered"
    OFFERED = "offered"
    MISSED = "missed"


class Resolution(StrEnum):
    OPEN = "open"
    PHRASED = "phrased"
    DRAFTED = "drafted"
    CORRECTED = "corrected"
    IGNORED = "ignored"


class AskedQuestion(Base):
    """A question as it was asked, identity numbers masked, with what it got and why: the inbox of curation."""

    __tablename__ = "asked_question"
    __table_args__ = (
        Index("ix_asked_question_open", "resolution", "outcome", "id"),
        Index("ix_asked_question_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    asker: Mapped[str] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(String(500))
    key: Mapped[str] = mapped_column(String(300), index=True)
    outcome: Mapped[AskedOutcome] = mapped_column(words_of(AskedOutcome, 12))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    offered: Mapped[list[str]] = mapped_column(JSON)
    confidence: Mapped[float] = mapped_column(Float, default=0.0)
    features: Mapped[dict[str, Any]] = mapped_column(JSON)
    helped: Mapped[bool | None] = mapped_column(Boolean)
    resolution: Mapped[Resolution] = mapped_column(words_of(Resolution, 10), default=Resolution.OPEN)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
