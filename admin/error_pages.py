"""Error pages: who is in the panel keeps the menu and finds a way back; everybody else, and every doubt, gets a plain page."""

import logging
from urllib.parse import urlsplit

from flask import g, render_template, request
from flask_security import current_user

from admin import context, sessions
from texts import errors

log = logging.getLogger("pendopo.web")
_AWAY = 503


def page(code: int, kind: str) -> str:
    """The page for an answer with this code."""
    title, sentence = errors.of(code, kind)
    said = {"code": code, "title": title, "sentence": sentence, "back": _way_back(), "is_panel": _is_panel()}
    if _is_panel() and code != _AWAY:
        try:
            return _with_menu(said)
        except Exception:  # what failed before may fail here too, and an error page must not
            log.exception("an error page has no menu")
    return render_template("panel/error.html", **said)


def _with_menu(said: dict[str, object]) -> str:
    context.forget_facts()
    g.pop("_login_user", None)
    context.close_sessions()
    if not (current_user.is_authenticated and sessions.is_alive()):
        return render_template("panel/error.html", **said)
    return render_template("panel/error_inside.html", **said)


def _is_panel() -> bool:
    """A page of the panel, which no browser keeps; its files are kept, and their absence too."""
    return request.path.startswith("/admin") and "/static/" not in request.path


def _way_back() -> str:
    """The page of the panel that led here, if one did."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:  # what is no address leads nowhere
        return ""
    if came_from.netloc != request.host or not came_from.path.startswith("/admin/") or came_from.path == request.path:
        return ""
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")
