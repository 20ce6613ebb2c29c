"""Making files: each once, however many ask, and a chat never waits longer than its patience."""

import asyncio
import threading

import pytest
from support.bot_api import PNG

from bot.making import Maker
from bot.steps import Made, Work
from core.db import Database
from core.files import FileStore
from core.settings import Settings

CHART = Work("chart", "grafik.png", "Grafik garis", {"shape": "lines"})


@pytest.fixture
def sample() -> bool:
    return True


@pytest.fixture
def files(settings: Settings) -> FileStore:
    return FileStore(settings.files_url)


def test_a_chart_asked_for_by_many_is_drawn_once_and_late_ones_find_it_ready(
    database: Database, files: FileStore
) -> None:
    ready, drawn = threading.Event(), []

    def draw(spec: dict[str, object]) -> bytes:
        assert ready.wait(60)
        drawn.append(spec)
        return PNG

    async def ask() -> tuple[list[Made], Made, Made]:
        maker = Maker(database, files, draw=draw, patience=0.01)
        at_first = await asyncio.gather(*(maker.make(number, CHART) for number in range(3)))
        ready.set()
        while (then := await maker.make(4, CHART)).is_late:
            pass
        return at_first, then, await maker.make(5, CHART)

    at_first, then, again = asyncio.run(ask())

    assert [made.is_late for made in at_first] == [True] * 3
    assert then.file is not None
    assert again.file == then.file
    assert files.get(then.file.sha256) == PNG
    assert len(drawn) == 1


def test_a_picture_that_was_lost_from_the_store_is_drawn_again(database: Database, files: FileStore) -> None:
    drawn = []

    def draw(spec: dict[str, object]) -> bytes:
        drawn.append(spec)
        return PNG

    async def ask() -> None:
        maker = Maker(database, files, draw=draw)
        made = (await maker.make(1, CHART)).file
        assert made is not None
        assert files.folder is not None
        (files.folder / made.sha256[:2] / made.sha256[2:4] / made.sha256).unlink()
        await maker.make(2, CHART)

    asyncio.run(ask())

    assert len(drawn) == 2


def test_a_workbook_of_an_indicator_nobody_publishes_is_not_made(database: Database, files: FileStore) -> None:
    work = Work("workbook", "x.xlsx", "", {"indicator": "tidak_ada", "regions": [], "office": "Kantor"})

    made = asyncio.run(Maker(database, files).make(1, work))

    assert (made.file, made.is_late) == (None, False)
