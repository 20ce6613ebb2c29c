"""Pertanyaan belum terjawab: what people asked in vain, most people first, each one step from becoming an answer."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import addresses
from admin.addresses import MAX_ID, Pages, found_or_404
from admin.auth import may
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import audit
from core.staff import Permission
from knowledge import catalogue, entries, questions
from knowledge.models import AskedOutcome, AskedQuestion, Entry, Resolution
from knowledge.questions import Miss
from texts import panel as said

PAGE = 30
_KEY = f"<int(max={MAX_ID}):key>"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the inbox of curation, with what the bot offered and whether it wants a figure."""

    miss: Miss
    why: str
    offered: list[tuple[str, str]]
    data_wanted: str


_WHY = {
    AskedOutcome.MISSED: "bot tidak menemukan jawaban",
    AskedOutcome.OFFERED: "pilihan dari bot tidak dipakai",
    AskedOutcome.ANSWERED: "jawaban bot dinilai keliru",
}


class Questions(DeskView):
    """The inbox of curation."""

    permission = Permission.EDIT_KNOWLEDGE

    def __init__(self) -> None:
        super().__init__(
            name="Pertanyaan belum terjawab", category="Layanan", endpoint="pertanyaan", url="/admin/pertanyaan"
        )

    def badge(self) -> int:
        return questions.open_count(db.session)

    @expose("/")
    def index(self):
        count = questions.open_count(db.session)
        pages = Pages(min(addresses.page(), max(0, -(-count // PAGE) - 1)), count, PAGE)
        misses = questions.misses(db.session, limit=PAGE, page=pages.number)
        return self.render(
            "panel/questions.html",
            rows=_with_offers(misses),
            pages=pages,
            may_publish=may(Permission.PUBLISH_KNOWLEDGE),
        )

    @expose(f"/{_KEY}/frasa", methods=("POST",))
    def phrase(self, key: int):
        """This question is one more way of asking for an entry that answers already."""
        question = found_or_404(db.session, AskedQuestion, key)
        entry = _chosen(addresses.typed("slug", 80) or addresses.typed("jawaban", 200))
        if entry is None or not may(Permission.PUBLISH_KNOWLEDGE):
            flash(said.NO_SUCH_ENTRY, "error")
            return redirect(url_for(".index") + f"#t{key}")
        with panel().database.write() as session:
            added = _phrase(session, entry.id, question)
        flash(said.PHRASED if added else said.ALREADY_KNOWN, "success")
        return redirect(_back())

    @expose(f"/{_KEY}/abaikan", methods=("POST",))
    def ignore(self, key: int):
        question = found_or_404(db.session, AskedQuestion, key)
        with panel().database.write() as session:
            questions.resolve(session, question.key, Resolution.IGNORED, by=me(session))
            audit.record(session, by=me(session), action="question_ignored", subject=f"question:{key}", at=now())
        flash(said.IGNORED, "success")
        return redirect(_back())


def _back() -> str:
    page = request.form.get("hal", "")
    return url_for(".index", hal=page if page.isascii() and page.isdigit() and len(page) < 6 else None)


def _with_offers(misses: list[Miss]) -> list[Asked]:
    newest = {
        row.id: row
        for row in db.session.scalars(
            select(AskedQuestion).where(AskedQuestion.id.in_([miss.newest_id for miss in misses]))
        )
    }
    titles = catalogue.titles(db.session, [slug for row in newest.values() for slug in row.offered])
    return [
        Asked(
            miss,
            _WHY[miss.outcome],
            [(slug, titles[slug]) for slug in newest[miss.newest_id].offered if slug in titles][:3],
            _figure(newest[miss.newest_id].features),
        )
        for miss in misses
    ]


def _figure(features: dict) -> str:
    """What figure was asked for, where one was: a demand for data, no gap in the answers."""
    parts = [features.get("indicator"), features.get("level"), features.get("year")]
    return ", ".join(str(part) for part in parts if part) if features.get("indicator") else ""


def _chosen(wanted: str) -> Entry | None:
    """The live entry with this slug or title; with neither, the only one that matches the words."""
    titles = catalogue.titles(db.session, [wanted])
    if wanted in titles:
        return db.session.scalar(select(Entry).where(Entry.slug == wanted))
    found = catalogue.suggest(db.session, " ".join(wanted.split()[: addresses.MAX_WORDS])) if wanted else []
    same = [entry for entry, version in found if version.title.casefold() == wanted.casefold()]
    if same:
        return same[0]
    return found[0][0] if len(found) == 1 else None


def _phrase(session: Session, entry_id: int, question: AskedQuestion) -> bool:
    by, entry = me(session), session.get(Entry, entry_id)
    added = entries.add_phrasing(session, entry, question.text, by=by, at=now())
    questions.resolve(session, question.key, Resolution.PHRASED, by=by)
    if added:
        audit.record(session, by=by, action="entry_phrased", subject=f"entry:{entry.slug}", at=now())
    return added
