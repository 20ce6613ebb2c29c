"""Satu jawaban: its form and its versions with what changed between them; what a button would do is shown first."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import addresses, differences, entry_forms, previews, publishing, showing
from admin.addresses import MAX_ID, found_or_404
from admin.auth import may
from admin.base import InnerView
from admin.context import db, me, now, office, panel, words
from admin.entry_forms import LABELS, LISTS, Act, Filled
from core import staff as people
from core.errors import Refusal
from core.files import sniff
from core.staff import Agency, Permission
from knowledge import catalogue, entries, files, inbox
from knowledge.entries import Content, EntryChanged
from knowledge.files import FileNotTaken
from knowledge.models import (
    AskedQuestion,
    Entry,
    EntryCategory,
    EntryFile,
    EntryKind,
    EntryVersion,
    InformationClass,
    Resolution,
    VersionState,
)
from texts import panel as said
from texts.answers import opening_hours
from texts.refusals import sentence

KEY = f"<int(max={MAX_ID}):key>"
_DONE = {Act.DRAFT: said.DRAFT_SAVED, Act.REVIEW: said.SUBMITTED}
_MOST_ASKED = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """The form as it stands: its fields, what is wrong, what publishing would do, what somebody else saved meanwhile."""

    filled: Filled
    lock: int = 0
    errors: dict[str, str] | None = None
    problem: str = ""
    theirs: list | None = None
    questions: tuple[AskedQuestion, ...] = ()
    preview: previews.Shown | None = None


class Answer(InnerView):
    """One entry."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(name="Jawaban", endpoint="jawaban_isi", url="/admin/jawaban")

    @expose("/baru", methods=("GET", "POST"))
    def create(self):
        asked = _questions()
        if request.method == "GET":
            return self._page(None, Shown(entry_forms.empty(*(question.text for question in asked)), questions=asked))
        act, filled, errors = _act(), *_with_uploads(entry_forms.typed())
        made, wrong = entry_forms.content(db.session, filled, None)
        shown = Shown(filled, errors=errors | wrong, questions=asked)
        if shown.errors:
            return self._page(None, shown), 422
        stop = self._to_be_seen(None, shown, made, act)
        if stop is not None:
            return stop
        try:
            with panel().database.write() as session:
                entry = entries.create(session, made, by=me(session), at=now())
                _finish(session, entry, made, act, asked=asked, resolution=Resolution.DRAFTED)
        except Refusal as refusal:
            return self._page(None, Shown(filled, questions=asked, problem=sentence(refusal))), 422
        return _saved(entry.id, act)

    @expose(f"/{KEY}", methods=("GET", "POST"))
    def index(self, key: int):
        entry, newest = _entry(key)
        asked = _questions()
        if request.method == "GET":
            stored = entry_forms.stored(entries.content_of(newest))
            return self._page(entry, Shown(stored, entry.lock, questions=asked))
        act, filled, errors = _act(), *_with_uploads(entry_forms.typed())
        lock = addresses.row_id("lock") or 0
        made, wrong = entry_forms.content(db.session, filled, entries.content_of(newest), entry)
        shown = Shown(filled, lock, errors | wrong, questions=asked)
        if shown.errors:
            return self._page(entry, shown), 422
        stop = self._to_be_seen(entry, shown, made, act)
        if stop is not None:
            return stop
        try:
            with panel().database.write() as session:
                changed = session.get(Entry, key)
                entries.revise(session, changed, made, lock=lock, by=me(session), at=now())
                _finish(session, changed, made, act, asked=asked, resolution=Resolution.CORRECTED)
        except EntryChanged as refusal:
            return self._conflict(key, filled, refusal, asked)
        except Refusal as refusal:
            return self._page(entry, Shown(filled, lock, problem=sentence(refusal), questions=asked)), 422
        return _saved(key, act)

    @expose(f"/{KEY}/versi")
    def versions(self, key: int):
        entry, _ = _entry(key)
        kept = entries.versions(db.session, entry)
        names = people.names(db.session, (version.made_by for version in kept))
        rows = [
            (version, names.get(version.made_by), _between(older, version) if older else [])
            for version, older in zip(kept, [*kept[1:], None], strict=True)
        ]
        return self.render("panel/answer_versions.html", entry=entry, rows=rows, live_id=entry.live_id)

    def _to_be_seen(self, entry: Entry | None, shown: Shown, made: Content, act: Act):
        """The page with what publishing would do, when that was asked for or must be seen first; else None."""
        if act not in {Act.TRY, Act.PUBLISH}:
            return None
        preview = previews.of_content(entry, made, [question.text for question in shown.questions])
        if act is Act.PUBLISH and (preview.was_seen or not preview.preview.harm):
            return None
        problem = said.LOOK_FIRST if act is Act.PUBLISH else ""
        return self._page(entry, Shown(shown.filled, shown.lock, None, problem, None, shown.questions, preview))

    def _conflict(self, key: int, filled: Filled, refusal: EntryChanged, asked: tuple[AskedQuestion, ...]):
        """Both versions side by side; sending again now means: mine, knowing theirs."""
        db.session.expire_all()
        entry, newest = _entry(key)
        theirs = _compared(entry_forms.stored(entries.content_of(newest)), filled)
        shown = Shown(filled, entry.lock, problem=sentence(refusal), theirs=theirs, questions=asked)
        return self._page(entry, shown), 409

    def _page(self, entry: Entry | None, shown: Shown):
        live, draft, waiting = (_version(key) for key in _ids(entry))
        return self.render(
            "panel/answer.html",
            entry=entry,
            draft=draft,
            waiting=waiting,
            heir=_heir(entry),
            author=people.names(db.session, [draft.made_by]).get(draft.made_by) if draft else None,
            changes=_between(live, draft) if live and draft else [],
            shown=shown,
            errors=shown.errors or {},
            labels_of=LABELS,
            categories=[(str(category), said.ENTRY_CATEGORY[category]) for category in EntryCategory],
            classes=[(str(each), said.INFORMATION_CLASS[each]) for each in InformationClass],
            kinds=[(str(kind), said.ENTRY_KIND[kind]) for kind in EntryKind],
            agencies=list(db.session.scalars(select(Agency).order_by(Agency.name))),
            files=files.usable(db.session, entry_forms.file_ids(shown.filled), entry),
            endings=", ".join(f".{ending}" for ending in files.ENDINGS.values()),
            may_publish=may(Permission.PUBLISH_KNOWLEDGE),
            second_reader=office().second_reader,
            may_approve=_may_approve(draft),
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


def _ids(entry: Entry | None) -> tuple[int | None, ...]:
    return (entry.live_id, entry.draft_id, entry.next_id) if entry else (None, None, None)


def _version(key: int | None) -> EntryVersion | None:
    return db.session.get(EntryVersion, key) if key else None


def _heir(entry: Entry | None) -> tuple[int, str] | None:
    """The entry that answers in place of a retired one."""
    heir = db.session.get(Entry, entry.merged_into or 0) if entry else None
    version = _version(heir.live_id) if heir else None
    return (heir.id, version.title) if heir and version else None


def _may_approve(draft: EntryVersion | None) -> bool:
    in_review = draft is not None and draft.state is VersionState.REVIEW and may(Permission.PUBLISH_KNOWLEDGE)
    return in_review and entries.may_publish_own(db.session, draft, me(db.session))


def _questions() -> tuple[AskedQuestion, ...]:
    """The questions this answer is for: the one it was made from, and those that ask the same."""
    values = [*request.values.getlist("dari")[:1], *request.values.getlist("sama")]
    ids = [key for value in values[:_MOST_ASKED] if (key := addresses.read_id(value))]
    rows = {row.id: row for row in db.session.scalars(select(AskedQuestion).where(AskedQuestion.id.in_(ids)))}
    return tuple(rows[key] for key in dict.fromkeys(ids) if key in rows)


def _act() -> Act:
    """What the form asks for, by somebody who may."""
    act = entry_forms.act()
    if act is Act.PUBLISH and not may(Permission.PUBLISH_KNOWLEDGE):
        abort(404)
    return act


def _with_uploads(filled: Filled) -> tuple[Filled, dict[str, str]]:
    """The form with its new files, kept whatever else is wrong; and what is wrong with one of them."""
    ids = list(entry_forms.file_ids(filled))
    for upload in request.files.getlist("berkas")[: entries.MAX_FILES]:
        if not upload.filename:
            continue
        content = upload.stream.read(files.MAX_BYTES + 1)
        try:
            files.check(size=len(content), mime=sniff(content))
        except FileNotTaken as refusal:
            return filled, {"files": sentence(refusal)}
        kept = panel().files.put(content)
        with panel().database.write() as session:
            ids.append(files.add(session, kept, name=upload.filename, by=me(session), at=now()).id)
    return Filled({**filled.values, "files": "\n".join(map(str, ids))}), {}


def _finish(
    session: Session,
    entry: Entry,
    made: Content,
    act: Act,
    *,
    asked: tuple[AskedQuestion, ...],
    resolution: Resolution,
) -> None:
    files.claim(session, entry, made.files)
    if act is Act.PUBLISH:
        publishing.publish(session, entry)
    elif act is Act.REVIEW:
        entries.submit(session, entry, lock=entry.lock)
        publishing.record(session, "entry_submitted", entry)
    if asked:
        inbox.resolve(session, [question.id for question in asked], resolution, by=me(session))


def _saved(key: int, act: Act):
    with panel().database.read() as session:
        published = publishing.published_words(session, session.get(Entry, key), showing.day)
    flash(_DONE.get(act, published), "success")
    return redirect(url_for("jawaban_isi.index", key=key))


def _between(older: EntryVersion, newer: EntryVersion) -> list:
    return _compared(entry_forms.stored(entries.content_of(older)), entry_forms.stored(entries.content_of(newer)))


def _compared(before: Filled, after: Filled) -> list:
    """The fields that differ, each with its words that stayed, came and went."""
    named = _with_names(before, after)
    return [
        (label, differences.of_words(named(before, name), named(after, name)), name in LISTS)
        for name, label in LABELS.items()
        if before[name] != after[name]
    ]


def _with_names(*all_filled: Filled):
    """How a field is read by a person: files and agencies by name."""
    ids = {key for filled in all_filled for key in entry_forms.file_ids(filled)}
    names: Mapping[str, str] = {
        str(row.id): row.name for row in db.session.scalars(select(EntryFile).where(EntryFile.id.in_(ids)))
    }
    agencies = {str(row.id): row.name for row in db.session.execute(select(Agency.id, Agency.name))}

    def read(filled: Filled, name: str) -> str:
        if name == "files":
            return "\n".join(names.get(line, line) for line in filled[name].split("\n"))
        return agencies.get(filled[name], filled[name]) if name == "agency_id" else filled[name]

    return read


def _blanks() -> dict[str, str]:
    """The facts of the office an answer may leave a blank for."""
    facts = words().office
    return {
        "{kantor}": facts.name,
        "{alamat}": facts.address,
        "{jam_layanan}": opening_hours(words()),
        "{telepon}": facts.phone,
        "{surel}": facts.email,
        "{situs}": facts.website,
    }
