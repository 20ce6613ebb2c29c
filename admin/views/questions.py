"""Pertanyaan belum terjawab: what people asked in vain, what asks the same together, each one step from an answer."""

from dataclasses import dataclass
from enum import StrEnum

from flask import flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import addresses, previews, publishing
from admin.addresses import MAX_ID, Pages, found_or_404
from admin.auth import may
from admin.base import DeskView
from admin.context import db, me, now, panel
from admin.entry_choice import chosen
from core import audit
from core.errors import Refusal
from core.staff import Permission
from knowledge import catalogue, inbox, phrasings, questions
from knowledge.inbox import Cluster
from knowledge.models import AskedOutcome, AskedQuestion, Entry, Resolution
from knowledge.phrasings import Learned, Ways
from texts import panel as said
from texts.refusals import sentence

PAGE = 30
MOST_ALIKE = 40
MOST_NEW_WAYS = 5
_KEY = f"<int(max={MAX_ID}):key>"


class Why(StrEnum):
    """Which of the clusters are shown: by what their questions got."""

    MISSED = "belum"
    DOUBTFUL = "ragu"
    WRONG = "keliru"


_OUTCOMES = {Why.MISSED: AskedOutcome.MISSED, Why.DOUBTFUL: AskedOutcome.OFFERED, Why.WRONG: AskedOutcome.ANSWERED}
_WHY = {
    AskedOutcome.MISSED: "bot tidak menemukan jawaban",
    AskedOutcome.OFFERED: "pilihan dari bot tidak dipakai",
    AskedOutcome.ANSWERED: "jawaban bot dinilai keliru",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A cluster on the page, with what the bot offered, which answer was found wrong, and whether it wants a figure."""

    cluster: Cluster
    why: str
    offered: list[tuple[str, str]]
    wrong: list[tuple[int, str]]
    data_wanted: str


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
        why, everything = addresses.word("sebab", Why), inbox.clusters(db.session)
        counts = {each: sum(outcome in row.outcomes for row in everything) for each, outcome in _OUTCOMES.items()}
        found = [row for row in everything if why is None or _OUTCOMES[why] in row.outcomes]
        pages = Pages(min(addresses.page(), max(0, -(-len(found) // PAGE) - 1)), len(found), PAGE)
        return self.render(
            "panel/questions.html",
            rows=_shown(found[pages.number * PAGE : (pages.number + 1) * PAGE]),
            pages=pages,
            why=why,
            ignored=_ignored(),
            counts={"": len(everything), **counts},
            wordings=sum(len(row.wordings) for row in found),
            may_publish=may(Permission.PUBLISH_KNOWLEDGE),
        )

    @expose(f"/{_KEY}/frasa", methods=("POST",))
    def phrase(self, key: int):
        """These questions are more ways of asking for an entry that answers already."""
        question = found_or_404(db.session, AskedQuestion, key)
        entry = chosen(addresses.typed("slug", 80) or addresses.typed("jawaban", 200))
        if entry is None or not may(Permission.PUBLISH_KNOWLEDGE):
            flash(said.NO_SUCH_ENTRY, "error")
            return redirect(url_for(".index") + f"#t{key}")
        alike = _alike(question)
        ways = _ways(entry, alike)
        shown = previews.of_ways(entry, ways)
        if shown.preview.harm and not shown.was_seen:
            return self._look_first(shown, question, entry, alike)
        try:
            with panel().database.write() as session:
                learned = _learn(session, entry.id, ways, alike)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(
                _LEARNED[learned] if learned is not Learned.NOW or not shown.was_seen else said.PHRASED_KNOWING,
                "success",
            )
        return redirect(_back())

    @expose(f"/{_KEY}/abaikan", methods=("POST",))
    def ignore(self, key: int):
        question = found_or_404(db.session, AskedQuestion, key)
        alike = _alike(question)
        with panel().database.write() as session:
            inbox.resolve(session, [row.id for row in alike], Resolution.IGNORED, by=me(session))
            audit.record(session, by=me(session), action="question_ignored", subject=f"question:{key}", at=now())
        flash(said.IGNORED, "success")
        return redirect(_back(diabaikan=[row.id for row in alike]))

    @expose(f"/{_KEY}/kembalikan", methods=("POST",))
    def take_back(self, key: int):
        """What was ignored by mistake stands in the list again."""
        alike = [row.id for row in _alike(found_or_404(db.session, AskedQuestion, key))]
        with panel().database.write() as session:
            if inbox.take_back(session, alike, Resolution.IGNORED, by=me(session)):
                audit.record(session, by=me(session), action="question_taken_back", subject=f"question:{key}", at=now())
        flash(said.TAKEN_BACK, "success")
        return redirect(_back())

    def _look_first(self, shown: previews.Shown, question: AskedQuestion, entry: Entry, alike: list[AskedQuestion]):
        """What the phrasing would take away, and the same form again for those who want it all the same."""
        fields = {"slug": entry.slug, "hal": request.form.get("hal", "")[:6], "sama": [str(row.id) for row in alike]}
        return self.render(
            "panel/look_first.html",
            shown=shown,
            heading=f"Jadikan “{question.text}” frasa dari “{shown.titles.get(entry.slug, entry.slug)}”?",
            button="Jadikan frasa juga",
            fields=fields,
            back=_back(),
        )


_LEARNED = {
    Learned.NOW: said.PHRASED,
    Learned.WAITING: said.PHRASE_WAITS,
    Learned.NOTHING: said.ALREADY_KNOWN,
}


def _back(**more: list[int]) -> str:
    page = request.form.get("hal", "")
    why = addresses.word("sebab", Why)
    number = page if page.isascii() and page.isdigit() and len(page) < 6 else None
    return url_for(".index", hal=number, sebab=why, **more)


def _ignored() -> list[AskedQuestion]:
    """What this person ignored on the page before this one, to be taken back."""
    named = [key for value in request.args.getlist("diabaikan")[: MOST_ALIKE + 1] if (key := addresses.read_id(value))]
    if not named:
        return []
    theirs = AskedQuestion.resolution == Resolution.IGNORED, AskedQuestion.resolved_by == me(db.session).id
    return list(db.session.scalars(select(AskedQuestion).where(AskedQuestion.id.in_(named), *theirs)))


def _alike(question: AskedQuestion) -> list[AskedQuestion]:
    """The question and those ticked beside it: only what the person saw is dealt with."""
    ticked = [key for value in request.form.getlist("sama")[:MOST_ALIKE] if (key := addresses.read_id(value))]
    rows = {row.id: row for row in db.session.scalars(select(AskedQuestion).where(AskedQuestion.id.in_(ticked)))}
    return list({question.id: question, **{key: rows[key] for key in ticked if key in rows}}.values())


def _ways(entry: Entry, alike: list[AskedQuestion]) -> Ways:
    """The question itself, and of those that ask the same the ones the bot would still not answer with it."""
    first, *others = alike
    english = first.lang == "en"
    chosen_texts = [first.text]
    for other in others:
        if len(chosen_texts) > MOST_NEW_WAYS:
            break
        if not previews.would_answer(entry, _as_ways(chosen_texts, english=english), other.text):
            chosen_texts.append(other.text)
    return _as_ways(chosen_texts, english=english)


def _as_ways(texts: list[str], *, english: bool) -> Ways:
    return Ways(phrasings_en=tuple(texts)) if english else Ways(tuple(texts))


def _shown(clusters: list[Cluster]) -> list[Asked]:
    titles = catalogue.titles(db.session, [slug for cluster in clusters for slug in cluster.offered])
    wrong = catalogue.titles_by_id(db.session, {key for cluster in clusters for key in cluster.answered_by})
    return [
        Asked(
            cluster,
            ", ".join(_WHY[outcome] for outcome in AskedOutcome if outcome in cluster.outcomes),
            [(slug, titles[slug]) for slug in cluster.offered if slug in titles][:3],
            [(key, wrong[key]) for key in sorted(cluster.answered_by) if key in wrong],
            _figure(cluster.first.features),
        )
        for cluster in clusters
    ]


def _figure(features: dict) -> str:
    """What figure was asked for, where one was: a demand for data, no gap in the answers."""
    parts = [features.get("indicator"), features.get("level"), features.get("year")]
    return ", ".join(str(part) for part in parts if part) if features.get("indicator") else ""


def _learn(session: Session, entry_id: int, ways: Ways, alike: list[AskedQuestion]) -> Learned:
    by, entry = me(session), session.get(Entry, entry_id)
    learned = phrasings.learn(session, entry, ways, by=by, at=now())
    inbox.resolve(session, [row.id for row in alike], Resolution.PHRASED, by=by)
    if learned is not Learned.NOTHING:
        alone = learned is Learned.NOW
        publishing.record(session, "entry_phrased", entry, by=by, alone=alone)
    return learned
