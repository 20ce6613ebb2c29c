"""Carrying out a bulk act: a few tickets in each transaction, which also moves the place the errand has reached.

So a killed worker's errand goes on where it was kept last, and none is done twice. What is refused changes nothing; its
sentence is kept by groups, since five thousand refusals usually have three reasons.
"""

import logging
import time

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

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
_MOST_AT_ONCE = 16
_LONGEST = 0.15
_LONGEST_ALONE = 0.03
"""Seconds after which no further ticket is begun; on SQLite everybody who writes waits for it."""


def carry_out(database: Database, clock: Clock, errand_id: int) -> None:
    """Do what is left of it, until it is done or stopped."""
    run = _Run(database, clock, errand_id)
    while run.has_more and run.goes_on:
        run.next()
    run.end()


class _Run:
    """One worker's way through the tickets. It begins with one, so that a ticket that breaks it holds up no other, and
    takes more into a transaction as long as that goes well."""

    def __init__(self, database: Database, clock: Clock, errand_id: int) -> None:
        self._database, self._clock, self._id = database, clock, errand_id
        with database.read() as session:
            errand = session.get_one(Errand, errand_id)
            self._wanted, self._by = errand.wanted, errand.asked_by
            self._place = errand.done
        self._order, self._picks = bulk.order_of(self._wanted), [Pick(*row) for row in self._wanted["rows"]]
        self._refused: dict[str, list[int]] = {why: list(at) for why, at in self._wanted["refused"].items()}
        self._longest = _LONGEST_ALONE if database.is_sqlite else _LONGEST
        self._most = 1
        self.goes_on = True

    @property
    def has_more(self) -> bool:
        return self._place < len(self._picks)

    def next(self) -> None:
        """A few tickets, and the place after them."""
        with self._database.write() as session:
            errand = errands.held(session, self._id, place=self._place)
            if errand is None:
                self.goes_on = False
                return
            refused = self._several(session)
            errands.advance(errand, place=self._place, at=self._clock())
            if refused:
                errand.wanted = {**self._wanted, "refused": self._refused}
        self._most = min(2 * self._most, _MOST_AT_ONCE)

    def end(self) -> None:
        """All are through: the errand is done."""
        if not self.goes_on:
            return
        with self._database.write() as session:
            errand = errands.held(session, self._id, place=self._place)
            if errand is not None:
                refused = sum(map(len, self._refused.values()))
                errands.finish(errand, at=self._clock(), rows=len(self._picks) - refused)

    def _several(self, session: Session) -> bool:
        """Do some of them, as long as there is time; whether any was refused."""
        by, until = session.get_one(Staff, self._by), time.monotonic() + self._longest
        was_refused, picks = False, self._picks[self._place : self._place + self._most]
        near = bulk.at_hand(session, self._order, picks, by=by)
        for pick in picks:
            why = self._do(session, pick, by)
            if why is not None:
                self._refused.setdefault(why, []).append(self._place)
                was_refused = True
            self._place += 1
            if time.monotonic() > until:
                break
        near.clear()
        return was_refused

    def _do(self, session: Session, pick: Pick, by: Staff) -> str | None:
        """One ticket; why not, when it was refused, and nothing of it is left."""
        try:
            with session.begin_nested():
                bulk.step(session, self._order, pick, by=by, at=self._clock())
        except Refusal as refusal:
            return said.why(refusal)
        except SQLAlchemyError:
            raise
        except Exception:
            log.exception("a ticket of a bulk act failed")
            return said.BROKE
        return None
