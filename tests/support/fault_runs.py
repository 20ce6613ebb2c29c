"""Random fault runs: a seeded schedule of messages with faults at named points, through the real desk and database.

Two workers step the same chats, are killed and start anew; the database goes away before and after commits; the
network fails in its channel's ways; the clock is put right. Then the weather clears, and nothing may be lost,
doubled or unanswered (DECISIONS 24).
"""

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.desk import DatabaseAway, Desk
from bot.dialogue.smalltalk import COURTESIES
from bot.settling import Settling, settle_all
from bot.steps import Again, Busy, Idle, Send, Settled, Step
from core.db import Database
from core.messages import leases
from core.messages.channels import Channel
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from knowledge.live import LiveKnowledge
from support.fault_lines import LINES, Store, ports
from support.time import MovableClock
from tickets.models import Case

COMMON = (
    "none",
    "commit fails",
    "commit without answer",
    "killed after commit",
    "killed after sending",
    "settled together",
    "restart",
    "clock jumps",
)
_NUMBER = re.compile(r"\bADU-\d{2}-\d{5}-[0-9A-Z]\b")
_AT_LEAST = 5
_STORIES = (
    ["lapor jalan rusak di desa Sumber RT {n}", "ya"],
    ["lapor", "lampu mati di depan pasar {n}", "ya"],
    ["halo", "lapor sampah menumpuk di TPS {n}", "ya", "terima kasih"],
    ["berapa lama permohonan informasi dijawab?", "lapor selokan mampet di gang {n}", "ya"],
)


class Weather:
    """Breaks the commits of one database when it is told to: before they are done, or after, with no answer."""

    def __init__(self, database: Database) -> None:
        self._dialect: Any = database.engine.dialect
        self._commit = self._dialect.do_commit
        self.next = ""
        self._dialect.do_commit = self._do_commit

    def clear(self) -> None:
        """Let go of the database."""
        del self._dialect.do_commit

    def _do_commit(self, connection: object) -> None:
        coming, self.next = self.next, ""
        if coming != "commit fails":
            self._commit(connection)
        if coming:
            raise OperationalError("commit", {}, Exception("the database is away"))


@dataclass
class Hand:
    """One worker: its desk, the pens it holds, and how its sendings went that are not written down yet."""

    name: str
    desk: Desk
    tokens: dict[str, str] = field(default_factory=dict)
    settled: dict[str, Settled] = field(default_factory=dict)


def is_late_courtesy(row: OutboxMessage) -> bool:
    """Thanks that an hour's jump of the clock made too late: the one thing that need not be sent."""
    return row.state is OutboxState.EXPIRED and row.kind in COURTESIES


class FaultRun:
    """One schedule on one channel."""

    def __init__(self, database: Database, knowledge: LiveKnowledge, channel: Channel, seed: int) -> None:
        self.database = database
        self.knowledge = knowledge
        self.random = random.Random(seed)
        self.clock = MovableClock()
        self.line = LINES[channel](database, self.random)
        self.points = (*COMMON, *self.line.points)
        self.messages: dict[str, list[str]] = {}
        self.coming: dict[str, list[Store]] = {}
        self.texts: dict[str, list[str]] = defaultdict(list)
        self.faults: Counter[str] = Counter()
        self.hired = 0
        self.released = 0
        self.hands = [self._hand(), self._hand()]
        self.weather = Weather(database)

    def _hand(self) -> Hand:
        self.hired += 1
        name = f"w{self.hired}:1:0:x"
        return Hand(name, Desk(self.database, self.knowledge, ports(), owner=name, clock=self.clock))

    def run(self) -> None:
        """Let the messages come and the faults happen; then let everything settle; then check."""
        while sum(map(len, self.messages.values())) < _AT_LEAST:
            person = len(self.messages)
            texts = [text.format(n=person) for text in self.random.choice(_STORIES)]
            chat = self.line.chat(person)
            self.messages[chat], self.coming[chat] = texts, [self.line.writes(person, text) for text in texts]
        try:
            self._storm()
            self._clear()
        finally:
            self.weather.clear()
        self._check()

    def _storm(self) -> None:
        waiting = [
            (number, self.random.random(), chat) for chat in self.coming for number in range(len(self.coming[chat]))
        ]
        for number, _, chat in sorted(waiting):
            self._arrives(self.coming[chat][number])
            for _ in range(self.random.randint(0, 4)):
                self._something()
        for _ in range(self.random.randint(3, 12)):
            self._something()

    def _something(self) -> None:
        point = self.random.choice(self.points)
        self.faults[point] += 1
        hand = self.random.randrange(len(self.hands))
        match point:
            case "restart":
                self._die(hand)
            case "settled together":
                self._settle_together(hand)
            case "clock jumps":
                self.clock.move(seconds=self.random.choice([-3600, -30, 5, 3600]))
            case "statuses in disorder":
                self.line.reports(all_of_them=False, at=self.clock())
            case _:
                self._step(hand, self.random.choice(list(self.messages)), point)
        self.line.looks([self.random.choice(list(self.messages))])

    def _arrives(self, store: Store) -> None:
        """A message comes, perhaps more than once; a service that hears no "taken" sends it again."""
        copies = self.random.choice((1, 1, 1, 2, 5))
        self.faults["duplicate"] += copies > 1
        self.weather.next = self.random.choice(("", "", "", "commit fails", "commit without answer"))
        while copies:
            try:
                store(self.clock())
            except OperationalError:
                continue
            copies -= 1

    def _step(self, number: int, chat: str, point: str) -> None:
        hand = self.hands[number]
        token = hand.tokens.setdefault(chat, f"{hand.name}-{self.random.random()}")
        self.weather.next = point if point.startswith("commit") else ""
        try:
            step = hand.desk.step(chat, token, hand.settled.get(chat))
        except DatabaseAway:
            return
        finally:
            self.weather.next = ""
        hand.settled.pop(chat, None)
        self._goes_on(number, chat, step, point)

    def _settle_together(self, number: int) -> None:
        """How several sendings went is written down at once, and the database may go away meanwhile."""
        hand = self.hands[number]
        gathered = [Settling(chat, hand.tokens[chat], settled) for chat, settled in hand.settled.items()]
        self.weather.next = self.random.choice(("", "", "commit fails", "commit without answer"))
        for settling, step in zip(gathered, settle_all(hand.desk, gathered), strict=True):
            if not isinstance(step, Exception):
                del hand.settled[settling.chat_key]
                self._goes_on(number, settling.chat_key, step, "none")
            elif not isinstance(step, DatabaseAway):
                raise step
        self.weather.next = ""

    def _goes_on(self, number: int, chat: str, step: Step, point: str) -> None:
        if isinstance(step, Send):
            self._send(number, chat, step, point)
        elif isinstance(step, Idle | Busy):
            self.hands[number].tokens.pop(chat, None)

    def _send(self, number: int, chat: str, step: Send, point: str) -> None:
        if point == "killed after commit":
            self._die(number)
            return
        self.texts[chat].append("\n".join(part.text for part in step.parts))
        outcome = self.line.sends(step, point)
        if point == "killed after sending":
            self._die(number)
            return
        self.hands[number].settled[chat] = Settled(step.message_id, step.attempt, outcome, step.is_plain)

    def _die(self, number: int) -> None:
        """The worker is killed; another one starts, and the leases of the dead are freed or run out."""
        dead, self.hands[number] = self.hands[number], self._hand()
        if self.random.random() < 0.5:
            self.clock.move(seconds=21)
        else:
            with self.database.write() as session:
                leases.free(session, [dead.name])

    def _clear(self) -> None:
        """No more faults: every chat is stepped until nothing is left, time passing where it has to."""
        self._bury_the_dead()
        for _ in range(400):
            until = [step.until for chat in self.messages for step in self._settles(chat) if isinstance(step, Idle)]
            self.line.reports(all_of_them=True, at=self.clock())
            if all(moment is None for moment in until) and not self._wakes_what_is_held() and self._is_quiet():
                self.line.looks(list(self.messages))
                return
            self.clock.now = max([self.clock.now + timedelta(seconds=2), *filter(None, until)])
        raise AssertionError("the chats never come to rest")

    def _bury_the_dead(self) -> None:
        """As a worker's sweep does: who is no process any more holds no pen."""
        with self.database.write() as session:
            owners = set(session.scalars(select(leases.ChatLease.owner)))
            leases.free(session, sorted(owners - {hand.name for hand in self.hands}))

    def _settles(self, chat: str) -> list[Idle | Busy]:
        """Both workers look at a chat until neither has anything to do for it now."""
        ends: list[Idle | Busy] = []
        for number, hand in enumerate(self.hands):
            step: object = Again()
            while not isinstance(step, Idle | Busy):
                token = hand.tokens.setdefault(chat, f"{hand.name}-clear")
                step = hand.desk.step(chat, token, hand.settled.pop(chat, None))
                if isinstance(step, Send):
                    self._send(number, chat, step, "none")
            hand.tokens.pop(chat, None)
            ends.append(step)
        return ends

    def _wakes_what_is_held(self) -> bool:
        """Whoever is told only after they write again does write."""
        with self.database.read() as session:
            held = select(OutboxMessage.chat_key).where(OutboxMessage.state == OutboxState.HELD).distinct()
            chats = list(session.scalars(held))
        for person, chat in enumerate(self.messages):
            if chat in chats:
                self.line.writes(person, "baca")(self.clock())
                self.released += 1
        return bool(chats)

    def _is_quiet(self) -> bool:
        with self.database.read() as session:
            waits = select(InboxMessage.id).where(InboxMessage.state == InboxState.NEW)
            owed = select(OutboxMessage.id).where(OutboxMessage.state.in_((OutboxState.NEW, OutboxState.SENDING)))
            return session.scalar(waits.limit(1)) is None and session.scalar(owed.limit(1)) is None

    def _check(self) -> None:
        with self.database.read() as session:
            came = list(session.scalars(select(InboxMessage).order_by(InboxMessage.id)))
            owed = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
            numbers = list(session.scalars(select(Case.number).order_by(Case.id)))
        assert {row.state for row in came} == {InboxState.DONE}, Counter(row.state for row in came)
        told = [row for row in owed if not is_late_courtesy(row)]
        assert {row.state for row in told} == {OutboxState.SENT}, Counter((row.kind, row.state) for row in told)
        answered = {row.key.partition(".")[0] for row in owed}
        written = sum(map(len, self.messages.values())) + self.released
        assert len(came) == written, f"{written} written, {len(came)} came"
        receipts = sum("ya" in texts for texts in self.messages.values())
        unanswered = [row.id for row in came if f"in{row.id}" not in answered]
        assert receipts <= len(unanswered) <= receipts + self.released, f"no answer to {unanswered}"
        for row in owed:
            most = 1 + min(row.uncertain, 1) + row.recovered
            copies = self.line.reached[row.id]
            assert is_late_courtesy(row) or copies, f"{row.kind} {row.id} never came"
            assert copies <= most, f"{row.kind} {row.id} came {copies} times, {most} allowed"
        self._check_numbers(numbers)
        self._check_order(owed)

    def _check_numbers(self, numbers: list[str]) -> None:
        wanted = sum("ya" in texts for texts in self.messages.values())
        assert len(numbers) == wanted, f"{wanted} complaints, {len(numbers)} numbers"
        assert [int(number[7:12]) for number in numbers] == list(range(1, wanted + 1)), "numbers have gaps"
        for chat, texts in self.texts.items():
            told = {number for text in texts for number in _NUMBER.findall(text)}
            assert len(told) <= 1, f"{chat} was told {told}"
            assert told <= set(numbers)

    def _check_order(self, owed: list[OutboxMessage]) -> None:
        """What came late because the service lost it comes after; everything else in the order it was owed."""
        chat_of = {row.id: row.chat_key for row in owed}
        if self.faults["late failure"]:
            return
        first: dict[str, list[int]] = defaultdict(list)
        for message_id in self.line.reached:
            first[chat_of[message_id]].append(message_id)
        for chat, ids in first.items():
            assert ids == sorted(ids), f"{chat} was answered out of order: {ids}"
