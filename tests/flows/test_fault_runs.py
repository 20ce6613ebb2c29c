"""Nothing lost, nothing doubled, nobody unanswered: seeded storms on every channel and both databases."""

import os
from collections.abc import Iterator

import pytest
from support.databases import Slate, open_test_database
from support.fault_lines import LINES
from support.fault_runs import COMMON, FaultRun
from support.once import Engines
from support.ticket_runs import TicketRun

from core.db import Database
from core.messages.channels import Channel
from knowledge.live import Knowledge, LiveKnowledge

RUNS = int(os.environ.get("PENDOPO_FAULT_RUNS", "1000"))
BATCHES = 9
EACH = -(-RUNS // (BATCHES * len(LINES) * 2))
_ENOUGH_FOR_EVERY_FAULT = 15
OF_OFFICERS = (Channel.TELEGRAM, Channel.WHATSAPP)
WHOLE_TICKETS = max(1, RUNS // 200)


class ReadOnce(LiveKnowledge):
    """What the office may answer, read once for all schedules of a batch."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._read = super().now()

    def now(self) -> Knowledge:
        return self._read


@pytest.fixture
def house(engines: Engines, database_url: str) -> Iterator[Database]:
    """One migrated database for a batch, wiped clean before each schedule."""
    with engines.lending():
        database = open_test_database(database_url)
    yield database
    engines.take_back(database.engine)


@pytest.mark.faults
@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("channel", list(LINES))
def test_a_storm_of_faults_loses_and_doubles_nothing(house: Database, channel: Channel, batch: int) -> None:
    knowledge, slate = ReadOnce(house), Slate(house)
    happened: set[str] = set()
    for number in range(EACH):
        seed = batch * 10_000 + number
        run = FaultRun(house, knowledge, channel, seed)
        try:
            run.run()
        except AssertionError as error:
            raise AssertionError(f"seed {seed} on {channel} and {house.engine.name}: {error}") from error
        happened |= {point for point, times in run.faults.items() if times}
        slate.wipe()
    if EACH >= _ENOUGH_FOR_EVERY_FAULT:
        assert happened == {*COMMON, *LINES[channel].points, "duplicate"}


@pytest.mark.faults
@pytest.mark.parametrize("channel", OF_OFFICERS)
def test_whole_tickets_go_through_the_storm_with_three_workers(house: Database, channel: Channel) -> None:
    knowledge, slate = ReadOnce(house), Slate(house)
    happened: set[str] = set()
    for seed in range(WHOLE_TICKETS):
        run = TicketRun(house, knowledge, channel, seed)
        try:
            run.run()
        except AssertionError as error:
            raise AssertionError(f"seed {seed} on {channel} and {house.engine.name}: {error}") from error
        happened |= {point for point, times in run.faults.items() if times}
        slate.wipe()
    assert happened == {*COMMON, *LINES[channel].points, "duplicate"}
