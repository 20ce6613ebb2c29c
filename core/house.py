"""Opening the house: the database of these settings, with the office's keys in every session of it."""

from core.db import Database
from core.privacy import Keyring
from core.settings import Settings


def open_database(settings: Settings, *, ping: bool = True) -> Database:
    """The database, ready to be read and written; its schema is the migrations' business."""
    keys = Keyring.of(settings.identity_keys, settings.lookup_key)
    return Database(settings.database_url, info={"keyring": keys, "public_url": settings.public_url}, ping=ping)
