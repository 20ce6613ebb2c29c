"""Beranda: what waits, in numbers that each open exactly their rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import redirect, url_for
from flask_admin import AdminIndexView, expose
from flask_security import current_user
from sqlalchemy import func, select

from admin import sessions
from admin.auth import may
from admin.base import Closed
from admin.context import db, me, midnight, now, office, today
from core.messages import given_up, handovers, inbox
from core.office import Office
from core.staff import OPERATOR_EMAIL, Agency, Permission, Role, Staff, office_wide
from knowledge import catalogue, questions
from knowledge.catalogue import EntryFilter, EntryState
from texts import labels
from texts import panel as said
from tickets import listing, queries
from tickets.queries import CaseFilter, Recent, Tab, Totals
from tickets.signs import Sign

DAYS = 14
NEAREST = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart: ``height`` is a share of the tallest, in percent."""

    day: date
    count: int
    height: int
    address: str


class Home(Closed, AdminIndexView):
    """The first page: for everybody who may enter, with what their roles let them see."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.static_folder = None

    def is_accessible(self) -> bool:
        return bool(current_user.is_authenticated)

    @expose("/")
    def index(self):
        staff = me(db.session)
        return self.render(
            "panel/home.html",
            cases=_cases(staff) if may(Permission.SEE_CASES) else None,
            curation=_curation() if may(Permission.EDIT_KNOWLEDGE) else None,
            decisions=_decisions(staff),
            chats=handovers.waiting_count(db.session) if may(Permission.ANSWER_CHATS) else None,
            dead=_dead() if may(Permission.SEE_DEAD_LETTERS) else None,
            accounts=_accounts() if may(Permission.MANAGE_STAFF) else None,
            steps=_first_steps() if may(Permission.MANAGE_OFFICE) else [],
        )

    @expose("/keluar-semua", methods=("POST",))
    def sign_out_everywhere(self):
        sessions.end_everywhere()
        return redirect(url_for("security.login"))


@dataclass(frozen=True, slots=True)
class Cases:
    """The numbers about cases, with the addresses of their rows."""

    totals: Totals
    bars: list[Bar]
    nearest: list
    ended: list[tuple[str, int, str]]
    load: list["Desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies open with one agency, or with none, with the addresses of its rows."""

    name: str
    open: int
    overdue: int
    address: str
    late_address: str


def _cases(staff: Staff) -> Cases:
    totals = queries.totals(db.session, staff, today=today(), at=now())
    where = queries.conditions(CaseFilter(tab=Tab.OPEN), staff, today=today(), midnight=midnight())
    ended = [
        (
            labels.OUTCOME[outcome],
            number,
            url_for("tiket.index", tab=Tab.ALL, sejak=Recent.ENDED_30D, hasil=outcome),
        )
        for outcome, number in sorted(totals.ended.items(), key=lambda row: -row[1])
    ]
    return Cases(totals, _bars(staff), listing.first(db.session, where, limit=NEAREST), ended, _load(staff))


def _decisions(staff: Staff) -> list[tuple[str, int, str]]:
    """What waits for a second person's yes or no, for those who may say it; nothing while nothing waits."""
    if not office_wide(staff) & _DECIDE:
        return []
    found = [(said.DECISION[sign], _signed(sign, tab, staff), url_for("tiket.index", tab=tab, tanda=sign))
             for sign, tab in ((Sign.PROPOSED, Tab.OPEN), (Sign.NAME_ASKED, Tab.ALL))]  # fmt: skip
    return [(words, count, address) for words, count, address in found if count]


def _signed(sign: Sign, tab: Tab, staff: Staff) -> int:
    asked = CaseFilter(tab=tab, sign=sign)
    return queries.count(db.session, queries.conditions(asked, staff, today=today(), midnight=midnight()))


_DECIDE = frozenset({Role.KOORDINATOR, Role.INSPEKTORAT, Role.SUPERVISOR})


def _load(staff: Staff) -> list[Desk]:
    """Where the open cases lie; nothing where they all lie in one place."""
    found = queries.load_by_agency(db.session, staff, today=today())
    names = {row.id: row.short_name for row in db.session.execute(select(Agency.id, Agency.short_name))}
    desks = [
        Desk(
            names[load.agency_id],
            load.open,
            load.overdue,
            url_for("tiket.index", tab=Tab.OPEN, opd=load.agency_id),
            url_for("tiket.index", tab=Tab.OVERDUE, opd=load.agency_id),
        )
        for load in found
        if load.agency_id is not None
    ]
    nobody = sum(load.open for load in found if load.agency_id is None)
    late = sum(load.overdue for load in found if load.agency_id is None)
    if nobody and desks:
        address, late_address = (
            url_for("tiket.index", tab=tab, tanda=Sign.NO_AGENCY) for tab in (Tab.OPEN, Tab.OVERDUE)
        )
        desks.append(Desk(said.WITH_NO_AGENCY, nobody, late, address, late_address))
    return desks if len(desks) > 1 else []


def _bars(staff: Staff) -> list[Bar]:
    counts = queries.per_day(db.session, staff, midnight=midnight(), days=DAYS)
    tallest = max(*counts, 1)
    days = [today() - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [
        Bar(
            day,
            count,
            max(round(100 * count / tallest), 2 if count else 0),
            url_for("tiket.index", tab=Tab.ALL, dari=day, sampai=day),
        )
        for day, count in zip(days, counts, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Curation:
    """What waits at the knowledge desk: questions, drafts to be read, and answers to be looked at again."""

    questions: int
    review: int
    due: int
    expired: int
    nearest: list


def _curation() -> Curation:
    def count(state: EntryState) -> int:
        return catalogue.count(db.session, EntryFilter(today(), state=state))

    return Curation(
        questions.open_count(db.session),
        count(EntryState.REVIEW),
        count(EntryState.DUE),
        count(EntryState.EXPIRED),
        catalogue.due(db.session, today=today(), limit=NEAREST),
    )


def _dead() -> int:
    return inbox.dead_count(db.session) + given_up.dead_count(db.session)


def _accounts() -> int:
    """How many accounts there are, but the one behind the terminal."""
    return db.session.scalar(select(func.count()).select_from(Staff).where(Staff.email != OPERATOR_EMAIL)) or 0


def _first_steps() -> list[tuple[str, str]]:
    """What a new office does first; empty once it is done."""
    steps = []
    if office().sample or office().name == Office().name:
        steps.append(("Isi nama, alamat, dan jam layanan kantor Anda.", url_for("kantor.index")))
    if may(Permission.MANAGE_STAFF) and _accounts() < 2:
        steps.append(("Buat akun untuk rekan Anda.", url_for("petugas.index")))
    return steps
