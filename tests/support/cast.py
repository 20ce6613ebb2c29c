"""The cast, always the same: Siti and Budi write, Rina and Agus work in two agencies, Dewi supervises, Tono is a stranger."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import staff as people
from core.messages import contacts
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.staff import Agency, Role, Staff
from support.time import NOON
from tickets import reporting
from tickets.models import Case
from tickets.reporting import Report

DPUPR, DLH = "dpupr", "dlh"


def agency(session: Session, code: str = DPUPR) -> Agency:
    found = session.scalar(select(Agency).where(Agency.code == code))
    if found is None:
        found = Agency(code=code, name=f"Dinas {code.upper()}", short_name=code.upper())
        session.add(found)
        session.flush()
    return found


def someone(session: Session, name: str, *duties: tuple[Role, str | None]) -> Staff:
    email = f"{name.lower()}@kantor.example"
    roles = [(role, agency(session, code).id if code else None) for role, code in duties]
    return people.find(session, email) or people.create(session, email=email, name=name, roles=roles, at=NOON)


def rina(session: Session) -> Staff:
    """Officer of the public works agency."""
    return someone(session, "Rina", (Role.ADMIN_OPD, DPUPR))


def agus(session: Session) -> Staff:
    """Officer of the environment agency."""
    return someone(session, "Agus", (Role.ADMIN_OPD, DLH))


def dewi(session: Session) -> Staff:
    """Supervisor."""
    return someone(session, "Dewi", (Role.SUPERVISOR, None))


def koordinator(session: Session) -> Staff:
    """Koordinator of the complaint desk, who also verifies."""
    return someone(session, "Wati", (Role.KOORDINATOR, None), (Role.VERIFIKATOR, None))


def verifikator(session: Session) -> Staff:
    return someone(session, "Yudi", (Role.VERIFIKATOR, None))


def ppid(session: Session) -> Staff:
    return someone(session, "Putri", (Role.PPID, None))


def teknis(session: Session) -> Staff:
    """Technical administrator: keeps accounts and settings, sees no case."""
    return someone(session, "Teguh", (Role.ADMIN_TEKNIS, None))


def inspektur(session: Session) -> Staff:
    return someone(session, "Indra", (Role.INSPEKTORAT, None))


def siti(session: Session, at: datetime = NOON) -> Contact:
    """Citizen on Telegram."""
    return contacts.meet(
        session, channel=Channel.TELEGRAM, ext_user="1001", chat_key="telegram:1001", name="Siti Contoh", at=at
    )


def budi(session: Session, at: datetime = NOON) -> Contact:
    """Citizen on the web chat, who spells badly."""
    return contacts.meet(session, channel=Channel.WEB, ext_user="budi", chat_key="web:budi", name=None, at=at)


def tono(session: Session, at: datetime = NOON) -> Contact:
    """A stranger to every case."""
    return contacts.meet(
        session, channel=Channel.TELEGRAM, ext_user="6666", chat_key="telegram:6666", name="Tono", at=at
    )


def a_complaint(session: Session, *, contact: Contact | None = None, at: datetime = NOON, **report: object) -> Case:
    """A complaint as it stands right after filing."""
    words = {"text": "Lampu jalan mati di depan pasar", "place": "depan pasar", **report}
    return reporting.file_complaint(
        session, Report(**words), contact=contact or siti(session), source_inbox_id=None, at=at
    )
