"""Carrying out a bulk act: one transaction for each ticket, which also moves the place the errand has reached.

So a killed worker's errand goes on with the next ticket, and none is done twice. What is refused changes nothing; its
sentence is kept by groups, since five thousand refusals usually have three reasons.
"""

import logging

from sqlalchemy.exc import SQLAlchemyError

from core import errands
from core.clock import Clock
from core.db import Database
from core.errands import Errand
from core.errors import Refusal
from core.staff import Staff
from texts import bulk as said
from tickets import bulk
from tickets.bulk import Pick

log = logging.getLogger("pendopo.bulk")
SAVE_EVERY = 20


def carry_out(database: Database, clock: Clock, errand_id: int) -> None:
    """Do what is left of it, until it is done or stopped."""
    run = _Run(database, clock, errand_id)
    while run.has_more and run.goes_on:
        run.next()
    run.end()


class _Run:
    """One worker's way through the tickets. ``saved`` is the place in the books, ``at`` the one in memory."""

    def __init__(self, database: Database, clock: Clock, errand_id: int) -> None:
        self._database, self._clock, self._id = database, clock, errand_id
        with database.read() as session:
            errand = session.get_one(Errand, errand_id)
            self._wanted, self._by = errand.wanted, errand.asked_by
            self._saved = self._at = errand.done
        self._order, self._picks = bulk.order_of(self._wanted), [Pick(*row) for row in self._wanted["rows"]]
        self._refused: dict[str, list[int]] = {why: list(at) for why, at in self._wanted["refused"].items()}
        self._unsaved = 0
        self.goes_on = True

    @property
    def has_more(self) -> bool:
        return self._at < len(self._picks)

    def next(self) -> None:
        """One ticket."""
        try:
            with self._database.write() as session:
                errand = errands.held(session, self._id, place=self._saved)
                if errand is None:
                    self.goes_on = False
                    return
                by = session.get_one(Staff, self._by)
                bulk.step(session, self._order, self._picks[self._at], by=by, at=self._clock())
                self._book(errand, self._at + 1)
        except Refusal as refusal:
            self._refuse(said.why(refusal))
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("a ticket of a bulk act failed")
            self._refuse(said.BROKE)
        else:
            self._at += 1
            self._saved, self._unsaved = self._at, 0

    def end(self) -> None:
        """All are through: the errand is done."""
        if not self.goes_on:
            return
        with self._database.write() as session:
            errand = errands.held(session, self._id, place=self._saved)
            if errand is not None:
                self._book(errand, self._at)
                refused = sum(map(len, self._refused.values()))
                errands.finish(errand, at=self._clock(), rows=len(self._picks) - refused)

    def _refuse(self, why: str) -> None:
        self._refused.setdefault(why, []).append(self._at)
        self._at += 1
        self._unsaved += 1
        if self._unsaved >= SAVE_EVERY:
            self._save()

    def _save(self) -> None:
        with self._database.write() as session:
            errand = errands.held(session, self._id, place=self._saved)
            self.goes_on = errand is not None
            if errand is not None:
                self._book(errand, self._at)
        self._saved, self._unsaved = self._at, 0

    def _book(self, errand: Errand, place: int) -> None:
        errands.advance(errand, place=place, at=self._clock())
        if self._unsaved:
            errand.wanted = {**self._wanted, "refused": self._refused}
