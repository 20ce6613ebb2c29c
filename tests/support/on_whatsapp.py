"""A house connected to WhatsApp's stand-in: its settings, its processes, and what tests look at in its tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from conftest import settings_for
from sqlalchemy import select

from core.clock import utc_now
from core.db import Database
from core.messages.outbox import OutboxMessage
from core.settings import Settings, WhatsAppSettings
from support import cast
from support.graph_api import PHONE_ID, SECRET, TEMPLATE, TOKEN, VERIFY, StandInGraphApi
from support.service import free_port, running_web, running_worker
from tickets import service
from tickets.models import Case

BUDI, SARI = "628111000111", "ID.9F2Kabc"


def settings_of(folder: Path, database_url: str, graph: StandInGraphApi) -> Settings:
    """Settings that point at the stand-in."""
    port, given = free_port(), WhatsAppSettings(TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE)
    return replace(settings_for(folder, database_url), whatsapp=given, port=port, public_url=f"http://127.0.0.1:{port}")


@contextmanager
def connected(settings: Settings, graph: StandInGraphApi) -> Iterator[StandInGraphApi]:
    """The service, connected."""
    with running_web(settings) as address, running_worker(settings):
        graph.hook = f"{address}/webhook/whatsapp"
        yield graph


def outbox_of(database: Database) -> list[OutboxMessage]:
    """Everything that is or was owed, in its order."""
    with database.read() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def count_of(database: Database, model: type, **where: object) -> int:
    """How many rows there are of these."""
    with database.read() as session:
        return session.query(model).filter_by(**where).count()


def budi_files(whatsapp: StandInGraphApi) -> None:
    """Budi reports a street light and is told its number."""
    whatsapp.says(BUDI, "lapor lampu jalan mati di depan pasar Cawas")
    whatsapp.hears(BUDI, 1)
    whatsapp.says(BUDI, "ya")
    assert "Nomor: ADU-" in whatsapp.hears(BUDI, 2)[-1].text


def the_office_answers(database: Database, text: str) -> None:
    """The one report is answered at the panel."""
    with database.write() as session:
        case = session.scalars(select(Case)).one()
        service.reply(session, case, by=cast.koordinator(session), text=text, version=case.version, at=utc_now())
