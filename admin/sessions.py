"""Sessions of staff: they end after half an hour without a click or twelve hours, and grave acts ask again.

The cookie says when the session began, when it was last used and when the password was last given.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_security import current_user, logout_user
from flask_security.utils import validate_redirect_url

from admin.context import me, panel
from core import audit
from core.staff import Staff, sign_out_everywhere
from texts import door

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)
PROOF_HOLDS = timedelta(minutes=15)
FORM_STAYS_OPEN = timedelta(minutes=45)
_BEGAN, _SEEN, _PROVED = "staff_in", "staff_seen", "staff_proved"
_BACKGROUND = frozenset({"percakapan.lines", "percakapan.waiting", "tiket_isi.present"})


def begin(app: Flask, *, user: Staff, **_: object) -> None:
    """Somebody has just logged in: whatever an earlier session left behind counts no more."""
    session[_BEGAN] = session[_SEEN] = session[_PROVED] = panel().clock().isoformat()


def end_old_ones():
    """Before each request: an old or idle session ends here. What a page asks by itself keeps none alive."""
    if not current_user.is_authenticated:
        return None
    if not is_alive():
        logout_user()
        flash(door.SESSION_ENDED, "info")
        return redirect(door_to(request.full_path if request.method == "GET" else None))
    if request.endpoint not in _BACKGROUND:
        session[_SEEN] = panel().clock().isoformat()
    return None


def is_alive() -> bool:
    """Is this session neither too old nor idle for too long?"""
    now, began, seen = panel().clock(), _moment(_BEGAN), _moment(_SEEN)
    return began is not None and seen is not None and now - began <= AT_MOST and now - seen <= IDLE


def door_to(wanted: str | None) -> str:
    """The login page, and where to go from there."""
    return url_for("security.login", next=wanted.rstrip("?") if wanted else None)


def is_proved(*, writing: bool = False) -> bool:
    """Was the password given lately? A form that was opened in time may still be sent."""
    proved = _moment(_PROVED)
    return proved is not None and panel().clock() - proved <= (FORM_STAYS_OPEN if writing else PROOF_HOLDS)


def prove_now() -> None:
    session[_PROVED] = panel().clock().isoformat()


def ask_for_proof():
    """On the way to something grave: the password first, then back to the page that was wanted."""
    flash(door.PROVE_AGAIN, "info")
    back = request.full_path if request.method == "GET" else request.referrer or ""
    return redirect(url_for("security.verify", next=_own_path(back)))


def _own_path(address: str) -> str:
    """Path and query of an address of ours."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def prove():
    """Ask for the password again before something grave, and go on to it."""
    if not current_user.is_authenticated:
        return redirect(door_to(None))
    wanted = request.values.get("next", "")
    if request.method == "GET":
        return render_template("security/verify.html", next=wanted, error=None)
    if current_user.is_locked() or not current_user.verify_and_update_password(request.form.get("password", "")):
        current_user.track_failed_authn("password")
        return render_template("security/verify.html", next=wanted, error=door.DOES_NOT_MATCH), 422
    prove_now()
    return redirect(wanted if wanted and validate_redirect_url(wanted) else url_for("admin.index"))


def end_everywhere() -> None:
    """End every session of the person behind this request, this one too."""
    with panel().database.write() as writing:
        staff = me(writing)
        sign_out_everywhere(staff)
        audit.record(writing, by=staff, action="signed_out_everywhere", subject=f"staff:{staff.id}", at=panel().clock())
    logout_user()
    flash(door.SIGNED_OUT_EVERYWHERE, "success")


def _moment(name: str) -> datetime | None:
    text = session.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) else None
