"""Nothing lost, nothing doubled, nobody unanswered: seeded storms on both databases."""

import os

import pytest
from support.databases import PostgresServer, TestDatabases, open_test_database
from support.fault_runs import POINTS, FaultRun

from knowledge.live import LiveKnowledge

RUNS = int(os.environ.get("PENDOPO_FAULT_RUNS", "80"))
BATCHES = 10


@pytest.mark.faults
@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_storm_of_faults_loses_and_doubles_nothing(
    kind: str, batch: int, databases: TestDatabases, request: pytest.FixtureRequest
) -> None:
    runs = max(RUNS // (2 * BATCHES), 1)
    happened: set[str] = set()
    for number in range(runs):
        seed = batch * 10_000 + number
        url, drop = _fresh(kind, databases, request)
        database = open_test_database(url)
        run = FaultRun(database, LiveKnowledge(database), seed)
        try:
            run.run()
        except AssertionError as error:
            raise AssertionError(f"seed {seed} on {kind}: {error}\n{run.messages}") from error
        finally:
            database.dispose()
            drop()
        happened |= set(run.faults)
    assert happened == set(POINTS)


def _fresh(kind: str, databases: TestDatabases, request: pytest.FixtureRequest):
    if kind == "sqlite":
        return databases.new_sqlite(), lambda: None
    server: PostgresServer = request.getfixturevalue("postgres")
    url = databases.new_postgres(server)
    return url, lambda: server.drop(url)
