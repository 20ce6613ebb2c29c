"""Impor data: a table of figures is uploaded, mapped, checked row by row, approved by a second person, or taken back."""

from decimal import Decimal

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import Text, cast, func, select

from admin import addresses, figure_mapping
from admin.addresses import MAX_ID, found_or_404
from admin.base import DeskView
from admin.context import db, me, now, panel
from admin.showing import exact
from core import audit
from core import staff as people
from core.errors import Refusal
from core.staff import Permission
from knowledge.statistics import sources
from knowledge.statistics.importing import batches, forgetting, tables
from knowledge.statistics.importing.mapping import Mapping, guess
from knowledge.statistics.importing.publishing import GOES_IN
from knowledge.statistics.importing.tables import NotATable
from knowledge.statistics.models import DataSource, Indicator, Observation, Region
from knowledge.statistics.staging import BatchKind, BatchState, ImportBatch, RowState, StagedRow
from texts import import_words as said
from texts.refusals import sentence

_KEY = f"<int(max={MAX_ID}):key>"
PAGE = 50
MOST_LISTED = 60
_MAPS = {BatchState.MAPPING, BatchState.FAILED}
_WORKS = {BatchState.READING, BatchState.PUBLISHING}


class FigureImports(DeskView):
    """The list of imports, and one page for each, which shows the step it stands at."""

    permission = Permission.MANAGE_FIGURES

    def __init__(self) -> None:
        super().__init__(name="Impor data", category="Data", endpoint="impor", url="/admin/impor-data")

    def badge(self) -> int:
        waiting = select(func.count()).select_from(ImportBatch).where(ImportBatch.state == BatchState.SUBMITTED)
        return db.session.scalar(waiting.where(ImportBatch.made_by != me(db.session).id)) or 0

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._list([])
        upload = request.files.get("berkas")
        if upload is None or not upload.filename:
            return self._list(["Pilih berkasnya dulu."]), 422
        content, name = upload.stream.read(tables.MAX_BYTES + 1), addresses.cleaned(upload.filename)[:255]
        try:
            seen = batches.look_at(db.session, panel().files, content, name=name)
            with panel().database.write() as session:
                batch = batches.take_in(session, seen, by=me(session), at=now())
                _note(session, "figures_uploaded", batch, file=name)
        except NotATable as refused:
            return self._list([said.wrong(one) for one in refused.problems], name=name), 422
        flash(said.TAKEN, "success")
        return redirect(url_for(".one", key=batch.id))

    def _list(self, problems, *, name=""):
        rows = select(ImportBatch).where(ImportBatch.kind != BatchKind.CONTOH).order_by(ImportBatch.id.desc())
        found = list(db.session.scalars(rows.limit(MOST_LISTED)))
        names = people.names(db.session, [row.made_by for row in found])
        return self.render(
            "panel/figures/imports.html",
            rows=found, names=names, problems=problems, name=name, most=tables.MAX_BYTES // 1024 // 1024,
            most_rows=tables.MAX_ROWS, words=said,
        )  # fmt: skip

    @expose(f"/{_KEY}")
    def one(self, key: int):
        batch = _batch(key)
        if batch.state in _MAPS or (batch.state is BatchState.CHECKED and request.args.get("ubah")):
            return self._mapping_page(batch, Mapping.from_json(batch.mapping), _source(batch), [])
        if batch.state in _WORKS:
            return self.render("panel/figures/working.html", batch=batch, words=said)
        return self._checked_page(batch)

    # mapping -----------------------------------------------------------------------------------------------------

    @expose(f"/{_KEY}/peta", methods=("POST",))
    def map(self, key: int):
        batch = _batch(key)
        mapping, source = figure_mapping.typed(), figure_mapping.typed_source()
        if request.form.get("aksi") == "lembar":
            book = tables.look(panel().files.get(batch.sha256 or ""))
            sheet = min(mapping.sheet, len(book.sheets) - 1)
            header = mapping.header if sheet == Mapping.from_json(batch.mapping).sheet else None
            names = batches.indicator_names(db.session)
            again = guess(book.sheets[sheet].head, indicators=names, sheet=sheet, header=header)
            return self._mapping_page(batch, again, source, [])
        try:
            with panel().database.write() as session:
                kept = batches.map_it(
                    session, key, mapping, source, lock=addresses.row_id("version"), by=me(session), at=now()
                )
                _note(session, "figures_mapped", kept)
        except batches.MappingIncomplete as refused:
            problems = [said.missing(code) for code in refused.data["missing"]]
            return self._mapping_page(batch, mapping, source, problems), 422
        except Refusal as refused:
            return self._mapping_page(batch, mapping, source, [sentence(refused)]), 422
        flash(said.MAPPED, "success")
        return redirect(url_for(".one", key=key))

    def _mapping_page(self, batch, mapping, source, problems):
        try:
            book = tables.look(panel().files.get(batch.sha256 or ""))
        except (NotATable, FileNotFoundError):
            abort(404)
        if batch.state is BatchState.FAILED:
            problems = [*problems, *(said.wrong(one) for one in batch.problems)]
        return self.render(
            "panel/figures/mapping.html",
            batch=batch, mapping=mapping, source=source, problems=problems, book=book,
            columns=figure_mapping.columns(book.sheets[min(mapping.sheet, len(book.sheets) - 1)], mapping),
            indicators=figure_mapping.indicator_options(db.session), bases=figure_mapping.base_options(db.session),
            lists=figure_mapping, words=said,
        )  # fmt: skip

    # checking and deciding ---------------------------------------------------------------------------------------

    def _checked_page(self, batch):
        counts = forgetting.counts(db.session, batch)
        shown = addresses.word("baris", RowState)
        looks = request.args.get("baris") == "periksa"
        count, rows = _rows(batch, shown, looks=looks)
        gone, gone_rows = batches.gone(db.session, batch) if batch.row_counts is None else (0, [])
        is_own = batch.made_by == me(db.session).id
        return self.render(
            "panel/figures/checked.html",
            batch=batch, counts=counts, warned=batches.warnings(db.session, batch.id), rows=rows, shown=shown, looks=looks,
            pages=addresses.Pages(addresses.page(), count, PAGE), gone=gone, gone_rows=gone_rows, is_own=is_own,
            lacks=batches.lacks(db.session, batch) if batch.state in {BatchState.CHECKED, BatchState.SUBMITTED} else [],
            goes_in=sum(counts.get(state, 0) for state in (*GOES_IN, RowState.CONFLICT)), exact=exact, words=said,
            source=db.session.get(DataSource, batch.source_id) if batch.source_id else None,
            names=people.names(db.session, [batch.made_by, batch.approved_by, batch.rolled_back_by]),
        )  # fmt: skip

    @expose(f"/{_KEY}/kirim", methods=("POST",))
    def submit(self, key: int):
        return _act(key, "figures_submitted", said.SUBMITTED, lambda s, by, lock: batches.submit(
            s, key, lock=lock, by=by, at=now()
        ))  # fmt: skip

    @expose(f"/{_KEY}/setujui", methods=("POST",))
    def approve(self, key: int):
        looked = request.form.get("diperiksa") == "ya"
        return _act(key, "figures_approved", said.APPROVED, lambda s, by, lock: batches.approve(
            s, key, lock=lock, has_looked=looked, by=by, at=now()
        ))  # fmt: skip

    @expose(f"/{_KEY}/kembalikan", methods=("POST",))
    def send_back(self, key: int):
        reason = addresses.typed("reason", 500)
        return _act(key, "figures_sent_back", said.SENT_BACK, lambda s, by, lock: batches.send_back(
            s, key, lock=lock, reason=reason, by=by
        ))  # fmt: skip

    @expose(f"/{_KEY}/batal", methods=("POST",))
    def drop(self, key: int):
        return _act(key, "figures_dropped", said.DROPPED, lambda s, by, lock: batches.drop(s, key, lock=lock))

    @expose(f"/{_KEY}/tarik", methods=("POST",))
    def take_back(self, key: int):
        reason = addresses.typed("reason", 500)
        _batch(key)
        return _act(key, "figures_taken_back", said.TAKEN_BACK, lambda s, by, lock: batches.take_back(
            s, key, lock=lock, reason=reason, by=by, at=now()
        ), reason=reason)  # fmt: skip


def _act(key, action, done, do, **details):
    _batch(key)
    try:
        with panel().database.write() as session:
            by = me(session)
            result = do(session, by, addresses.row_id("version"))
            count = result if isinstance(result, int) else None
            kept = {**details, **({"rows": count} if count is not None else {})}
            audit.record(session, by=by, action=action, subject=f"import:{key}", at=now(), details=kept)
    except Refusal as refused:
        flash(sentence(refused), "error")
    else:
        flash(done.format(count=count), "success")
    return redirect(url_for(".one", key=key))


def _note(session, action, batch, **details):
    audit.record(session, by=me(session), action=action, subject=f"import:{batch.id}", at=now(), details=details)


def _batch(key: int) -> ImportBatch:
    batch = found_or_404(db.session, ImportBatch, key)
    if batch.kind is BatchKind.CONTOH:
        abort(404)
    return batch


def _source(batch) -> dict[str, str]:
    source = db.session.get(DataSource, batch.source_id) if batch.source_id else None
    return {name: getattr(source, name, None) or "" for name in sources.FIELDS}


def _rows(batch, shown, *, looks):
    """A page of staged figures with names, what is published now, and what is to be said about each."""
    filled = func.length(cast(StagedRow.problems, Text)) > 2
    which = [StagedRow.batch_id == batch.id]
    which += [StagedRow.state == shown] if shown else []
    which += [StagedRow.state.in_(GOES_IN), filled] if looks else []
    count = db.session.scalar(select(func.count()).select_from(StagedRow).where(*which)) or 0
    rows = db.session.execute(
        select(StagedRow, Indicator.name, Indicator.unit, Region.name, Observation.value)
        .outerjoin(Indicator, Indicator.id == StagedRow.indicator_id)
        .outerjoin(Region, Region.id == StagedRow.region_id)
        .outerjoin(Observation, Observation.id == StagedRow.observation_id)
        .where(*which)
        .order_by(StagedRow.number, StagedRow.id)
        .limit(PAGE)
        .offset(addresses.page() * PAGE)
    )
    return count, [_shown(*row) for row in rows]


def _shown(row, indicator, unit, place, now_value: Decimal | None):
    return {
        "row": row,
        "indicator": indicator or "-",
        "unit": unit or "",
        "place": place or " · ".join(row.raw[:3]),
        "now": now_value,
        "problems": [said.wrong(one) for one in row.problems],
    }
