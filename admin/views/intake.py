"""Catat laporan: a report somebody brings, tells on the telephone, writes or posts; and the receipt to print."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from flask import abort, flash, redirect, request, url_for
from flask import session as cookie
from flask_admin import expose
from sqlalchemy import func, select

from admin import addresses, uploads
from admin.base import DeskView
from admin.context import db, me, now, office, panel, today
from core.clock import local_day
from core.drawn_codes import drawn
from core.errors import Refusal
from core.messages import channel_commands
from core.messages.channels import Channel
from core.messages.media import Media
from core.privacy import keyring
from core.staff import Permission
from texts import labels
from texts.refusals import sentence
from tickets import categories, deadlines, intake, queries, triage
from tickets.intake import MOST_DAYS_BACK, MOST_NAME, MOST_REASON, MOST_REFERENCE, Brought
from tickets.kinds import ClockKind, Priority, Source, Visibility
from tickets.models import Case, Intake
from tickets.reporting import MAX_REPORT, Report

_FORM_KEY = re.compile(r"[0-9a-f]{32}")
_FRESH = "printed"
_VISIBILITY = {
    (False, False): Visibility.BIASA,
    (True, False): Visibility.ANONIM,
    (False, True): Visibility.RAHASIA,
    (True, True): Visibility.ANONIM_RAHASIA,
}


_CHATS = (Channel.WHATSAPP, Channel.TELEGRAM)
"""Where news comes by itself, once the channel has told how citizens find it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was typed, so that a refusal loses nothing."""

    form_key: str
    source: str = Source.COUNTER.value
    received_on: str = ""
    late_reason: str = ""
    text: str = ""
    place: str = ""
    happened: str = ""
    category: str = ""
    name: str = ""
    phone: str = ""
    reference: str = ""
    anonim: bool = False
    rahasia: bool = False
    urgent: bool = False
    looked: bool = False


class IntakeScreen(DeskView):
    """The form, and what is printed from it."""

    permission = Permission.RECORD_CASES

    def __init__(self) -> None:
        super().__init__(name="Catat laporan", category="Layanan", endpoint="catat", url="/admin/catat")

    @expose("/", methods=("GET", "POST"))
    def index(self):
        if request.method == "GET":
            return self._page(Filled(uuid.uuid4().hex, received_on=today().isoformat()))
        filled = _typed()
        try:
            files = uploads.stored("berkas")
            _keep(files, filled)
            alike = [] if filled.looked else _alike(filled)
            if alike:
                return self._page(filled, alike=alike), 200
            with panel().database.write() as session:
                case = intake.record(session, _report(filled), _brought(filled), by=me(session), at=now())
        except Refusal as refusal:
            return self._page(filled, problem=sentence(refusal)), 422
        _may_print(case)
        return redirect(url_for(".receipt", number=case.number))

    @expose("/<number>/tanda-terima")
    def receipt(self, number: str):
        """The sheet the reporter takes home. The secret code is on it the first time only."""
        case, brought = _case(number)
        is_fresh = cookie.pop(_FRESH, None) == f"{case.id}.{case.code_version}"
        address = f"{panel().settings.public_url}/lacak?{urlencode({'nomor': case.number})}"
        clocks = {clock.kind: clock for clock in deadlines.of_case(db.session, case)}
        return self.render(
            "panel/receipt.html",
            case=case,
            code=keyring(db.session).secret_code(case.id, case.code_version) if is_fresh else "",
            address=f"{panel().settings.public_url}/lacak",
            drawn=drawn(address),
            verified_by=clocks[ClockKind.VERIFICATION].due_on,
            done_by=clocks[ClockKind.COMPLETION].due_on,
            skipped=clocks[ClockKind.COMPLETION].skipped,
            received_on=local_day(case.received_at, office().zone),
            source=labels.SOURCE[brought.source],
            chats=[labels.CHANNEL[each] for each in _CHATS if channel_commands.account(db.session, each)],
        )

    @expose("/<number>/kode", methods=("POST",))
    def code(self, number: str):
        """A new code, because the sheet was lost; the old one opens nothing any more."""
        case, _ = _case(number)
        try:
            with panel().database.write() as session:
                mine = session.get_one(Case, case.id)
                version = addresses.row_id("version")
                intake.new_code(session, mine, by=me(session), version=version, at=now())
        except Refusal as refusal:
            flash(sentence(refusal), "error")
        else:
            _may_print(mine)
        return redirect(url_for(".receipt", number=number))

    def _page(self, filled: Filled, *, problem: str = "", alike: list[Case] | None = None):
        kept = select(func.count()).select_from(Media).where(Media.chat_key == intake.files_key(filled.form_key))
        return self.render(
            "panel/intake.html",
            filled=filled,
            problem=problem,
            alike=alike or [],
            kept=db.session.scalar(kept) or 0,
            sources=[(source.value, labels.SOURCE[source]) for source in Source],
            categories=[(category.code, category.label) for category in categories.CATEGORIES],
            earliest=(today() - timedelta(days=MOST_DAYS_BACK)).isoformat(),
            today=today().isoformat(),
            days_back=MOST_DAYS_BACK,
        )


def _typed() -> Filled:
    form_key = addresses.typed("form_key", 40)
    if not _FORM_KEY.fullmatch(form_key):
        abort(400)
    return Filled(
        form_key=form_key,
        source=addresses.typed("source", 16),
        received_on=addresses.typed("received_on", 10),
        late_reason=addresses.typed("late_reason", MOST_REASON),
        text=addresses.typed("text", MAX_REPORT),
        place=addresses.typed("place", 300),
        happened=addresses.typed("happened", 120),
        category=addresses.typed("category", 40),
        name=addresses.typed("name", MOST_NAME),
        phone=addresses.typed("phone", 30),
        reference=addresses.typed("reference", MOST_REFERENCE),
        anonim="anonim" in request.form,
        rahasia="rahasia" in request.form,
        urgent="urgent" in request.form,
        looked="looked" in request.form,
    )


def _keep(files: list[uploads.Upload], filled: Filled) -> None:
    """Files stay with the form, so that nobody has to choose them again after a refusal or a question."""
    if files:
        with panel().database.write() as session:
            uploads.keep(session, files, chat_key=intake.files_key(filled.form_key), at=now())


def _alike(filled: Filled) -> list[Case]:
    """Open reports that may be of the same thing, as far as this person may see them."""
    if intake.of_form(db.session, filled.form_key) is not None:
        return []
    found = triage.alike_to(db.session, filled.text, filled.place, queries.visible_to(me(db.session)), at=now())
    return [case for like in found if (case := db.session.get(Case, like.case_id)) is not None]


def _report(filled: Filled) -> Report:
    known = categories.by_code(filled.category)
    return Report(
        text=filled.text,
        place=filled.place or None,
        happened=filled.happened or None,
        visibility=_VISIBILITY[filled.anonim, filled.rahasia],
        priority=Priority.DARURAT if filled.urgent else Priority.BIASA,
        category=known.code if known else None,
    )


def _brought(filled: Filled) -> Brought:
    return Brought(
        form_key=filled.form_key,
        source=Source(filled.source) if filled.source in set(Source) else Source.COUNTER,
        received_on=addresses.read_day(filled.received_on),
        late_reason=filled.late_reason,
        name=filled.name,
        phone=filled.phone,
        reference=filled.reference,
    )


def _case(number: str) -> tuple[Case, Intake]:
    """The case and how it was brought in; for anything else there is no sheet."""
    db.session.expire_all()
    case = queries.for_staff(db.session, number[:20], me(db.session))
    brought = intake.of_case(db.session, case) if case is not None else None
    if case is None or brought is None:
        abort(404)
    return case, brought


def _may_print(case: Case) -> None:
    """The next look at the sheet shows the code, once."""
    cookie[_FRESH] = f"{case.id}.{case.code_version}"
