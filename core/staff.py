"""People of the office: agencies (OPD), staff accounts, their roles, and the one table of what a role may do."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    select,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from core.db import Base, UTCDateTime, words_of
from core.errors import Refusal, SavedMeanwhile

OPERATOR_EMAIL = "operator"


class Role(StrEnum):
    """What a person answers for. "Petugas" is a word for people, not a role (DECISIONS 17)."""

    VERIFIKATOR = "verifikator"
    KOORDINATOR = "koordinator"
    ADMIN_OPD = "admin_opd"
    INSPEKTORAT = "inspektorat"
    PPID = "ppid"
    ATASAN_PPID = "atasan_ppid"
    PEMILIK_DATA = "pemilik_data"
    SUPERVISOR = "supervisor"
    ADMIN_TEKNIS = "admin_teknis"


class Permission(StrEnum):
    """One thing a person may do in the panel."""

    SEE_CASES = "see_cases"
    SEE_RESTRICTED = "see_restricted"
    WORK_CASES = "work_cases"
    RECORD_CASES = "record_cases"
    EXPORT_CASES = "export_cases"
    EDIT_KNOWLEDGE = "edit_knowledge"
    PUBLISH_KNOWLEDGE = "publish_knowledge"
    ANSWER_CHATS = "answer_chats"
    SEE_DEAD_LETTERS = "see_dead_letters"
    MANAGE_AGENCIES = "manage_agencies"
    MANAGE_STAFF = "manage_staff"
    MANAGE_OFFICE = "manage_office"
    SEE_AUDIT = "see_audit"
    SEE_ANALYTICS = "see_analytics"
    MANAGE_FIGURES = "manage_figures"
    MAKE_REPORTS = "make_reports"
    SEE_BOARD = "see_board"
    SHARE_VIEWS = "share_views"


_P, _R = Permission, Role
PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    _P.SEE_CASES: frozenset(
        {_R.VERIFIKATOR, _R.KOORDINATOR, _R.ADMIN_OPD, _R.INSPEKTORAT, _R.PPID, _R.ATASAN_PPID, _R.SUPERVISOR}
    ),
    _P.SEE_RESTRICTED: frozenset({_R.INSPEKTORAT, _R.SUPERVISOR}),
    _P.WORK_CASES: frozenset({_R.VERIFIKATOR, _R.KOORDINATOR, _R.ADMIN_OPD, _R.INSPEKTORAT, _R.PPID, _R.ATASAN_PPID}),
    _P.RECORD_CASES: frozenset({_R.VERIFIKATOR, _R.KOORDINATOR}),
    _P.EXPORT_CASES: frozenset({_R.SUPERVISOR}),
    _P.EDIT_KNOWLEDGE: frozenset({_R.VERIFIKATOR, _R.KOORDINATOR, _R.PPID, _R.PEMILIK_DATA}),
    _P.PUBLISH_KNOWLEDGE: frozenset({_R.KOORDINATOR, _R.PPID, _R.PEMILIK_DATA}),
    _P.ANSWER_CHATS: frozenset({_R.VERIFIKATOR, _R.KOORDINATOR, _R.PPID}),
    _P.SEE_DEAD_LETTERS: frozenset({_R.ADMIN_TEKNIS, _R.KOORDINATOR, _R.SUPERVISOR}),
    _P.MANAGE_AGENCIES: frozenset({_R.KOORDINATOR, _R.ADMIN_TEKNIS}),
    _P.MANAGE_STAFF: frozenset({_R.ADMIN_TEKNIS}),
    _P.MANAGE_OFFICE: frozenset({_R.KOORDINATOR, _R.ADMIN_TEKNIS}),
    _P.SEE_AUDIT: frozenset({_R.SUPERVISOR, _R.ADMIN_TEKNIS}),
    _P.SEE_BOARD: frozenset({_R.SUPERVISOR, _R.KOORDINATOR, _R.INSPEKTORAT, _R.ADMIN_OPD}),
    _P.MAKE_REPORTS: frozenset({_R.SUPERVISOR}),
    _P.SHARE_VIEWS: frozenset({_R.KOORDINATOR, _R.SUPERVISOR}),
    _P.SEE_ANALYTICS: frozenset({_R.SUPERVISOR, _R.KOORDINATOR, _R.PPID, _R.ATASAN_PPID, _R.PEMILIK_DATA}),
    _P.MANAGE_FIGURES: frozenset({_R.PEMILIK_DATA, _R.SUPERVISOR}),
}


OF_AN_AGENCY: Mapping[Permission, frozenset[Role]] = {
    **{permission: PERMISSIONS[permission] for permission in (_P.SEE_CASES, _P.WORK_CASES, _P.SEE_BOARD)},
    _P.MANAGE_FIGURES: frozenset({_R.PEMILIK_DATA}),
}
"""What a role that is tied to an agency opens: these screens show or change no more than what is that agency's. All others
are the whole office's, and only a role for the whole office opens them."""
MAY_BE_TIED = frozenset({_R.ADMIN_OPD, _R.PEMILIK_DATA})


class EmailTaken(Refusal):
    code = "email_taken"


class UnknownStaff(Refusal):
    code = "unknown_staff"


class CodeTaken(Refusal):
    """Two agencies with one code would be one agency to the categories."""

    code = "code_taken"


class LastAdministrator(Refusal):
    """Without an active technical administrator nobody could let anybody in again."""

    code = "last_administrator"


class NotYourself(Refusal):
    """Nobody gives themselves a role, and nobody shuts themselves out."""

    code = "not_yourself"


class DutyIncomplete(Refusal):
    """An agency's administrator is the administrator of an agency."""

    code = "duty_incomplete"


class DutyOfTheOffice(Refusal):
    """Every role but those in :data:`MAY_BE_TIED` is held for the whole office; ``role`` is the one that was not."""

    code = "duty_of_the_office"


class Agency(Base):
    """An OPD: a unit of the local government that can be asked to follow up."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    short_name: Mapped[str] = mapped_column(String(60))
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    version: Mapped[int] = mapped_column(Integer, default=1)


class StaffRole(Base):
    """One role of one person, for one agency or, without one, for the whole office."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("staff_id", "role", "agency_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(words_of(Role))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))


class Staff(Base):
    """A person who may enter the panel. ``fs_uniquifier`` is in every session: changing it ends all of them.

    ``is_head``: heads the agencies they have a role for, and hears first of what is overdue there. It opens nothing more.
    ``tf_`` and ``mf_``: the second factor, by Flask-Security's names; its secret and codes are sealed.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    email: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: secrets.token_hex(16))
    failed_logins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    is_head: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON))
    version: Mapped[int] = mapped_column(Integer, default=1)
    duties: Mapped[list[StaffRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def role_names(self) -> frozenset[Role]:
        return frozenset(duty.role for duty in self.duties)

    @property
    def has_second_factor(self) -> bool:
        """Does this person log in with a code besides the password?"""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    def may(self, permission: Permission) -> bool:
        """May this person do this at all? Which cases it reaches is the scope's question."""
        tied = OF_AN_AGENCY.get(permission, frozenset()) & self.role_names
        return self.active and bool(tied | PERMISSIONS[permission] & office_wide(self))


def office_wide(staff: Staff) -> frozenset[Role]:
    """The roles a person holds for the whole office, tied to no agency."""
    return frozenset(duty.role for duty in staff.duties if duty.agency_id is None and duty.role is not Role.ADMIN_OPD)


def agencies_of(staff: Staff) -> frozenset[int]:
    """The agencies a person holds a role for."""
    return frozenset(duty.agency_id for duty in staff.duties if duty.agency_id is not None)


def create(
    session: Session,
    *,
    email: str,
    name: str,
    roles: Iterable[tuple[Role, int | None]],
    at: datetime,
    password: str | None = None,
) -> Staff:
    """Add an account. Without a password hash nobody can log in until a one-time link has set one.

    Refuses :class:`EmailTaken` when the address is in use, whatever its capitals.
    """
    address = email.strip().lower()
    if find(session, address) is not None:
        raise EmailTaken(email=address)
    staff = Staff(email=address, name=name.strip(), password=password, created_at=at)
    staff.duties = [StaffRole(role=role, agency_id=agency_id) for role, agency_id in roles]
    session.add(staff)
    session.flush()
    return staff


def find(session: Session, email: str) -> Staff | None:
    """The account with this address."""
    return session.scalar(select(Staff).where(func.lower(Staff.email) == email.strip().lower()))


def names(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """What these people are called, by id."""
    wanted = {id_ for id_ in ids if id_ is not None}
    return {row.id: row.name for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted)))}


def operator(session: Session, *, at: datetime) -> Staff:
    """The account behind `pendopo ticket`: a koordinator without a password, every act of it audited (DECISIONS 22)."""
    return find(session, OPERATOR_EMAIL) or create(
        session, email=OPERATOR_EMAIL, name="Operator layanan", roles=[(Role.KOORDINATOR, None)], at=at
    )


Duties = Iterable[tuple[Role, int | None]]


def change(
    session: Session, staff: Staff, *, name: str, duties: Duties, version: int | None, by: Staff, is_head: bool = False
) -> frozenset[tuple[Role, int | None]]:
    """Give a person this name and exactly these duties; the duties they had before are returned.

    Refuses :class:`SavedMeanwhile`, :class:`NotYourself`, :class:`DutyIncomplete`, :class:`DutyOfTheOffice` and
    :class:`LastAdministrator`.
    """
    others_left = _held(session, staff)
    wanted = frozenset(duties)
    had = frozenset((duty.role, duty.agency_id) for duty in staff.duties)
    if version != staff.version:
        raise SavedMeanwhile(version=staff.version)
    if (wanted != had or is_head != staff.is_head) and staff.id == by.id:
        raise NotYourself()
    refuse_incomplete(wanted)
    if (Role.ADMIN_TEKNIS, None) not in wanted and not others_left:
        raise LastAdministrator()
    staff.name, staff.is_head, staff.version = name.strip(), is_head, staff.version + 1
    kept = [duty for duty in staff.duties if (duty.role, duty.agency_id) in wanted]
    staff.duties = kept + [StaffRole(role=role, agency_id=agency_id) for role, agency_id in sorted_duties(wanted - had)]
    return had


def sorted_duties(duties: Duties) -> list[tuple[Role, int | None]]:
    """In the order roles are listed everywhere."""
    order = list(Role)
    return sorted(duties, key=lambda duty: (order.index(duty[0]), duty[1] or 0))


def refuse_incomplete(duties: Duties) -> None:
    """Refuses :class:`DutyIncomplete`, the one role that means nothing without an agency, and
    :class:`DutyOfTheOffice`, any other with one."""
    for role, agency_id in sorted_duties(duties):
        if role is Role.ADMIN_OPD and agency_id is None:
            raise DutyIncomplete()
        if role not in MAY_BE_TIED and agency_id is not None:
            raise DutyOfTheOffice(role=role)


def deactivate(session: Session, staff: Staff, *, by: Staff) -> None:
    """Shut a person out: every session ends at once, and an open one-time link is void.

    Refuses :class:`NotYourself` and :class:`LastAdministrator`.
    """
    if staff.id == by.id:
        raise NotYourself()
    if not _held(session, staff):
        raise LastAdministrator()
    staff.active, staff.version = False, staff.version + 1
    sign_out_everywhere(staff)


def activate(staff: Staff) -> None:
    """Let a person in again, with the password they had."""
    staff.active, staff.version = True, staff.version + 1
    staff.failed_logins, staff.locked_until = 0, None


def _held(session: Session, staff: Staff) -> bool:
    """Hold this person and every active technical administrator until the transaction ends, always in one order.

    Of two administrators who shut each other out at once the second waits here. True when somebody else is left.
    """
    administers = Staff.duties.any((StaffRole.role == Role.ADMIN_TEKNIS) & StaffRole.agency_id.is_(None))
    held = session.scalars(
        select(Staff)
        .where((Staff.id == staff.id) | (Staff.active & administers))
        .order_by(Staff.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    return any(person.id != staff.id for person in held) or not (staff.active and _administers(staff))


def _administers(staff: Staff) -> bool:
    return any(duty.role is Role.ADMIN_TEKNIS and duty.agency_id is None for duty in staff.duties)


def take_second_factor(staff: Staff) -> None:
    """Let a person in by the password alone again, who lost the telephone; every session of theirs ends."""
    staff.tf_primary_method = staff.tf_totp_secret = staff.tf_last_counter = staff.mf_recovery_codes = None
    sign_out_everywhere(staff)


def sign_out_everywhere(staff: Staff) -> None:
    """End every session of this person, on every device."""
    staff.fs_uniquifier = secrets.token_hex(16)
