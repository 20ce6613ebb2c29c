"""Random fault runs: a seeded schedule of messages with faults at named points, through the real desk and database.

After the storm the weather clears, and then nothing may be lost, doubled or unanswered (DECISIONS 24).
"""

import json
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from bot.desk import Again, Busy, DatabaseAway, Desk, Idle, Send, Settled
from core.db import Database
from core.messages import inbox, leases
from core.messages.channels import Channel
from core.messages.inbox import Arrival, InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState, Outcome, Sent, TryLater, Uncertain
from knowledge.live import LiveKnowledge
from support.citizen import PaperPort
from support.time import MovableClock
from tickets.models import Case

POINTS = (
    "none",
    "commit fails",
    "killed after commit",
    "killed after sending",
    "429",
    "502",
    "lost answer",
    "time-out",
    "duplicate update",
    "restart",
)
_NUMBER = re.compile(r"\bADU-\d{2}-\d{5}-[0-9A-Z]\b")
_STORIES = (
    ["lapor jalan rusak di desa Sumber RT {n}", "ya"],
    ["lapor", "lampu mati di depan pasar {n}", "ya"],
    ["halo", "lapor sampah menumpuk di TPS {n}", "ya", "terima kasih"],
    ["berapa lama permohonan informasi dijawab?", "lapor selokan mampet di gang {n}", "ya"],
)


@dataclass
class Delivered:
    """What the service outside has received, in order."""

    keys: list[int] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class FaultRun:
    """One schedule."""

    def __init__(self, database: Database, knowledge: LiveKnowledge, seed: int) -> None:
        self.database = database
        self.knowledge = knowledge
        self.random = random.Random(seed)
        self.clock = MovableClock()
        self.outside = Delivered()
        self.port = PaperPort(Channel.TELEGRAM)
        self.worker = 0
        self.tokens: dict[str, str] = {}
        self.settled: dict[str, Settled] = {}
        self.fail_commits = 0
        self.messages: dict[str, list[str]] = {}
        self.faults: Counter[str] = Counter()
        self.desk = self._desk()
        event.listen(database.engine, "commit", self._maybe_fail)

    def _maybe_fail(self, _connection: object) -> None:
        if self.fail_commits:
            self.fail_commits -= 1
            raise OperationalError("commit", {}, Exception("the database is away"))

    def _desk(self) -> Desk:
        self.worker += 1
        return Desk(
            self.database,
            self.knowledge,
            {Channel.TELEGRAM: self.port},
            owner=f"w{self.worker}:1:0:x",
            clock=self.clock,
        )

    def run(self) -> None:
        """Let the messages come and the faults happen; then let everything settle; then check."""
        try:
            for chat in range(self.random.randint(1, 3)):
                story = self.random.choice(_STORIES)
                self.messages[f"telegram:{chat}"] = [text.format(n=chat) for text in story]
            self._storm()
            self._clear()
        finally:
            event.remove(self.database.engine, "commit", self._maybe_fail)
        self._check()

    def _storm(self) -> None:
        waiting = [(chat, number) for chat, texts in self.messages.items() for number in range(len(texts))]
        waiting.sort(key=lambda item: (item[1], self.random.random()))
        while waiting:
            chat, number = waiting.pop(0)
            self._arrive(chat, number)
            for _ in range(self.random.randint(0, 4)):
                self._step(self.random.choice(list(self.messages)), self.random.choice(POINTS))
        for _ in range(self.random.randint(3, 12)):
            self._step(self.random.choice(list(self.messages)), self.random.choice(POINTS))

    def _arrive(self, chat: str, number: int) -> None:
        body = json.dumps({"chat": chat, "kind": "text", "text": self.messages[chat][number], "files": []})
        arrival = Arrival(Channel.TELEGRAM, f"77:{chat}:{number}", chat, body)
        copies = self.random.choice((1, 1, 1, 2, 5))
        for _ in range(copies):
            with self.database.write() as session:
                inbox.accept(session, [arrival], at=self.clock())
        if copies > 1:
            self.faults["duplicate update"] += 1

    def _step(self, chat: str, point: str) -> None:
        self.faults[point] += 1
        if point == "restart":
            self._die()
            return
        self.fail_commits = 1 if point == "commit fails" else 0
        token = self.tokens.setdefault(chat, f"{self.worker}-{self.random.random()}")
        try:
            step = self.desk.step(chat, token, self.settled.get(chat))
        except DatabaseAway:
            return
        finally:
            self.fail_commits = 0
        self.settled.pop(chat, None)
        if isinstance(step, Send):
            self._send(chat, step, point)
        elif isinstance(step, Idle):
            self.tokens.pop(chat, None)

    def _send(self, chat: str, step: Send, point: str) -> None:
        if point == "killed after commit":
            self._die()
            return
        outcome: Outcome = Sent(f"m{step.message_id}.{step.attempt}", step.masked, step.lang)
        if point in {"429", "502"}:
            outcome = TryLater(point, after=1.0 if point == "429" else None)
        elif point == "time-out" and not step.after_silence:
            outcome = Uncertain("time-out")
        else:
            self.outside.keys.append(step.message_id)
            self.outside.texts[chat].append("\n".join(part.text for part in step.parts))
            if point == "lost answer":
                outcome = Uncertain("time-out")
        if point == "killed after sending":
            self._die()
            return
        self.settled[chat] = Settled(step.message_id, step.attempt, outcome)

    def _die(self) -> None:
        """The worker is killed; another one starts, and the leases of the dead are freed or run out."""
        self.desk = self._desk()
        self.tokens, self.settled = {}, {}
        if self.random.random() < 0.5:
            self.clock.move(seconds=21)
        else:
            with self.database.write() as session:
                owners = set(session.scalars(select(leases.ChatLease.owner)))
                leases.free(session, list(owners))

    def _clear(self) -> None:
        """No more faults: every chat is stepped until nothing is left, time passing where it has to."""
        for _ in range(400):
            busy = False
            for chat in self.messages:
                token = self.tokens.setdefault(chat, "clear")
                step = self.desk.step(chat, token, self.settled.pop(chat, None))
                if isinstance(step, Send):
                    self._send(chat, step, "none")
                if isinstance(step, Send | Again | Busy) or (isinstance(step, Idle) and step.until is not None):
                    busy = True
            if not busy and not self.settled:
                return
            self.clock.now += timedelta(seconds=2)
        raise AssertionError("the chats never come to rest")

    def _check(self) -> None:
        with self.database.read() as session:
            states = set(session.scalars(select(InboxMessage.state)))
            owed = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
            numbers = list(session.scalars(select(Case.number).order_by(Case.id)))
        assert states == {InboxState.DONE}, f"left over: {states}"
        assert {row.state for row in owed} == {OutboxState.SENT}, Counter(row.state for row in owed)
        copies = Counter(self.outside.keys)
        for row in owed:
            most = 1 + min(row.uncertain, 1) + row.recovered
            assert 1 <= copies[row.id] <= most, f"{row.kind} came {copies[row.id]} times, {most} allowed"
        wanted = sum("ya" in texts for texts in self.messages.values())
        assert len(numbers) == wanted, f"{wanted} complaints, {len(numbers)} numbers"
        assert [int(number[7:12]) for number in numbers] == list(range(1, wanted + 1)), "numbers have gaps"
        for chat, texts in self.outside.texts.items():
            told = {number for text in texts for number in _NUMBER.findall(text)}
            assert len(told) <= 1, f"{chat} was told {told}"
            assert told <= set(numbers)
        self._check_order()

    def _check_order(self) -> None:
        with self.database.read() as session:
            chat_of = dict(session.execute(select(OutboxMessage.id, OutboxMessage.chat_key)).all())
        first: dict[str, list[int]] = defaultdict(list)
        for key in self.outside.keys:
            if key not in first[chat_of[key]]:
                first[chat_of[key]].append(key)
        for chat, keys in first.items():
            assert keys == sorted(keys), f"{chat} was answered out of order: {keys}"
