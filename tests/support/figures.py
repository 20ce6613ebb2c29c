"""A desk of figures for tests: the sample office's figures, asked as a citizen asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from core.db import Database
from knowledge.statistics import catalogue, loading
from knowledge.statistics.answering import Answerer
from knowledge.statistics.answers import Answer
from knowledge.statistics.catalogue import Catalogue
from knowledge.statistics.reading.followups import kept, leaning_on
from knowledge.statistics.reading.question import Question, read_question
from support.time import NOON

HOME = "3310"
TODAY = date(2026, 3, 11)


class FiguresDesk:
    """Asks and answers; the last question is remembered for the next."""

    def __init__(self, answerer: Answerer, database: Database) -> None:
        self.answerer = answerer
        self.database = database
        self.catalogue: Catalogue = answerer.catalogue

    @contextmanager
    def beside(self) -> Iterator["FiguresDesk"]:
        """The same knowledge for another chat, with a session of its own."""
        with self.database.read() as session:
            yield FiguresDesk(Answerer(session, self.catalogue, home=HOME, today=TODAY), self.database)

    def reads(self, text: str) -> Question | None:
        return read_question(text, self.catalogue, HOME)

    def asked(self, text: str) -> Answer:
        question = self.reads(text)
        assert question is not None, f"not read as a question about figures: {text}"
        return self.answerer.answer(question)

    def then(self, *texts: str) -> Answer:
        """Several messages of one conversation; what the last one got."""
        last = None
        before = None
        for text in texts:
            question = self.reads(text)
            assert question is not None
            question = (leaning_on(question, before, today=TODAY) if before else None) or question
            last = self.answerer.answer(question)
            before = kept(question, periods=last.periods)
        assert last is not None
        return last


@contextmanager
def open_desk(database: Database) -> Iterator[FiguresDesk]:
    """A desk over the sample office's figures."""
    with database.write() as session:
        loading.load(session, at=NOON)
    with database.read() as session:
        yield FiguresDesk(Answerer(session, catalogue.read(session), home=HOME, today=TODAY), database)
