"""Dialogues run with the sample office, on both databases, through the real desk."""

import pytest
from support import cast
from support.citizen import Citizen, Conversation
from support.databases import TestDatabases, open_test_database
from support.officers import linked, staff_of
from support.time import MovableClock

from core.db import Database
from knowledge.live import Knowledge, LiveKnowledge


@pytest.fixture
def sample() -> bool:
    return True


class ReadOnce(LiveKnowledge):
    """The sample office's knowledge, indexed once for all dialogues of the run."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._read = super().now()

    def now(self) -> Knowledge:
        return self._read


@pytest.fixture(scope="session")
def sample_knowledge(databases: TestDatabases) -> LiveKnowledge:
    return ReadOnce(open_test_database(databases.new_sqlite(sample=True)))


@pytest.fixture
def conversation(database: Database, clock: MovableClock, sample_knowledge: LiveKnowledge) -> Conversation:
    return Conversation(database, clock, sample_knowledge)


@pytest.fixture
def siti(conversation: Conversation) -> Citizen:
    """Citizen on Telegram."""
    return conversation.citizen("1001")


@pytest.fixture
def tono(conversation: Conversation) -> Citizen:
    """A stranger to every case."""
    return conversation.citizen("6666")


@pytest.fixture
def rina(conversation: Conversation) -> Citizen:
    """Rina of public works, at her own telephone."""
    return linked(conversation.citizen("2001"), staff_of(conversation, cast.rina))
