"""The tables of the cases: one common header, and beside it what each kind alone needs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, BigId, UTCDateTime, words_of
from core.messages.channels import Channel
from tickets.kinds import (
    Attention,
    CaseKind,
    ClockKind,
    Kadar,
    LinkKind,
    Outcome,
    Party,
    Priority,
    Rung,
    Source,
    Status,
    Subject,
    TransferMode,
    TransferState,
    Visibility,
)


class Counter(Base):
    """The last serial given out for a kind in a year; taken in the transaction that uses it, so no number is lost."""

    __tablename__ = "counter"

    kind: Mapped[CaseKind] = mapped_column(words_of(CaseKind, 8), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Case(Base):
    """The header every case has. ``version`` is the lock a person's screen carries back."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_queue", "status", "due_on"),
        Index("ix_cases_received", "received_at"),
        Index("ix_cases_kind", "kind", "id"),
        Index("ix_cases_agency", "agency_id", "status"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[CaseKind] = mapped_column(words_of(CaseKind, 8))
    number: Mapped[str] = mapped_column(String(20), unique=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[Channel] = mapped_column(words_of(Channel, 16))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    visibility: Mapped[Visibility] = mapped_column(words_of(Visibility, 20), default=Visibility.BIASA)
    priority: Mapped[Priority] = mapped_column(words_of(Priority, 10), default=Priority.BIASA)
    title: Mapped[str] = mapped_column(String(200))
    status: Mapped[Status] = mapped_column(words_of(Status, 20), default=Status.RECEIVED)
    outcome: Mapped[Outcome | None] = mapped_column(words_of(Outcome, 24))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    attention: Mapped[Attention | None] = mapped_column(words_of(Attention, 24), index=True)
    code_version: Mapped[int] = mapped_column(Integer, default=1)
    version: Mapped[int] = mapped_column(Integer, default=1)
    source_inbox_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    events_count: Mapped[int] = mapped_column(Integer, default=0)
    events_head: Mapped[str] = mapped_column(String(64), default="0" * 64)

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 - SQLAlchemy's shape

    complaint: Mapped["Complaint | None"] = relationship(back_populates="case", uselist=False)
    permohonan: Mapped["Permohonan | None"] = relationship(back_populates="case", uselist=False)


Index("ix_cases_due", Case.due_on, Case.id.desc(), postgresql_include=["priority", "status"])
_RESTRICTED = text("kadar = 'berkadar'")


class Complaint(Base):
    """What a pengaduan alone has. ``text`` has identity numbers masked; the words as written are sealed beside it."""

    __tablename__ = "complaint"
    __table_args__ = (
        Index("ix_complaint_berkadar", "case_id", postgresql_where=_RESTRICTED, sqlite_where=_RESTRICTED),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    kadar: Mapped[Kadar] = mapped_column(words_of(Kadar, 20), default=Kadar.TIDAK_BERKADAR)
    subject: Mapped[Subject] = mapped_column(words_of(Subject, 20), default=Subject.PENGADUAN)
    category: Mapped[str | None] = mapped_column(String(40), index=True)
    text: Mapped[str] = mapped_column(Text)
    original: Mapped[bytes] = mapped_column(LargeBinary)
    place: Mapped[str | None] = mapped_column(String(300))
    happened: Mapped[str | None] = mapped_column(String(120))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    planned_on: Mapped[date | None] = mapped_column(Date)
    case: Mapped[Case] = relationship(back_populates="complaint")


class Permohonan(Base):
    """What a request for public information alone has (UU 14/2008 Ps 22). The requester's particulars are sealed."""

    __tablename__ = "permohonan"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    original: Mapped[bytes] = mapped_column(LargeBinary)
    purpose: Mapped[str | None] = mapped_column(String(500))
    requester: Mapped[bytes | None] = mapped_column(LargeBinary)
    case: Mapped[Case] = relationship(back_populates="permohonan")


class CaseWords(Base):
    """What a search looks through: the number, the words as they are shown and the place, all in small letters."""

    __tablename__ = "case_words"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text)


class CaseEvent(Base):
    """One thing that happened to a case, appended and never changed; each row carries the hash of the one before."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    party: Mapped[Party] = mapped_column(words_of(Party, 12))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(40))
    before: Mapped[Status | None] = mapped_column(words_of(Status, 20))
    after: Mapped[Status] = mapped_column(words_of(Status, 20))
    reason: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    is_internal: Mapped[bool] = mapped_column(Boolean, default=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ClockPolicy(Base):
    """One deadline of the office: how many working days, for what, and the rule that says so."""

    __tablename__ = "clock_policy"
    __table_args__ = (UniqueConstraint("case_kind", "clock", "applies_to"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_kind: Mapped[CaseKind] = mapped_column(words_of(CaseKind, 8))
    clock: Mapped[ClockKind] = mapped_column(words_of(ClockKind, 4))
    applies_to: Mapped[str] = mapped_column(String(20), default="")
    days: Mapped[int] = mapped_column(SmallInteger)
    citation: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(Integer, default=1)


_RUNS = text("met_at is null")


class CaseClock(Base):
    """One term of one case: by which rule and calendar, from when, until when, and which dates were passed over."""

    __tablename__ = "case_clock"
    __table_args__ = (
        Index("ix_case_clock_open", "case_id", "kind"),
        Index("ix_case_clock_due", "due_on"),
        Index("ix_case_clock_running", "due_on", postgresql_where=_RUNS, sqlite_where=_RUNS),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[ClockKind] = mapped_column(words_of(ClockKind, 4))
    days: Mapped[int] = mapped_column(SmallInteger)
    citation: Mapped[str] = mapped_column(String(300))
    calendar_version: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime)
    start_day: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    skipped: Mapped[list[list[str]]] = mapped_column(JSON)
    met_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    days_left: Mapped[int | None] = mapped_column(SmallInteger)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rung: Mapped[Rung | None] = mapped_column(words_of(Rung, 12))

    @property
    def passed_over(self) -> list[list[str]]:
        """The skipped dates up to the last day, which a merged case may have made an earlier one."""
        return [skip for skip in self.skipped if date.fromisoformat(skip[0]) <= self.due_on]


class Disposition(Base):
    """The order to an agency to follow up, and what it said to that."""

    __tablename__ = "disposition"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    instruction: Mapped[str] = mapped_column(Text)
    returned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    return_reason: Mapped[str | None] = mapped_column(Text)


class Attachment(Base):
    """A file that belongs to a case, and the event it came with; ``released_at`` is when somebody looked at it who may
    see who reports, and found that it names nobody."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("case_id", "media_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    media_id: Mapped[int] = mapped_column(ForeignKey("media.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("case_event.id"))
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Follower(Base):
    """A chat that may read a case: the reporter's own, and any that gave the right secret code."""

    __tablename__ = "follower"
    __table_args__ = (UniqueConstraint("case_id", "contact_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class Rating(Base):
    """What the reporter thought of how it was dealt with. No row means silence, which is no number."""

    __tablename__ = "rating"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    score: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Link(Base):
    """One case hangs together with another, until it is undone. ``details`` holds what undoing needs."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(words_of(LinkKind, 12))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Transfer(Base):
    """A case handed over to another body. ``token`` is ours, so that the other side can be asked what became of it.

    Through a service (``target_code``): ``step`` counts what was tried, so that a late answer to an earlier try is told
    apart; without ``not_before`` it stands still until a person looks.
    """

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    target: Mapped[str] = mapped_column(String(120))
    mode: Mapped[TransferMode] = mapped_column(words_of(TransferMode, 8))
    state: Mapped[TransferState] = mapped_column(words_of(TransferState, 12))
    token: Mapped[str] = mapped_column(String(40), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    target_code: Mapped[str | None] = mapped_column(String(40))
    step: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    sendings: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    looks: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    error: Mapped[str | None] = mapped_column(String(200))


class Intake(Base):
    """How a case came that staff keyed in. ``reference`` (a letter's number, the address of a post) is sealed: it may
    name its writer. ``form_key`` is the form's own, so that sending it twice makes one case."""

    __tablename__ = "intake"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    source: Mapped[Source] = mapped_column(words_of(Source, 16))
    reference: Mapped[bytes | None] = mapped_column(LargeBinary)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    late_reason: Mapped[str | None] = mapped_column(String(300))
    form_key: Mapped[str] = mapped_column(String(40), unique=True)


class Unmasking(Base):
    """A question to see who an anonymous reporter is: one person asks with a reason, another one decides."""

    __tablename__ = "unmasking"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    reason: Mapped[str] = mapped_column(String(500))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_granted: Mapped[bool | None] = mapped_column(Boolean)
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
