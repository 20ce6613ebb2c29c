"""Satu tiket: its story, its facts, and every step this person may take, without losing a word that was typed."""

import re
import secrets
from dataclasses import dataclass, replace

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import act as forms
from admin import acts, addresses, enclosing, reporters, template_forms, timeline
from admin.act import Act, Typed
from admin.addresses import MAX_ID
from admin.auth import roles_of
from admin.base import InnerView
from admin.context import db, me, now, panel
from admin.template_forms import TypedInto
from core import audit
from core.errors import Refusal
from core.messages import approved_templates
from core.messages.channels import Channel
from core.privacy import keyring
from core.staff import Agency, Permission, Staff
from texts import labels
from texts import panel as said
from texts.refusals import sentence
from tickets import (
    categories,
    deadlines,
    guards,
    held_files,
    intake,
    internal_notes,
    mentions,
    merging,
    notices,
    presence,
    queries,
    templates,
    transfers,
    triage,
    unmasking,
)
from tickets.kinds import Status
from tickets.models import Case
from tickets.states import Action, NotYourCase, NotYourPart, allowed

_NUMBER = re.compile(r"[A-Z]{3}-\d{2}-\d{5,6}-[0-9A-Z]")
_CONFLICT, _UNFIT = 409, 422


@dataclass(frozen=True, slots=True)
class Trouble:
    """A step that was refused: which one, what had been typed, and why."""

    act: Act
    typed: Typed
    why: str
    status: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What was unsealed for this one page, after it was noted in the books."""

    name: str | None = None
    requester: str | None = None


class Ticket(InnerView):
    """One case. Outside the person's scope it does not exist."""

    permission = Permission.SEE_CASES

    def __init__(self) -> None:
        super().__init__(name="Tiket", endpoint="tiket_isi", url="/admin/tiket")

    @expose("/<number>")
    def index(self, number: str):
        return self._page(_case(number))

    @expose("/<number>/<slug>", methods=("POST",))
    def act(self, number: str, slug: str):
        case = _case(number)
        act = next((act for act in acts.ACTS if act.slug == slug), None)
        if act is None:
            abort(404)
        typed = forms.typed()
        try:
            if enclosing.FIELD in act.fields:
                typed = replace(typed, files=tuple(enclosing.received()))
            with panel().database.write() as session:
                _perform(session, case.id, act, typed)
                beside = _also_said(session, case, act, typed)
        except NotYourCase:
            abort(404)
        except Refusal as refusal:
            status = _CONFLICT if refusal.code in {"changed_meanwhile", "not_now"} else _UNFIT
            return self._page(_case(number), trouble=Trouble(act, typed, sentence(refusal), status))
        return self._done(case.number, act, beside)

    @expose("/<number>/hadir", methods=("POST",))
    def present(self, number: str):
        """The page is open here; who else has it open, so that two people do not answer at once."""
        case = _case(number)
        with panel().database.write() as session:
            others = presence.here(session, case, by=me(session), at=now())
        return {"said": said.opened_by(others)}

    @expose("/<number>/rekan")
    def colleagues(self, number: str):
        """Who may be mentioned in a note about this case, by what was typed after the @."""
        case, begun = _case(number), request.args.get("q", "")[:80]
        found = mentions.suggest(db.session, case, begun, besides=me(db.session))
        return [{"handle": handle, "name": person.name, "roles": roles_of(person)} for handle, person in found]

    @expose("/<number>/templat", methods=("POST",))
    def template(self, number: str):
        """Write through an approved template, when free words are not taken any more. A refusal loses no blank."""
        case = _case(number)
        template = template_forms.chosen(approved_templates.known(db.session))
        if template is None or not template_forms.may_send(case, me(db.session)):
            abort(404)
        try:
            blanks = template_forms.filled(template)
            with panel().database.write() as session:
                about = session.get_one(Case, case.id)
                mark = addresses.mark()
                templates.send(session, about, by=me(session), template=template, blanks=blanks, mark=mark, at=now())
        except Refusal as refusal:
            return self._page(_case(number), unsent=template_forms.typed_into(template, sentence(refusal)))
        flash(said.TEMPLATE_SENT, "success")
        return redirect(url_for(".index", number=number) + "#terbaru")

    @expose(f"/<number>/lampiran/<int(max={MAX_ID}):id>", methods=("POST",))
    def release(self, number: str, id: int):
        """A held file was looked at and names nobody: who works on the case may have it."""
        case = _case(number)
        try:
            with panel().database.write() as session:
                held_files.release(session, session.get_one(Case, case.id), id, by=me(session), version=None, at=now())
        except NotYourPart:
            abort(404)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            flash(said.FILE_RELEASED, "success")
        return redirect(url_for(".index", number=number))

    @expose("/<number>/pelapor", methods=("POST",))
    def unmask(self, number: str):
        """The name behind a pseudonym: asked for with a reason, granted by a second person, shown once."""
        case, step = _case(number), request.form.get("langkah", "")
        if step not in _UNMASKING:
            abort(404)
        try:
            with panel().database.write() as session:
                _UNMASKING[step](session, session.get(Case, case.id), me(session), addresses.typed("reason", 500))
        except NotYourPart:
            abort(404)
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for(".index", number=number))
        if step == "tampilkan":
            return self._page(_case(number), opened=Opened(name=reporters.name_of(db.session, case)))
        flash(said.UNMASKING_ASKED if step == "ajukan" else said.UNMASKING_DECIDED, "success")
        return redirect(url_for(".index", number=number))

    @expose("/<number>/pemohon", methods=("POST",))
    def requester(self, number: str):
        """The particulars of a requester, for the PPID, on this one page."""
        case = _case(number)
        if not reporters.may_see_requester(case, me(db.session)):
            abort(404)
        assert case.permohonan is not None
        assert case.permohonan.requester is not None
        _note(case, "requester_shown", {})
        return self._page(case, opened=Opened(requester=keyring(db.session).open(case.permohonan.requester)))

    def _page(
        self,
        case: Case,
        trouble: Trouble | None = None,
        opened: Opened | None = None,
        unsent: TypedInto | None = None,
    ):
        staff = me(db.session)
        reporter = reporters.of_case(db.session, case, staff)
        steps = timeline.of_case(db.session, case, reporter, staff)
        possible = acts.offered(db.session, case, staff)
        page = self.render(
            "panel/ticket.html",
            case=case,
            reporter=reporter,
            steps=steps,
            acts=[act for act in possible if act.slug not in acts.BESIDE | acts.ELSEWHERE],
            beside=[act for act in possible if act.slug in acts.BESIDE],
            natural=acts.natural(case, possible),
            trouble=trouble,
            carried=enclosing.carried(trouble.typed.files) if trouble else (),
            opened=opened or Opened(),
            unsent=unsent,
            clocks=deadlines.of_case(db.session, case),
            undelivered=timeline.undelivered(steps),
            **_facts(case, staff),
        )
        return page, trouble.status if trouble else _UNFIT if unsent else 200

    def _done(self, number: str, act: Act, beside: str):
        db.session.expire_all()
        if queries.for_staff(db.session, number, me(db.session)) is None:
            flash(said.done_and_gone(act.title, number), "success")
            return redirect(url_for("tiket.index"))
        flash(f"{act.title}: tersimpan.{beside}", "success")
        return redirect(url_for(".index", number=number) + "#terbaru")


def _case(number: str) -> Case:
    """The case, if this person may see it; for everything else a page that says there is none."""
    if not _NUMBER.fullmatch(number):
        abort(404)
    db.session.expire_all()
    case = queries.for_staff(db.session, number, me(db.session))
    if case is None:
        abort(404)
    return case


def _perform(session: Session, case_id: int, act: Act, typed: Typed) -> None:
    case, staff = session.get(Case, case_id), me(session)
    assert case is not None
    acts.refuse_if_not_at_hand(session, act, case, staff)
    act.do(session, case, staff, typed, now())


def _also_said(session: Session, case: Case, act: Act, typed: Typed) -> str:
    """What the author of a note has to know beside that it is kept: who was told, and which names mean nobody."""
    if act.slug != internal_notes.NOTE:
        return ""
    found = mentions.read(session, case, typed.text)
    return said.mentioned([person.name for person in found.people.values()], found.nobody)


def _note(case: Case, action: str, details: dict[str, str]) -> None:
    with panel().database.write() as session:
        audit.record(session, by=me(session), action=action, subject=f"case:{case.number}", at=now(), details=details)


def _facts(case: Case, staff: Staff) -> dict[str, object]:
    """What stands beside the story."""
    category = categories.by_code(case.complaint.category if case.complaint else None)
    is_new = case.status in _TO_TRIAGE and case.complaint is not None
    suggestion = triage.suggest(db.session, case, queries.visible_to(staff)) if is_new else None
    suggested = (
        db.session.get(Agency, suggestion.agency_id)
        if suggestion is not None and suggestion.agency_id
        else _agency_of(category.agency)
        if category
        else None
    )
    return {
        "category": category,
        "suggested": suggested,
        "suggestion": suggestion,
        "alike": _alike(case, staff) if case.status.is_open and case.complaint else [],
        "links": merging.known_to(db.session, case, staff),
        "mask": _mask(case, staff),
        "sent": transfers.of_case(db.session, case),
        "stuck": transfers.is_stuck(transfers.of_case(db.session, case)),
        "may_print_packet": staff.may(Permission.WORK_CASES) and case.complaint is not None,
        "targets": [target.name for target in panel().settings.transfers.values()],
        "waiting": guards.proposal(db.session, case),
        "mark": secrets.token_hex(8),
        "needs_evidence": guards.needs_evidence(case),
        "may_look": held_files.may_look(staff),
        "said": said,
        "may_join": bool({Action.MERGE} & allowed(case, staff)),
        "categories": [(category.code, category.label) for category in categories.CATEGORIES],
        "agency": db.session.get(Agency, case.agency_id) if case.agency_id else None,
        "assignee": db.session.get(Staff, case.assignee_id) if case.assignee_id else None,
        "agencies": list(db.session.scalars(select(Agency).where(Agency.is_active).order_by(Agency.short_name))),
        "channels": _channels(case),
        "reply": reporters.reply_window(db.session, case, has_template=bool(panel().settings.whatsapp.template)),
        "templates": template_forms.of_case(db.session, case, staff),
        "brought": intake.of_case(db.session, case),
        "reference": reporters.reference_of(db.session, case, staff),
        "may_print": staff.may(Permission.RECORD_CASES),
        "rating": queries.rating(db.session, case),
        "may_see_requester": reporters.may_see_requester(case, staff),
    }


_UNMASKING = {
    "ajukan": lambda session, case, by, reason: unmasking.ask(session, case, by=by, reason=reason, at=now()),
    "setujui": lambda session, case, by, _: unmasking.decide(session, case, by=by, is_granted=True, at=now()),
    "tolak": lambda session, case, by, _: unmasking.decide(session, case, by=by, is_granted=False, at=now()),
    "tampilkan": lambda session, case, by, _: unmasking.open_once(session, case, by=by, at=now()),
}


@dataclass(frozen=True, slots=True)
class Mask:
    """How far the opening of a hidden name has come, for the person who looks."""

    may_ask: bool
    may_decide: bool
    may_open: bool
    waits: bool
    reason: str | None


def _mask(case: Case, staff: Staff) -> Mask:
    asked = unmasking.newest(db.session, case) if case.visibility.hides_reporter else None
    waits = asked is not None and asked.decided_at is None
    may_open = unmasking.is_open_to(asked, staff, at=now())
    return Mask(
        may_ask=unmasking.may_ask(case, staff) and not waits and not may_open,
        may_decide=unmasking.may_decide(asked, case, staff),
        may_open=may_open,
        waits=waits,
        reason=asked.reason if asked else None,
    )


_TO_TRIAGE = frozenset({Status.RECEIVED, Status.VERIFIED})


@dataclass(frozen=True, slots=True)
class Alike:
    """A report that may be of the same thing, as far as this person may see it."""

    case: Case
    score: int


def _alike(case: Case, staff: Staff) -> list[Alike]:
    found = triage.duplicates(db.session, case, queries.visible_to(staff))
    return [Alike(other, like.score) for like in found if (other := db.session.get(Case, like.case_id)) is not None]


def _agency_of(code: str) -> Agency | None:
    return db.session.scalar(select(Agency).where(Agency.code == code, Agency.is_active))


def _channels(case: Case) -> list[str]:
    """Where an answer goes, in words."""
    reached: dict[Channel, None] = {contact.channel: None for contact in notices.followers(db.session, case)}
    return [labels.CHANNEL[channel] for channel in reached]
