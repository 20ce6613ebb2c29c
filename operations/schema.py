"""The schema: which modules have tables, and the numbered migrations that bring a database up to date."""

import importlib
from pathlib import Path

from alembic import command
from alembic.config import Config

from core.db import Base, Database

MODULES = (
    "core.audit",
    "core.errands",
    "core.messages.buttons",
    "core.messages.contacts",
    "core.messages.conversations",
    "core.messages.handovers",
    "core.messages.inbox",
    "core.messages.leases",
    "core.messages.media",
    "core.messages.outbox",
    "core.messages.outfiles",
    "core.messages.pieces",
    "core.messages.pollers",
    "core.messages.service_points",
    "core.messages.statuses",
    "core.office",
    "core.schedule",
    "core.staff",
    "core.staff_chats",
    "core.tries",
    "core.workdays",
    "knowledge.models",
    "knowledge.statistics.asked",
    "knowledge.statistics.feeds",
    "knowledge.statistics.models",
    "knowledge.statistics.staging",
    "tickets.anchors",
    "tickets.models",
    "tickets.presence",
    "tickets.reports.snapshots",
    "tickets.saved_views",
    "tickets.staff_notices",
)
for _module in MODULES:  # a table counts once its module is read
    importlib.import_module(_module)
TABLES = Base.metadata

_FOLDER = Path(__file__).parent.parent / "migrations"


def configuration(database: Database) -> Config:
    """Alembic's settings for this database; no ini file is needed."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database) -> None:
    """Apply every migration that is missing. Running it again changes nothing."""
    command.upgrade(configuration(database), "head")


def check(database: Database) -> None:
    """Raise when the models and the migrations have drifted apart."""
    command.check(configuration(database))
