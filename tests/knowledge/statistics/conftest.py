"""One desk of figures for all questions that only look."""

from collections.abc import Iterator

import pytest
from support.databases import TestDatabases, open_test_database
from support.figures import FiguresDesk, open_desk


@pytest.fixture(scope="session")
def desk(databases: TestDatabases) -> Iterator[FiguresDesk]:
    with open_desk(open_test_database(databases.new_sqlite())) as opened:
        yield opened
