"""Use cases of an import: taken in, mapped, sent for approval, approved or refused by a second person, taken back."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from core.errors import Refusal, SavedMeanwhile
from core.files import FileStore
from core.staff import Staff
from knowledge.statistics import sources
from knowledge.statistics.importing import mapping as mappings
from knowledge.statistics.importing import publishing, tables
from knowledge.statistics.importing.judging import count_by_state
from knowledge.statistics.importing.mapping import Mapping
from knowledge.statistics.metadata import NotYourIndicator, in_charge
from knowledge.statistics.models import Activity, DataSource, Indicator, IndicatorState, Observation, Region
from knowledge.statistics.staging import BatchKind, BatchState, ImportBatch, RowState, StagedRow

_MAY_MAP = (BatchState.MAPPING, BatchState.CHECKED, BatchState.FAILED)
OPEN = (
    BatchState.MAPPING,
    BatchState.READING,
    BatchState.CHECKED,
    BatchState.SUBMITTED,
    BatchState.PUBLISHING,
    BatchState.FAILED,
)


class NotNow(Refusal):
    """The batch stands elsewhere: somebody, or the worker, was faster."""

    code = "import_not_now"


class MappingIncomplete(Refusal):
    """The mapping leaves open what a figure needs; ``missing`` are codes."""

    code = "import_mapping"


class NothingToPublish(Refusal):
    """No row of the file would change anything."""

    code = "import_nothing"


class MetadataMissing(Refusal):
    """Something has to be known of a source or an indicator before its figures are published; ``missing`` by name."""

    code = "import_metadata"


class SecondPersonNeeded(Refusal):
    """Who brought the figures does not approve them."""

    code = "import_second_person"


class WarningsUnread(Refusal):
    """There are leaps and sums to look at before approving."""

    code = "import_warnings"


class ReasonNeeded(Refusal):
    code = "reason_needed"


@dataclass(frozen=True, slots=True)
class Seen:
    """A stored file that is a table, with a first guess at its mapping."""

    name: str
    sha256: str
    mapping: Mapping


def look_at(session: Session, files: FileStore, content: bytes, *, name: str) -> Seen:
    """See what a file is and store it, before anything is written down. Refuses :class:`tables.NotATable`."""
    book = tables.look(content, name=name)
    sheet = max(range(len(book.sheets)), key=lambda place: len(book.sheets[place].head))
    guessed = mappings.guess(book.sheets[sheet].head, indicators=indicator_names(session), sheet=sheet)
    return Seen(name, files.put(content).sha256, guessed)


def take_in(session: Session, seen: Seen, *, by: Staff, at: datetime) -> ImportBatch:
    """An import begins: a person says next what the columns mean."""
    batch = ImportBatch(
        kind=BatchKind.BERKAS, state=BatchState.MAPPING, title=seen.name.rpartition(".")[0][:300] or seen.name[:300],
        filename=seen.name[:255], sha256=seen.sha256, mapping=seen.mapping.as_json(), cursor={}, problems=[],
        made_by=by.id, made_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch


def indicator_names(session: Session) -> dict[str, str]:
    """The code of every indicator that is not retired, by what it is called."""
    rows = session.scalars(select(Indicator).where(Indicator.state != IndicatorState.RETIRED))
    return mappings.names_of([(one.code, one.name, one.synonyms) for one in rows])


def map_it(
    session: Session,
    batch_id: int,
    mapping: Mapping,
    source: AnyMapping[str, str],
    *,
    lock: int | None,
    by: Staff,
    at: datetime,
) -> ImportBatch:
    """Say what the columns mean and where the table is from; the worker reads it next.

    Who said so last counts as who brought it. Refuses :class:`NotNow`, :class:`SavedMeanwhile`,
    :class:`MappingIncomplete` and :class:`NotYourIndicator`.
    """
    batch = _held(session, batch_id, lock, _MAY_MAP)
    missing = mappings.missing(mapping)
    missing += [] if _exists(session, Region.code, mapping.region) else ["unknown_region"]
    codes = {mapping.indicator, *(column.indicator for column in mapping.columns.values())} - {""}
    missing += [] if all(_exists(session, Indicator.code, code) for code in codes) else ["unknown_indicator"]
    if missing:
        raise MappingIncomplete(missing=missing)
    if not all(owns(session, by, code) for code in codes):
        raise NotYourIndicator()
    sources.describe(session, batch, source, at=at)
    batch.mapping, batch.cursor, batch.problems = mapping.as_json(), {}, []
    batch.state, batch.made_by, batch.rows_total, batch.rows_done = BatchState.READING, by.id, None, 0
    batch.lock += 1
    return batch


def _exists(session: Session, column: Any, code: str) -> bool:
    return not code or session.scalar(select(column).where(column == code)) is not None


def owns(session: Session, staff: Staff, code: str) -> bool:
    """May this person bring figures of the indicator?"""
    indicator = session.scalar(select(Indicator).where(Indicator.code == code))
    return indicator is not None and in_charge(staff, indicator)


def _refuse_others(session: Session, batch: ImportBatch, by: Staff) -> None:
    if not all(in_charge(by, one) for one in indicators_in(session, batch)):
        raise NotYourIndicator()


def _held(session: Session, batch_id: int, lock: int | None, states: Sequence[BatchState]) -> ImportBatch:
    batch = session.get_one(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch.state not in states:
        raise NotNow()
    if lock is not None and batch.lock != lock:
        raise SavedMeanwhile(version=batch.lock)
    return batch


# the gate ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing before figures may be published: of the source (no indicator), or of an indicator."""

    fields: tuple[str, ...]
    indicator: Indicator | None = None


def lacks(session: Session, batch: ImportBatch) -> list[Lack]:
    """Everything that stands between this batch and its publication but a second person."""
    source = session.get(DataSource, batch.source_id) if batch.source_id else None
    found = [Lack(tuple(fields))] if (fields := sources.lacking(source)) else []
    for indicator in indicators_in(session, batch):
        activity = session.get(Activity, indicator.activity_id) if indicator.activity_id else None
        fields = sources.lacking_metadata(indicator, activity_producer=activity.producer if activity else "")
        fields += [] if indicator.state is IndicatorState.PUBLISHED else ["state"]
        if fields:
            found.append(Lack(tuple(fields), indicator))
    return found


def indicators_in(session: Session, batch: ImportBatch) -> Sequence[Indicator]:
    """The indicators whose figures would go in."""
    ids = select(StagedRow.indicator_id).where(
        StagedRow.batch_id == batch.id, StagedRow.state.in_((*publishing.GOES_IN, RowState.CONFLICT))
    )
    return session.scalars(select(Indicator).where(Indicator.id.in_(ids.distinct())).order_by(Indicator.id)).all()


def submit(session: Session, batch_id: int, *, lock: int | None, by: Staff, at: datetime) -> ImportBatch:
    """Ask a second person. Refuses :class:`NotNow`, :class:`NothingToPublish` and :class:`MetadataMissing`."""
    batch = _held(session, batch_id, lock, (BatchState.CHECKED,))
    counts = count_by_state(session, batch.id)
    if not any(counts.get(state) for state in (*publishing.GOES_IN, RowState.CONFLICT)):
        raise NothingToPublish()
    _refuse_others(session, batch, by)
    if lacks(session, batch):
        raise MetadataMissing()
    batch.state, batch.submitted_at = BatchState.SUBMITTED, at
    batch.lock += 1
    return batch


def warnings(session: Session, batch_id: int) -> int:
    """How many figures would go in that a person has to look at first."""
    return session.scalar(_with_problems(batch_id).with_only_columns(func.count())) or 0


def _with_problems(batch_id: int) -> Any:
    filled = func.length(cast(StagedRow.problems, Text)) > 2
    return select(StagedRow).where(StagedRow.batch_id == batch_id, StagedRow.state.in_(publishing.GOES_IN), filled)


def approve(
    session: Session, batch_id: int, *, lock: int | None, has_looked: bool, by: Staff, at: datetime
) -> ImportBatch:
    """Let the worker publish it. Refuses :class:`SecondPersonNeeded`, :class:`WarningsUnread`, :class:`MetadataMissing`."""
    batch = _held(session, batch_id, lock, (BatchState.SUBMITTED,))
    if batch.made_by == by.id:
        raise SecondPersonNeeded()
    _refuse_others(session, batch, by)
    if lacks(session, batch):
        raise MetadataMissing()
    if not has_looked and warnings(session, batch.id):
        raise WarningsUnread()
    batch.state, batch.approved_by, batch.approved_at = BatchState.PUBLISHING, by.id, at
    batch.cursor, batch.problems = {}, []
    batch.lock += 1
    return batch


def send_back(session: Session, batch_id: int, *, lock: int | None, reason: str, by: Staff) -> ImportBatch:
    """Decline an import with a reason; it can be mapped and sent again."""
    batch = _held(session, batch_id, lock, (BatchState.SUBMITTED,))
    if not reason.strip():
        raise ReasonNeeded()
    batch.state, batch.reason = BatchState.CHECKED, reason.strip()[:500]
    batch.lock += 1
    return batch


def drop(session: Session, batch_id: int, *, lock: int | None) -> ImportBatch:
    """Give an import up before it is published; nothing of it was ever public."""
    batch = _held(session, batch_id, lock, (*_MAY_MAP, BatchState.SUBMITTED))
    batch.state = BatchState.REFUSED
    batch.lock += 1
    return batch


def take_back(session: Session, batch_id: int, *, lock: int | None, reason: str, by: Staff, at: datetime) -> int:
    """Take a published import back, all of it; how many figures. Refuses without a reason, or when later ones rest on it."""
    batch = _held(session, batch_id, lock, (BatchState.PUBLISHED,))
    if not reason.strip():
        raise ReasonNeeded()
    _refuse_others(session, batch, by)
    return publishing.roll_back(session, batch, by=by, reason=reason.strip()[:500], at=at)


# what is shown -------------------------------------------------------------------------------------------------------


def gone(session: Session, batch: ImportBatch, *, limit: int = 50) -> tuple[int, list[Any]]:
    """Published figures of the same indicators and periods that the file does not have: they stay, and are named."""
    own = select(StagedRow.id).where(
        StagedRow.batch_id == batch.id,
        StagedRow.indicator_id == Observation.indicator_id,
        StagedRow.region_id == Observation.region_id,
        StagedRow.period == Observation.period,
        StagedRow.dimension == Observation.dimension,
    )
    covered = (
        select(StagedRow.indicator_id, StagedRow.period).where(StagedRow.batch_id == batch.id).distinct().subquery()
    )
    asked = (
        select(Observation, Indicator.name.label("indicator"), Region.name.label("place"))
        .join(covered, (covered.c.indicator_id == Observation.indicator_id) & (covered.c.period == Observation.period))
        .join(Indicator, Indicator.id == Observation.indicator_id)
        .join(Region, Region.id == Observation.region_id)
        .where(Observation.is_current, ~own.exists())
    )
    count = session.scalar(asked.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    return count, list(session.execute(asked.order_by(Region.code, Observation.period).limit(limit)))
