"""Satu jawaban: its form, its versions with what changed between them, and the way to publish, restore or retire."""

from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import addresses, differences, entry_forms
from admin.addresses import MAX_ID, found_or_404
from admin.auth import may
from admin.base import InnerView
from admin.context import db, me, now, panel, words
from admin.entry_forms import LABELS, LISTS, Filled
from core import audit
from core import staff as people
from core.errors import Refusal
from core.staff import Agency, Permission
from knowledge import catalogue, entries, questions
from knowledge.entries import Content, EntryChanged
from knowledge.models import AskedQuestion, Entry, EntryCategory, EntryKind, EntryVersion, Resolution
from texts import panel as said
from texts.answers import opening_hours
from texts.refusals import sentence

_KEY = f"<int(max={MAX_ID}):key>"


@dataclass(frozen=True, slots=True)
class Shown:
    """The form as it stands: its fields, what is wrong, and what somebody else saved meanwhile."""

    filled: Filled
    lock: int = 0
    errors: dict[str, str] | None = None
    problem: str = ""
    theirs: list | None = None
    question: AskedQuestion | None = None


class Answer(InnerView):
    """One entry."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Jawaban", endpoint="jawaban_isi", url="/admin/jawaban")

    @expose("/baru", methods=("GET", "POST"))
    def create(self):
        question = _question()
        if request.method == "GET":
            return self._page(None, Shown(entry_forms.empty(question.text if question else ""), question=question))
        filled = entry_forms.typed()
        made, errors = entry_forms.content(db.session, filled, None)
        if errors:
            return self._page(None, Shown(filled, errors=errors, question=question)), 422
        publish = _asked_to_publish()
        with panel().database.write() as session:
            entry = _create(session, made, question.key if question else None, publish=publish)
        return self._saved(entry.id, publish=publish)

    @expose(f"/{_KEY}", methods=("GET", "POST"))
    def index(self, key: int):
        entry, newest = _entry(key)
        if request.method == "GET":
            return self._page(entry, Shown(entry_forms.stored(entries.content_of(newest)), entry.lock))
        filled, lock = entry_forms.typed(), addresses.row_id("lock") or 0
        made, errors = entry_forms.content(db.session, filled, entries.content_of(newest))
        if errors:
            return self._page(entry, Shown(filled, lock, errors)), 422
        publish = _asked_to_publish()
        try:
            with panel().database.write() as session:
                _revise(session, key, made, lock, publish=publish)
        except EntryChanged as refusal:
            return self._conflict(key, filled, refusal)
        return self._saved(key, publish=publish)

    @expose(f"/{_KEY}/versi")
    def versions(self, key: int):
        entry, _ = _entry(key)
        kept = entries.versions(db.session, entry)
        names = people.names(db.session, (version.made_by for version in kept))
        rows = [
            (version, names.get(version.made_by), _between(older, version) if older else [])
            for version, older in zip(kept, [*kept[1:], None], strict=True)
        ]
        return self.render("panel/answer_versions.html", entry=entry, rows=rows, live_id=entry.live_id)

    @expose(f"/{_KEY}/pulihkan", methods=("POST",))
    def restore(self, key: int):
        version = found_or_404(db.session, EntryVersion, addresses.row_id("versi") or 0)
        if version.entry_id != key:
            abort(404)
        return self._did(key, "entry_restored", said.RESTORED, lambda session, entry, lock: entries.restore(
            session, entry, session.get(EntryVersion, version.id), lock=lock, by=me(session), at=now()
        ))  # fmt: skip

    @expose(f"/{_KEY}/arsipkan", methods=("POST",))
    def retire(self, key: int):
        if not may(Permission.PUBLISH_KNOWLEDGE):
            abort(404)
        return self._did(
            key,
            "entry_retired",
            said.RETIRED,
            lambda session, entry, lock: entries.retire(session, entry, lock=lock, at=now()),
        )

    def _did(self, key: int, action: str, done: str, deed):
        _entry(key)
        try:
            with panel().database.write() as session:
                entry = session.get(Entry, key)
                deed(session, entry, addresses.row_id("lock") or 0)
                _record(session, action, entry)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(done, "success")
        return redirect(url_for(".index", key=key))

    def _conflict(self, key: int, filled: Filled, refusal: EntryChanged):
        """Both versions side by side; sending again now means: mine, knowing theirs."""
        db.session.expire_all()
        entry, newest = _entry(key)
        theirs = _compared(entry_forms.stored(entries.content_of(newest)), filled)
        shown = Shown(filled, entry.lock, problem=sentence(refusal), theirs=theirs)
        return self._page(entry, shown), 409

    def _saved(self, key: int, *, publish: bool):
        flash(said.PUBLISHED if publish else said.DRAFT_SAVED, "success")
        return redirect(url_for(".index", key=key))

    def _page(self, entry: Entry | None, shown: Shown):
        return self.render(
            "panel/answer.html",
            entry=entry,
            shown=shown,
            errors=shown.errors or {},
            labels_of=LABELS,
            categories=[(str(category), said.ENTRY_CATEGORY[category]) for category in EntryCategory],
            kinds=[(str(kind), said.ENTRY_KIND[kind]) for kind in EntryKind],
            agencies=list(db.session.scalars(select(Agency).order_by(Agency.name))),
            may_publish=may(Permission.PUBLISH_KNOWLEDGE),
            blanks=_blanks(),
            related=catalogue.titles(db.session, shown.filled["related"].split("\n")[:20]),
        )


def _entry(key: int) -> tuple[Entry, EntryVersion]:
    """The entry with its newest words: the draft if there is one, else what answers now."""
    entry = found_or_404(db.session, Entry, key)
    newest = db.session.get(EntryVersion, entry.draft_id or entry.live_id or 0)
    if newest is None:
        abort(404)
    return entry, newest


def _question() -> AskedQuestion | None:
    key = addresses.row_id("dari")
    return db.session.get(AskedQuestion, key) if key else None


def _asked_to_publish() -> bool:
    """Does this form ask to be published, by somebody who may?"""
    wanted = entry_forms.wants_publishing()
    if wanted and not may(Permission.PUBLISH_KNOWLEDGE):
        abort(404)
    return wanted


def _create(session: Session, made: Content, question: str | None, *, publish: bool) -> Entry:
    by = me(session)
    entry = entries.create(session, made, by=by, at=now())
    if publish:
        entries.publish(session, entry, lock=entry.lock, by=by, at=now())
        _record(session, "entry_published", entry)
    if question is not None:
        questions.resolve(session, question, Resolution.DRAFTED, by=by)
    return entry


def _revise(session: Session, key: int, made: Content, lock: int, *, publish: bool) -> None:
    entry, by = session.get(Entry, key), me(session)
    entries.revise(session, entry, made, lock=lock, by=by, at=now())
    if publish:
        entries.publish(session, entry, lock=entry.lock, by=by, at=now())
        _record(session, "entry_published", entry)


def _record(session: Session, action: str, entry: Entry) -> None:
    audit.record(session, by=me(session), action=action, subject=f"entry:{entry.slug}", at=now())


def _between(older: EntryVersion, newer: EntryVersion) -> list:
    return _compared(entry_forms.stored(entries.content_of(older)), entry_forms.stored(entries.content_of(newer)))


def _compared(before: Filled, after: Filled) -> list:
    """The fields that differ, each with its words that stayed, came and went."""
    return [
        (label, differences.of_words(before[name], after[name]), name in LISTS)
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]


def _blanks() -> dict[str, str]:
    """The facts of the office an answer may leave a blank for."""
    office = words().office
    return {
        "{kantor}": office.name,
        "{alamat}": office.address,
        "{jam_layanan}": opening_hours(words()),
        "{telepon}": office.phone,
        "{surel}": office.email,
        "{situs}": office.website,
    }
