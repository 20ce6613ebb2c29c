"""/lacak: a number and a secret code show how a case stands; anything else gets one neutral sentence."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bot.card import card_of
from core import office as offices
from core import tries
from core.clock import Clock
from core.db import Database
from core.privacy import CODE_LENGTH, keyring, same_code
from texts import track as words
from texts.words import Words, sentence_of
from tickets import queries
from tickets.numbers import written_in

PER_ADDRESS, PER_NUMBER = 8, 20
"""Wrong tries in a quarter of an hour: a brake, the code is the lock."""
_MOST_TYPED = 60
_NOBODY = "0" * CODE_LENGTH


def blueprint(database: Database, *, clock: Clock) -> Blueprint:
    """The page and what it answers. It changes no case, and of who looks it keeps only how often they were wrong."""
    routes = Blueprint(
        "track", __name__, template_folder="templates", static_folder="static", static_url_path="/lacak/static"
    )

    @routes.get("/lacak")
    def page() -> ResponseReturnValue:
        return _page(database, number=request.args.get("nomor", "")[:_MOST_TYPED])

    @routes.post("/lacak")
    def look() -> ResponseReturnValue:
        number = request.form.get("nomor", "")[:_MOST_TYPED]
        code, at, address = request.form.get("kode", "")[:_MOST_TYPED], clock(), request.remote_addr or ""
        written = written_in(number)
        named = written[0].number if written else ""
        with database.write() as session:
            most = {tries.mark_of(session, "from", address): PER_ADDRESS}
            if named:
                most[tries.mark_of(session, "for", named)] = PER_NUMBER
            counted = tries.count(session, most, at=at)
        if any(counted[mark] > most[mark] for mark in most):
            return _page(database, number=number, trouble=words.TOO_OFTEN, status=429)
        card = _card(database, named, code)
        if card is None:
            return _page(database, number=number, trouble=words.NOT_FOUND, status=404)
        with database.write() as session:
            tries.give_back(session, most)
        return _page(database, number=number, card=card)

    return routes


def _card(database: Database, number: str, code: str) -> str | None:
    """The card in words; None for a wrong number and a wrong code alike, after the same work."""
    with database.read() as session:
        keys = keyring(session)
        case = queries.by_number(session, number) if number else None
        right = keys.secret_code(case.id, case.code_version) if case is not None else _NOBODY
        if not same_code(code, right) or case is None:
            return None
        office = offices.current(session)
        saying = card_of(session, case, office)
        return sentence_of(saying.kind)(Words("id", office), **saying.data)


def _page(
    database: Database, *, number: str, card: str | None = None, trouble: str = "", status: int = 200
) -> ResponseReturnValue:
    with database.read() as session:
        office = offices.current(session)
    response = make_response(
        render_template("track/page.html", office=office, number=number, card=card, trouble=trouble, words=words),
        status,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
