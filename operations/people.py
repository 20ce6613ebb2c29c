"""Staff from the terminal: new accounts, and one-time links instead of any default password."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import func, select

from admin.auth import one_time_link
from core import audit, staff
from core.clock import utc_now
from core.db import Database
from core.errors import Refusal
from core.house import open_database
from core.settings import Settings
from core.staff import Agency, Role, Staff
from wsgi import create_app


class UnknownRole(Refusal):
    code = "unknown_role"


def create(database: Database, *, email: str, name: str, duties: Sequence[str]) -> None:
    """Add an account with duties like ``koordinator`` or ``admin_opd@dpupr``. Refuses what the panel's form refuses."""
    at = utc_now()
    with database.write() as session:
        roles: list[tuple[Role, int | None]] = []
        for duty in duties:
            role, _, code = duty.partition("@")
            agency = session.scalar(select(Agency.id).where(Agency.code == code)) if code else None
            if role not in set(Role) or (code and agency is None):
                raise UnknownRole(duty=duty)
            roles.append((Role(role), agency))
        staff.refuse_incomplete(roles)
        made = staff.create(session, email=email, name=name, roles=roles, at=at)
        audit.record(
            session,
            by=None,
            action="staff_created",
            subject=f"staff:{made.id}",
            at=at,
            details={"duties": list(duties)},
        )


def link(chosen: Settings, email: str) -> str | None:
    """A one-time link for this person; None when there is no such active account."""
    with _panel(chosen) as (app, _):
        found = one_time_link(app, email)
    assert found is None or isinstance(found, str)
    return found


def first_login(chosen: Settings) -> tuple[str, str] | None:
    """While nobody has ever set a password: the first technical administrator and a one-time link for them."""
    with _panel(chosen) as (app, database):
        with database.read() as session:
            if session.scalar(select(func.count()).select_from(Staff).where(Staff.password.is_not(None))):
                return None
            first = session.scalar(
                select(Staff).where(Staff.duties.any(role=Role.ADMIN_TEKNIS), Staff.active).order_by(Staff.id).limit(1)
            )
        found = one_time_link(app, first.email) if first is not None else None
    return (first.email, found) if first is not None and found else None


@contextmanager
def _panel(chosen: Settings) -> Iterator[tuple[Flask, Database]]:
    """The panel, for as long as a link takes."""
    database = open_database(chosen)
    try:
        yield create_app(chosen, database=database), database
    finally:
        database.dispose()
