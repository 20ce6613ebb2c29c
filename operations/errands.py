"""What people asked the worker to make: one errand after another, each ended by a file, a report, or a reason."""

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from core import audit, errands, workdays
from core import office as offices
from core.clock import Clock, local, local_day
from core.db import Database
from core.errands import ErrandKind
from core.errors import Refusal
from core.files import FileStore
from core.staff import Permission, Staff
from operations import bulk
from texts import labels, report_paper, reports
from tickets import export, filters, queries
from tickets.reports import making
from tickets.reports.making import Wording, Workshop

log = logging.getLogger("pendopo.errands")
MIMES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMATS: Mapping[str, Callable[..., Iterator[str] | Iterator[bytes]]] = {
    "csv": export.as_csv,
    "xlsx": export.as_xlsx,
}
LANES: tuple[tuple[ErrandKind, ...], ...] = (
    (ErrandKind.BULK,),
    tuple(kind for kind in ErrandKind if kind is not ErrandKind.BULK),
)
"""What a worker carries out side by side: nobody's report waits for five thousand tickets of somebody else."""
_WORDING = Wording(reports.tables, report_paper.about, reports.ticket, report_paper.paper)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An errand as it was when it was taken."""

    id: int
    kind: ErrandKind
    wanted: Mapping[str, Any]
    by_id: int


class Errands:
    """Carries errands out. Any worker may; of several each takes another one."""

    def __init__(
        self, database: Database, files: FileStore, clock: Clock, *, public_url: str, undo_for: timedelta = timedelta()
    ) -> None:
        self._database, self._files, self._clock, self._undo_for = database, files, clock, undo_for
        self._workshop = Workshop(database, files, clock, _WORDING, f"{public_url}/laporan")

    def run_next(self, kinds: Sequence[ErrandKind] = tuple(ErrandKind)) -> bool:
        """Carry one of these kinds out; False when there is none."""
        taken = self._take(kinds)
        if taken is None:
            return False
        try:
            self._carry_out(taken)
        except Refusal as refusal:
            self._failed(taken.id, refusal.code)
        except Exception:
            log.exception("an errand failed")
            self._broke(taken)
        return True

    def forget_old(self, database: Database, at: datetime) -> None:
        """Files people asked for lie a week; then they go, and their line says so."""
        with database.write() as session:
            old = errands.expired(session, at=at)
            gone = {errand.sha256 for errand in old if errand.sha256}
            for errand in old:
                errand.sha256 = None
            session.flush()
            gone -= errands.still_named(session, gone)
        for sha256 in gone:
            self._files.drop(sha256)

    def _take(self, kinds: Sequence[ErrandKind]) -> _Taken | None:
        with self._database.read() as session:
            if not errands.waits(session, kinds=kinds, at=self._clock(), undo_for=self._undo_for):
                return None
        with self._database.write() as session:
            errand = errands.take(session, kinds=kinds, at=self._clock(), undo_for=self._undo_for)
            return _Taken(errand.id, errand.kind, errand.wanted, errand.asked_by) if errand else None

    def _failed(self, errand_id: int, problem: str) -> None:
        with self._database.write() as session:
            errands.fail(session.get_one(errands.Errand, errand_id), problem=problem, at=self._clock())

    def _broke(self, taken: _Taken) -> None:
        """Something to be made has failed; tickets half-way through are gone on with."""
        if taken.kind is not ErrandKind.BULK:
            self._failed(taken.id, "failed")
            return
        with self._database.write() as session:
            errands.put_back(session.get_one(errands.Errand, taken.id))

    def _carry_out(self, taken: _Taken) -> None:
        if taken.kind is ErrandKind.REPORT:
            making.make(self._workshop, taken.id, taken.wanted, by_id=taken.by_id)
        elif taken.kind is ErrandKind.BULK:
            bulk.carry_out(self._database, self._clock, taken.id)
        else:
            self._download(taken)

    def _download(self, taken: _Taken) -> None:
        """The listed rows as a file, as far as the person may still see and take them when it is made."""
        kind, asked = taken.wanted["format"], filters.unpacked(taken.wanted["filters"])
        frame = self._frame(taken, asked)
        with self._database.read() as session:
            total = queries.count(session, frame.where)
        rows = 0

        def heard(done: int) -> None:
            nonlocal rows
            rows = done
            self._tell(taken.id, done, total)

        with tempfile.TemporaryFile() as file:
            for piece in _FORMATS[kind](self._database, frame, heard):
                file.write(piece.encode() if isinstance(piece, str) else piece)
            kept = self._files.put_file(file)
        with self._database.write() as session:
            at = self._clock()
            named = (kept.sha256, f"tiket-{local(at, frame.zone):%Y%m%d-%H%M}.{kind}", MIMES[kind])
            errands.finish(session.get_one(errands.Errand, taken.id), at=at, file=named, rows=rows)
            details = {"format": kind, "rows": rows, "digest": kept.sha256}
            by = session.get_one(Staff, taken.by_id)
            audit.record(session, by=by, action="cases_export_made", subject="cases", at=at, details=details)

    def _frame(self, taken: _Taken, asked: queries.CaseFilter) -> export.Frame:
        with self._database.read() as session:
            staff, office = session.get_one(Staff, taken.by_id), offices.current(session)
            if not staff.may(Permission.EXPORT_CASES):
                raise NoLongerAllowed()
            today = local_day(self._clock(), office.zone)
            midnight = datetime.combine(today, time(), tzinfo=office.zone).astimezone(UTC)
            where = queries.conditions(asked, staff, today=today, midnight=midnight)
            return export.Frame(where, office.zone, workdays.current(session), today, labels.word)

    def _tell(self, errand_id: int, done: int, total: int) -> None:
        with self._database.write() as session:
            errands.progress(session, errand_id, done=done, total=total, at=self._clock())


class NoLongerAllowed(Refusal):
    """The person lost the right to take rows out while the errand waited."""

    code = "no_longer_allowed"
