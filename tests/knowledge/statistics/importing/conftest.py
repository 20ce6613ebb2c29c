"""Imports run over the sample office's figures, on both databases."""

import pytest
from support.imports import Importer

from core.db import Database
from core.files import FileStore
from core.settings import Settings


@pytest.fixture
def sample() -> bool:
    return True


@pytest.fixture
def importer(database: Database, settings: Settings) -> Importer:
    return Importer(database, FileStore(settings.files_url))
