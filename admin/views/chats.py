"""Percakapan: chats that asked for a person, in the order they asked, and the talk with each of them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from admin import addresses, downloads, enclosing, talk, template_forms
from admin.addresses import MAX_ID
from admin.base import DeskView
from admin.context import db, me, now, panel
from admin.template_forms import TypedInto
from core import audit, enclosures
from core import staff as people
from core.errors import Refusal
from core.files import Kept
from core.messages import approved_templates, handovers
from core.messages.channels import channel_of
from core.messages.handovers import ChatReturned, Handover, HandoverState
from core.messages.media import Media
from core.privacy import keyring
from core.staff import Permission, Staff
from texts import labels
from texts import panel as said
from texts.refusals import sentence

_LAPSED_SHOWN = timedelta(days=30)
_KEY, _MEDIA = f"<int(max={MAX_ID}):key>", f"<int(max={MAX_ID}):media>"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat in the list: its place in line, or who talks with it."""

    handover: Handover
    citizen: str
    channel: str
    place: int | None
    officer: str | None
    last_words: str


class Chats(DeskView):
    """The line of chats, and one chat."""

    permission = Permission.ANSWER_CHATS

    def __init__(self) -> None:
        super().__init__(name="Percakapan", category="Layanan", endpoint="percakapan", url="/admin/percakapan")

    def badge(self) -> int:
        return handovers.waiting_count(db.session)

    @expose("/")
    def index(self):
        return self.render("panel/chats.html", chats=_in_line(), lapsed=_lapsed())

    @expose("/barisan")
    def waiting(self):
        """The line as it stands now, for the page that looks by itself."""
        return self.render("panel/chats_line.html", chats=_in_line(), lapsed=_lapsed())

    @expose(f"/{_KEY}", methods=("GET", "POST"))
    def chat(self, key: int):
        handover = _open(key)
        if handover is None:
            flash(said.CHAT_GONE, "info")
            return redirect(url_for(".index"))
        if request.method == "GET":
            return self._page(handover)
        text, mark = addresses.typed("text", handovers.MAX_WORDS * 2), addresses.mark()
        files: list[Kept] = []
        try:
            files = enclosing.received()
            with panel().database.write() as session:
                sent = enclosures.outgoing(files)
                handovers.say(session, key, by=me(session), text=text, mark=mark, files=sent, at=now())
        except ChatReturned as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for(".index"))
        except Refusal as refusal:
            db.session.expire_all()
            return self._page(handover, problem=sentence(refusal), typed=text, files=files), 422
        return redirect(url_for(".chat", key=key) + "#tulis")

    @expose(f"/{_KEY}/templat", methods=("POST",))
    def template(self, key: int):
        """Write through an approved template, when free words would wait for the citizen to write again."""
        handover = _open(key)
        template = template_forms.chosen(approved_templates.known(db.session))
        if template is None:
            abort(404)
        try:
            blanks = template_forms.filled(template)
            with panel().database.write() as session:
                handovers.say_by_template(
                    session, key, by=me(session), template=template, blanks=blanks, mark=addresses.mark(), at=now()
                )
        except Refusal as refusal:
            if handover is None or isinstance(refusal, ChatReturned):
                flash(sentence(refusal), "error")
                return redirect(url_for(".index"))
            db.session.expire_all()
            return self._page(handover, problem=sentence(refusal), kept=template_forms.typed_into(template)), 422
        flash(said.TEMPLATE_SENT, "success")
        return redirect(url_for(".chat", key=key) + "#tulis")

    @expose(f"/{_KEY}/baris")
    def lines(self, key: int):
        """The talk as it stands now, for the page that looks every few seconds."""
        handover = _open(key)
        if handover is None:
            abort(404)
        return self.render("panel/chat_lines.html", **_talk(handover))

    @expose(f"/{_KEY}/berkas/{_MEDIA}")
    def file(self, key: int, media: int):
        """A file the citizen sent in this chat, to be taken while somebody talks with them."""
        handover, sent = _open(key), db.session.get(Media, media)
        if handover is None or sent is None or sent.chat_key != handover.chat_key:
            abort(404)
        return downloads.of_citizen(sent)

    @expose(f"/{_KEY}/ambil", methods=("POST",))
    def take(self, key: int):
        return self._did(key, "chat_taken", lambda session: handovers.take_over(session, key, by=me(session), at=now()))

    @expose(f"/{_KEY}/selesai", methods=("POST",))
    def hand_back(self, key: int):
        return self._did(key, "chat_returned", lambda session: handovers.hand_back(session, key, at=now()))

    def _did(self, key: int, action: str, deed):
        try:
            with panel().database.write() as session:
                deed(session)
                audit.record(session, by=me(session), action=action, subject=f"handover:{key}", at=now())
        except Refusal as refusal:
            flash(sentence(refusal), "error")
            return redirect(url_for(".index"))
        if action == "chat_returned":
            flash(said.CHAT_RETURNED, "success")
            return redirect(url_for(".index"))
        return redirect(url_for(".chat", key=key) + "#tulis")

    def _page(
        self,
        handover: Handover,
        problem: str = "",
        typed: str = "",
        files: Sequence[Kept] = (),
        kept: TypedInto | None = None,
    ):
        officer = db.session.get(Staff, handover.taken_by) if handover.taken_by else None
        return self.render(
            "panel/chat.html",
            citizen=citizen(handover),
            channel=labels.CHANNEL[channel_of(handover.chat_key)],
            officer=officer,
            is_mine=officer is None or officer.id == me(db.session).id,
            mark=secrets.token_hex(8),
            problem=problem,
            typed=typed,
            carried=enclosing.carried(files),
            templates=template_forms.of_talk(db.session, handover),
            kept=kept,
            **_talk(handover),
        )


def _talk(handover: Handover) -> dict[str, object]:
    """What the page looks at again every few seconds."""
    has_template = bool(panel().settings.whatsapp.template)
    return {
        "handover": handover,
        "lines": talk.lines(db.session, handover),
        "reach": talk.reach(db.session, handover, has_template=has_template),
    }


def citizen(handover: Handover) -> str:
    """How a citizen in the line is called: a name would undo an anonymous report in the same chat."""
    return "Warga " + keyring(db.session).fingerprint("chat", handover.chat_key)[:4].upper()


def _open(key: int) -> Handover | None:
    handover = db.session.get(Handover, key)
    if handover is None:
        abort(404)
    return handover if handover.is_open else None


def _in_line() -> list[Waiting]:
    found, place = [], 0
    open_ones = handovers.open_ones(db.session)
    officers = people.names(db.session, (handover.taken_by for handover in open_ones))
    for handover in open_ones:
        waits = handover.state is HandoverState.WAITING
        place += waits
        found.append(
            Waiting(
                handover,
                citizen(handover),
                labels.CHANNEL[channel_of(handover.chat_key)],
                place if waits else None,
                officers.get(handover.taken_by or 0),
                _last_words(handover),
            )
        )
    return found


def _lapsed() -> list[Waiting]:
    """Those nobody took in time: told, and no longer in the line, but not to be forgotten by the office."""
    return [
        Waiting(
            handover,
            citizen(handover),
            labels.CHANNEL[channel_of(handover.chat_key)],
            None,
            None,
            _last_words(handover),
        )
        for handover in handovers.lapsed_ones(db.session, since=now() - _LAPSED_SHOWN)
    ]


def _last_words(handover: Handover) -> str:
    words = keyring(db.session).open(handover.last_words) if handover.last_words else ""
    words = talk.unnamed(db.session, handover)(words)
    return words if len(words) <= 140 else words[:140].rsplit(" ", 1)[0] + " …"
