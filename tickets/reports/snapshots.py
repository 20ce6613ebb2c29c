"""Snapshots: the reports that were made. A draft may be made anew; what is published is frozen with its hash."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core import audit
from core.audit import AuditEntry
from core.db import Base, UTCDateTime
from core.errors import Refusal
from core.staff import Agency, Staff
from tickets.reports import public
from tickets.reports.figures import Figures, contradictions, digest
from tickets.reports.quarters import Quarter

WHOLE_OFFICE = ""


class AlreadyPublished(Refusal):
    """A published report never changes."""

    code = "report_published"


class NotReconciled(Refusal):
    """The parts of the report do not add up; ``what`` names the tickets."""

    code = "report_not_reconciled"


class QuarterNotOver(Refusal):
    """A quarter is reported when it is over."""

    code = "quarter_not_over"


class ReportChanged(Refusal):
    """The draft was made anew after this screen was opened."""

    code = "report_changed"


class ReportSnapshot(Base):
    """One report of a quarter, of the whole office (``scope`` is empty) or of one agency (its code)."""

    __tablename__ = "report_snapshot"
    __table_args__ = (UniqueConstraint("quarter", "scope"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    quarter: Mapped[str] = mapped_column(String(8))
    scope: Mapped[str] = mapped_column(String(40), default=WHOLE_OFFICE)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    definition: Mapped[int] = mapped_column(Integer)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    public_figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    public_sha256: Mapped[str | None] = mapped_column(String(64))
    facts_file: Mapped[str] = mapped_column(String(64))
    pdf_file: Mapped[str] = mapped_column(String(64))
    xlsx_file: Mapped[str] = mapped_column(String(64))
    public_file: Mapped[str | None] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(Integer, default=1)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


@dataclass(frozen=True, slots=True)
class Files:
    """The hashes of the files of a report."""

    facts: str
    pdf: str
    xlsx: str
    public: str | None


def refuse_published(session: Session, quarter: Quarter, agency: Agency | None) -> None:
    """Refuses :class:`AlreadyPublished` when this report is frozen."""
    known = of_quarter(session, quarter.code, agency.code if agency else WHOLE_OFFICE)
    if known is not None and known.is_published:
        raise AlreadyPublished(quarter=quarter.code)


def keep(session: Session, figures: Figures, files: Files, *, agency: Agency | None, by: Staff, at: datetime) -> int:
    """Keep a draft in place of the one there was; its id. Refuses :class:`AlreadyPublished`."""
    scope = agency.code if agency else WHOLE_OFFICE
    known = session.scalar(_of(figures["quarter"], scope).with_for_update())
    if known is not None and known.is_published:
        raise AlreadyPublished(quarter=figures["quarter"])
    draft = known or ReportSnapshot(quarter=figures["quarter"], scope=scope, version=0)
    told = public.version_of(figures) if agency is None else None
    draft.agency_id, draft.definition = (agency.id if agency else None), figures["definition"]
    draft.figures, draft.sha256 = figures, digest(figures)
    draft.public_figures, draft.public_sha256 = told, (digest(told) if told else None)
    draft.facts_file, draft.pdf_file = files.facts, files.pdf
    draft.xlsx_file, draft.public_file = files.xlsx, files.public
    draft.made_by, draft.made_at, draft.version = by.id, at, draft.version + 1
    session.add(draft)
    session.flush()
    return draft.id


def publish(session: Session, snapshot_id: int, *, by: Staff, version: int, at: datetime) -> ReportSnapshot:
    """Freeze a report. Refuses :class:`AlreadyPublished`, :class:`ReportChanged` and :class:`NotReconciled`."""
    report = session.scalar(select(ReportSnapshot).where(ReportSnapshot.id == snapshot_id).with_for_update())
    if report is not None and report.is_published:
        raise AlreadyPublished(quarter=report.quarter)
    if report is None or report.version != version:
        raise ReportChanged()
    wrong = contradictions(report.figures)
    if digest(report.figures) != report.sha256:
        wrong = [*wrong, "angkanya tidak cocok dengan sidiknya"]
    if wrong:
        raise NotReconciled(what="; ".join(wrong[:10]))
    report.published_by, report.published_at, report.version = by.id, at, report.version + 1
    audit.record(
        session,
        by=by,
        action=PUBLISHED,
        subject=_subject(report),
        details={
            "digest": report.sha256,
            "version": report.definition,
            **({"public_digest": report.public_sha256} if report.public_sha256 else {}),
        },
        at=at,
    )
    return report


def verify(session: Session) -> Iterator[str]:
    """A line for every published report whose figures are not those that were published."""
    acts = select(AuditEntry.subject, AuditEntry.details).where(AuditEntry.action == PUBLISHED)
    frozen = {row.subject: row.details for row in session.execute(acts.order_by(AuditEntry.id))}
    for report in session.scalars(select(ReportSnapshot).where(ReportSnapshot.published_at.is_not(None))):
        subject = _subject(report)
        noted = frozen.pop(subject, {})
        if {digest(report.figures), report.sha256} != {noted.get("digest")}:
            yield f"{subject}: its figures are not those that were published"
        shown = digest(report.public_figures) if report.public_figures else None
        if {shown, report.public_sha256} != {noted.get("public_digest", report.public_sha256)}:
            yield f"{subject}: its public figures are not those that were published"
    yield from (f"{subject}: was published and is not here" for subject in frozen)


def _subject(report: ReportSnapshot) -> str:
    return f"report:{report.quarter}{':' + report.scope if report.scope else ''}"


PUBLISHED = "report_published"


def listed(session: Session) -> list[ReportSnapshot]:
    """Every report there is, the newest quarter first, the whole office before its agencies."""
    return list(session.scalars(select(ReportSnapshot).order_by(ReportSnapshot.quarter.desc(), ReportSnapshot.scope)))


def published(session: Session) -> list[ReportSnapshot]:
    """What the public may read, the newest first."""
    shown = select(ReportSnapshot).where(ReportSnapshot.published_at.is_not(None), ReportSnapshot.scope == WHOLE_OFFICE)
    return list(session.scalars(shown.order_by(ReportSnapshot.quarter.desc())))


def of_quarter(session: Session, code: str, scope: str = WHOLE_OFFICE) -> ReportSnapshot | None:
    """The report of a quarter."""
    return session.scalar(_of(code, scope))


def _of(code: str, scope: str) -> Select[ReportSnapshot]:
    return select(ReportSnapshot).where(ReportSnapshot.quarter == code, ReportSnapshot.scope == scope)
