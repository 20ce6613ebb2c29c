"""How fast a question about figures is answered as the tables grow.

usage: python -m benchmarks figures

The sample office's figures, and made-up older ones of the same indicators and places until the table has the wanted
size. Questions are asked in turn, each understood, looked up and put into words.
"""

import itertools
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

from sqlalchemy import func, insert, select, text

from benchmarks.throwaway_postgres import postgres
from bot import render as _rendering  # noqa: F401 - reads every topic of texts
from bot.dialogue.figure_cards import Cards
from core.clock import utc_now
from core.db import Database, table_of
from core.office import Office
from knowledge.statistics import catalogue, loading
from knowledge.statistics.answering import Answerer
from knowledge.statistics.models import Observation
from knowledge.statistics.reading.question import read_question
from operations import schema
from texts.words import Words, sentence_of

QUESTIONS = (
    "persentase penduduk miskin klaten 2022", "ipm klaten terbaru", "kemiskinan klaten 3 tahun terakhir",
    "bandingkan ipm klaten, boyolali dan sukoharjo 2024", "5 kabupaten termiskin di jawa tengah 2024",
    "naik atau turun kemiskinan klaten dari 2021 ke 2022?", "jumlah penduduk klaten utara 2022", "ipm bandung 2022",
    "penganguran sragn 2023", "apa itu ipm", "jumlah dokter di klaten 2022", "komponen ipm klaten 2023",
)  # fmt: skip
TIMES = 25
CHATS = 20
TODAY = date(2026, 3, 11)
CHUNK = 20_000


def _older(database: Database, count: int) -> Iterator[list[dict[str, object]]]:
    """Made-up figures of years long before the sample's, so that no question meets one."""
    with database.read() as session:
        columns = (Observation.indicator_id, Observation.region_id, Observation.base_id, Observation.source_id)
        series = session.execute(select(*columns).distinct()).all()
    periods = (f"{year}-{month:02d}" for year in range(1880, 1960) for month in range(1, 13))
    pairs = ((period, one) for period in periods for one in {(row[0], row[1], row[2]): row for row in series}.values())
    rows = (
        {
            "indicator_id": one.indicator_id, "region_id": one.region_id, "dimension": "lama", "period": period,
            "base_id": one.base_id, "version": 1, "value": Decimal("1.5"), "status": "tetap", "is_current": True,
            "is_derived": False, "source_id": one.source_id, "note": "", "made_at": utc_now(),
        }
        for period, one in pairs
    )  # fmt: skip
    for chunk in iter(lambda: list(itertools.islice(rows, CHUNK)), []):
        yield chunk[:count]
        count -= len(chunk)
        if count <= 0:
            return


def measure(url: str, size: int) -> str:
    """Fill a database to this size and ask; the line to print."""
    database = Database(url)
    schema.upgrade(database)
    with database.write() as session:
        loading.load(session, at=utc_now())
        have = session.scalar(select(func.count()).select_from(Observation)) or 0
    for chunk in _older(database, size - have):
        with database.write() as session:
            session.execute(insert(table_of(Observation)), chunk)
    with database.write() as session:
        session.execute(text("ANALYZE"))
        count = session.scalar(select(func.count()).select_from(Observation))
    with database.read() as session:
        started = time.perf_counter()
        known = catalogue.read(session)
        read = time.perf_counter() - started
        taken = sorted(_ask(Answerer(session, known, home="3310", today=TODAY), TIMES))
    together = sorted(_together(database, known))
    database.dispose()
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    kind = url.partition(":")[0].partition("+")[0]
    chats = together[int(len(together) * 0.95)]
    return (
        f"{kind:<12}{count:>10} figures   p50 {p50:6.1f} ms   p95 {p95:6.1f} ms   "
        f"p95 of {CHATS} chats at once {chats:6.1f} ms   catalogue read in {read:.2f} s"
    )


def _together(database: Database, known: catalogue.Catalogue) -> list[float]:
    """Each question of many chats that all ask at once, in one process."""

    def one(_number: int) -> list[float]:
        with database.read() as session:
            return list(_ask(Answerer(session, known, home="3310", today=TODAY), 2))

    with ThreadPoolExecutor(CHATS) as chats:
        return [taken for one_chat in chats.map(one, range(CHATS)) for taken in one_chat]


def _ask(answerer: Answerer, times: int) -> Iterator[float]:
    words, cards = Words("id", Office()), Cards(answerer.catalogue)
    for question in QUESTIONS * times:
        started = time.perf_counter()
        understood = read_question(question, answerer.catalogue, answerer.home)
        assert understood is not None, question
        saying = cards.saying(answerer.answer(understood))
        assert sentence_of(saying.kind)(words, **saying.data)
        yield (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure both databases."""
    with tempfile.TemporaryDirectory() as folder:
        print(measure(f"sqlite:///{folder}/figures.db", 100_000), flush=True)
    with postgres() as url:
        print(measure(url.replace("postgresql:", "postgresql+psycopg:"), 1_000_000), flush=True)


if __name__ == "__main__":
    main()
