"""Login: Flask-Security over the staff table, with a growing wait after wrong passwords and sessions that end."""

from datetime import timedelta

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask_login import user_logged_in
from flask_security import (
    LoginForm,
    MailUtil,
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    current_user,
    password_changed,
    password_reset,
)
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import update
from sqlalchemy.orm import Session

from admin import second_factor, sessions
from admin.context import Panel, db, panel
from core import audit
from core.db import change
from core.staff import Permission, Role, Staff, StaffRole
from texts import door, labels

HASHING: dict[str, int] = {}
"""How dear argon2 is; empty: as dear as the library holds right. Only tests make it cheaper."""
LINK_LIVES = "2 days"
FREE_TRIES = 5
LONGEST_WAIT = timedelta(hours=1)
MAX_ADDRESS = 200


class Account(UserMixin, Staff):
    """A staff member as Flask-Security sees one. The same table and rows as :class:`core.staff.Staff`."""

    @property
    def roles(self):
        """Roles are the house's own table; Flask-Security's are not used."""
        return []

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Count a wrong password and make the next tries wait: nothing for the first five, then up to an hour.

        While the account waits nothing is counted, so that a stranger cannot lock it for good.
        """
        if self.is_locked():
            return
        at = panel().clock()
        with panel().database.write() as writing:
            failed = self._count_failure(writing)
            if failed >= FREE_TRIES:
                wait = min(timedelta(minutes=2 ** min(failed - FREE_TRIES, 6)), LONGEST_WAIT)
                change(writing, update(Staff).where(Staff.id == self.id).values(locked_until=at + wait))
            audit.record(writing, by=None, action="login_failed", subject=f"staff:{self.id}", at=at)

    def _count_failure(self, writing: Session) -> int:
        more = update(Staff).where(Staff.id == self.id).values(failed_logins=Staff.failed_logins + 1)
        return writing.execute(more.returning(Staff.failed_logins)).scalar_one()

    def check_tf_required(self, tf_setup_methods, tf_fresh: bool):
        """After the password comes the code of whoever has set one up, or has to."""
        return bool(tf_setup_methods) or second_factor.must_have_one(self), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        return second_factor.must_have_one(self)

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """Even the right password waits while the account is locked."""
        locked = self.locked_until is not None and self.locked_until > panel().clock()
        if locked and form_error is not None:
            form_error.append(door.NOT_LET_IN)
        return locked


class StaffLoginForm(LoginForm):
    """E-mail and password, never remembered."""

    remember = None


def _is_in(app: Flask, *, user: Staff, **_: object) -> None:
    """Past every question of the door."""
    if request.endpoint in _THE_DOOR:
        _wait_is_over(user, "login")


_THE_DOOR = frozenset({"security.login", "security.two_factor_token_validation", "security.mf_recovery"})


def tidy(address: str | None) -> str:
    """An address as it is looked up: no capitals, no spaces, nothing a database refuses."""
    return (address or "").replace("\0", "").strip().lower()[:MAX_ADDRESS]


class NoMail(MailUtil):
    """The office has no mail server: links are handed over by an administrator, nothing is sent."""

    def send_mail(self, *args, **kwargs) -> None:
        return None

    def normalize(self, email: str) -> str:
        return tidy(email)

    def validate(self, email: str) -> str:
        return tidy(email)


def install(app: Flask, surroundings: Panel) -> Security:
    """Put the login before the panel."""
    app.config.update(_configuration(surroundings))
    security = second_factor.Door(
        app,
        SQLAlchemyUserDatastore(db, Account, StaffRole),
        login_form=StaffLoginForm,
        two_factor_verify_code_form=second_factor.CodeForm,
        mf_recovery_form=second_factor.RecoveryForm,
        mail_util_cls=NoMail,
        totp_cls=second_factor.CountedTotp,
    )
    app.login_manager.request_loader(lambda request: None)
    app.view_functions["security.forgot_password"] = forgotten
    app.add_url_rule("/admin/konfirmasi", "security.verify", sessions.prove, methods=("GET", "POST"))
    app.before_request(sessions.end_old_ones)
    second_factor.install(app)
    user_logged_in.connect(sessions.begin, app)
    user_logged_in.connect(_is_in, app)
    password_reset.connect(_password_was_set, app)
    password_changed.connect(_password_was_set, app)
    return security


def forgotten():
    """No mail is sent from here: the page says who can help. Posting does nothing, whoever is named."""
    if request.method == "POST":
        return redirect(url_for("security.forgot_password"))
    return render_template("security/forgot_password.html")


def _password_was_set(app: Flask, *, user: Staff, **_: object) -> None:
    """A new password ends the wait as well."""
    _wait_is_over(user, "password_set")
    sessions.prove_now()


def _wait_is_over(user: Staff, action: str) -> None:
    """Failures count no more, and the books say why."""
    at = panel().clock()
    with panel().database.write() as writing:
        change(writing, update(Staff).where(Staff.id == user.id).values(failed_logins=0, locked_until=None))
        audit.record(writing, by=writing.get(Staff, user.id), action=action, subject=f"staff:{user.id}", at=at)


def one_time_path(staff: Staff) -> str:
    """The address by which this person sets a password, once, within two days."""
    return url_for("security.reset_password", token=generate_reset_password_token(staff))


def one_time_link(app: Flask, email: str) -> str | None:
    """The same with the office's own address in front, from outside a request; None for nobody."""
    with app.test_request_context():
        account = _datastore().find_user(email=tidy(email))
        if account is None or not account.active:
            return None
        return panel().settings.public_url + one_time_path(account)


def may(permission: Permission) -> bool:
    """May the person behind this request do this?"""
    return bool(current_user.is_authenticated and current_user.may(permission))


def my_roles() -> str:
    """What the person behind this request answers for, in words."""
    return roles_of(current_user)


def roles_of(person: Staff) -> str:
    """What somebody answers for, in words."""
    return ", ".join(labels.ROLE[role] for role in Role if role in person.role_names) or "tanpa peran"


def _datastore():
    return current_app.extensions["security"].datastore


def _configuration(surroundings: Panel) -> dict[str, object]:
    return {
        "SECURITY_URL_PREFIX": "/admin",
        "SECURITY_LOGIN_URL": "/masuk",
        "SECURITY_LOGOUT_URL": "/keluar",
        "SECURITY_RESET_URL": "/lupa-sandi",
        "SECURITY_CHANGE_URL": "/ganti-sandi",
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_POST_LOGIN_VIEW": "/admin/",
        "SECURITY_POST_LOGOUT_VIEW": "/admin/masuk",
        "SECURITY_POST_RESET_VIEW": "/admin/masuk",
        "SECURITY_POST_CHANGE_VIEW": "/admin/",
        "SECURITY_UNAUTHORIZED_VIEW": None,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_TRACKABLE": False,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": dict(HASHING),
        "SECURITY_PASSWORD_SALT": surroundings.settings.lookup_key,
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_SEND_PASSWORD_RESET_EMAIL": False,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_RESET_PASSWORD_WITHIN": LINK_LIVES,
        "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "SECURITY_USE_REGISTER_V2": True,
        "SECURITY_FLASH_MESSAGES": True,
        **second_factor.configuration(surroundings.settings.lookup_key),
        **{f"SECURITY_MSG_{name}": said for name, said in door.MESSAGES.items()},
    }
