"""`pendopo ticket`: what the panel can do to a case, for operators and scripts, in the name of an audited account."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import audit, staff
from core.clock import utc_now
from core.db import Database
from core.staff import OPERATOR_EMAIL, Agency, Staff, UnknownStaff
from tickets import classifying, internal_notes, queries, service
from tickets.kinds import Outcome
from tickets.models import Case
from tickets.numbers import written_in
from tickets.service import UnknownCase
from tickets.states import Action, ReasonNeeded

Act = Callable[[Session, Case, Staff, str], object]


def act(
    database: Database, action: str, number: str, text: str, *, as_email: str, agency: str = "", ground: str = ""
) -> None:
    """Do one thing to a case. Refuses what the panel would refuse. ``agency`` and ``ground`` are what two acts need more."""
    at = utc_now()

    with database.write() as session:
        by = _actor(session, as_email)
        written = written_in(number)
        case = queries.for_staff(session, written[0].number if written else number, by)
        if case is None:
            raise UnknownCase()
        deeds: Mapping[str, Act] = {
            "reply": lambda s, c, b, t: service.reply(s, c, by=b, version=c.version, text=t, at=at),
            "inform": lambda s, c, b, t: service.inform(s, c, by=b, version=c.version, text=t, at=at),
            "note": lambda s, c, b, t: internal_notes.write(s, c, by=b, text=t, at=at),
            "ask": lambda s, c, b, t: service.ask(s, c, by=b, version=c.version, text=t, at=at),
            "close": lambda s, c, b, t: service.close(
                s, c, by=b, version=c.version, reason=t or "Ditutup lewat perintah operator", at=at
            ),
            "reopen": lambda s, c, b, t: service.reopen(
                s, c, by=b, version=c.version, reason=t or "Dibuka kembali lewat perintah operator", at=at
            ),
            "accept": lambda s, c, b, t: service.accept(s, c, by=b, version=c.version, at=at),
            "verify": lambda s, c, b, t: classifying.verify(s, c, by=b, version=c.version, at=at),
            "dispose": lambda s, c, b, t: service.dispose(
                s, c, by=b, version=c.version, agency=_agency(s, agency), instruction=t, at=at
            ),
            "archive": lambda s, c, b, t: service.archive(
                s, c, by=b, version=c.version, ground=_ground(ground), reason=t, at=at
            ),
        }
        deeds[action](session, case, by, text)
        audit.record(
            session,
            by=by,
            action=f"ticket_{action}",
            subject=f"case:{case.number}",
            at=at,
            details={"from": "terminal"},
        )


ACTIONS = ("reply", "inform", "note", "ask", "close", "reopen", "accept", "verify", "dispose", "archive")


def _agency(session: Session, code: str) -> Agency | None:
    return session.scalar(select(Agency).where(Agency.code == code))


def _ground(word: str) -> Outcome:
    if word not in service.ARCHIVE_GROUNDS:
        raise ReasonNeeded(action=Action.ARCHIVE)
    return Outcome(word)


def _actor(session: Session, email: str) -> Staff:
    if email == OPERATOR_EMAIL:
        return staff.operator(session, at=utc_now())
    found = staff.find(session, email)
    if found is None or not found.active:
        raise UnknownStaff(email=email)
    return found
