"""The second factor at the door: a code of an authenticator app after the password, and recovery codes for a lost telephone.

Flask-Security does the steps; here is what it leaves to the application: a code opens once, wrong codes are counted as
wrong passwords are, whoever sits down at an open page changes nothing without the password, and every change is in the books.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_security import (
    MfRecoveryForm,
    Security,
    Totp,
    TwoFactorVerifyCodeForm,
    current_user,
    tf_code_confirmed,
    tf_disabled,
    tf_profile_changed,
)
from passlib.exc import UsedTokenError
from sqlalchemy import or_, update

from admin import sessions
from admin.context import office, panel
from core import audit
from core.db import change
from core.drawn_codes import drawn
from core.staff import Role, Staff
from texts import door

MUST = frozenset({Role.SUPERVISOR, Role.ADMIN_TEKNIS})
"""Who has to have one where the office says so: they see everything, or let others in."""
_OWN_PAGES = frozenset(
    {"security.two_factor_setup", "security.two_factor_setup_validate", "security.mf_recovery_codes"}
)
_RECOVERY_CODES = 8


class CountedTotp(Totp):
    """Codes of the authenticator app. Each opens once, for whoever is first."""

    def get_last_counter(self, user: Staff) -> int | None:
        return user.tf_last_counter

    def set_last_counter(self, user: Staff, tmatch) -> None:
        """Note the code. Raises :class:`UsedTokenError` when the same one came in just before, from elsewhere."""
        later = or_(Staff.tf_last_counter.is_(None), Staff.tf_last_counter < tmatch.counter)
        note = update(Staff).where(Staff.id == user.id, later).values(tf_last_counter=tmatch.counter)
        with panel().database.write() as writing:
            if not change(writing, note):
                raise UsedTokenError()

    def generate_qrcode(self, username: str, totp: str) -> str:
        return drawn(self.get_totp_uri(username, totp))


class Door(Security):
    """Flask-Security, which asks for one certain library to draw codes to scan; the house draws its own."""

    def _check_modules(self, module: str, config_name: str) -> None:
        if module != "qrcode":
            super()._check_modules(module, config_name)


class CodeForm(TwoFactorVerifyCodeForm):
    """Asks for the code; while the account waits even the right one does."""

    def validate(self, **kwargs) -> bool:
        if not self.is_setup and self.user.is_locked():
            self.code.errors = [door.CODE_HAS_TO_WAIT]
            return False
        is_right = super().validate(**kwargs)
        if not is_right and not self.is_setup:
            self.code.errors = [door.CODE_DOES_NOT_MATCH]
        return is_right


class RecoveryForm(MfRecoveryForm):
    """Asks for a recovery code, counted like any other."""

    def validate(self, **kwargs) -> bool:
        if self.user.is_locked():
            self.code.errors = [door.CODE_HAS_TO_WAIT]
            return False
        if not super().validate(**kwargs):
            self.user.track_failed_authn("code", tfa=True)
            return False
        _record("recovery_code_used", self.user)
        return True


def must_have_one(staff: Staff) -> bool:
    """Has the office made it a duty for what this person does?"""
    return office().second_factor and bool(MUST & staff.role_names)


def configuration(lookup_key: str) -> dict[str, object]:
    """What Flask-Security is told. Secrets are sealed with keys that follow from the house's own."""
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/kode-kedua",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/kode",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/kode/bantuan",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/kode/pilih",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/admin/kode-cadangan?show_codes=y",
        "SECURITY_TWO_FACTOR_ERROR_VIEW": "/admin/masuk",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": _RECOVERY_CODES,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/kode-cadangan",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/kode/cadangan",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(_key(lookup_key, "recovery"))],
        "SECURITY_TOTP_SECRETS": {"1": _key(lookup_key, "totp").hex()},
        "SECURITY_TOTP_ISSUER": "Pendopo",
        "SECURITY_FRESHNESS": timedelta(minutes=-1),  # the house asks for the password again itself
    }


def install(app: Flask) -> None:
    """After Flask-Security: the guard of one's own pages, the books, and no mail to anybody."""
    app.view_functions["security.two_factor_rescue"] = _rescue
    app.before_request(_ask_for_proof)
    tf_profile_changed.connect(_was_set, app)
    tf_disabled.connect(_was_taken, app)
    tf_code_confirmed.connect(_was_confirmed, app)


def _key(lookup_key: str, purpose: str) -> bytes:
    return hmac.digest(lookup_key.encode(), f"second factor: {purpose}".encode(), hashlib.sha256)


def _rescue():
    """No mail is sent from here: the page of the code itself says what helps."""
    return redirect(url_for("security.login"))


def _ask_for_proof():
    is_open = request.endpoint in _OWN_PAGES and current_user.is_authenticated
    return sessions.ask_for_proof() if is_open and not sessions.is_proved(writing=request.method == "POST") else None


def _was_set(app: Flask, *, user: Staff, **_: object) -> None:
    """A new app: the recovery codes of the one before are void, and there are new ones to keep."""
    current_app.extensions["security"].mf_recovery_codes_util.create_recovery_codes(user)
    _record("second_factor_set", user)


def _was_taken(app: Flask, *, user: Staff, **_: object) -> None:
    user.mf_recovery_codes = user.tf_last_counter = None
    _record("second_factor_taken", user)


def _was_confirmed(app: Flask, *, user: Staff, **_: object) -> None:
    """At the door: whoever had to set one up has done so now."""
    if session.get("tf_state") == "validating_profile":
        _was_set(app, user=user)
        flash(door.KEEP_CODES, "info")


def _record(action: str, user: Staff) -> None:
    at = panel().clock()
    with panel().database.write() as writing:
        audit.record(writing, by=writing.get_one(Staff, user.id), action=action, subject=f"staff:{user.id}", at=at)
