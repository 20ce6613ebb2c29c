"""Fault runs through whole tickets: reported, verified, disposed, answered from an officer's chat, confirmed and rated.

Every chat and every act of the panel goes through the storm of :mod:`support.fault_runs`, with three workers. What was
sent twice (an officer's answer, the yes under it, a tap in the panel) has one effect.
"""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.render import KNOCK
from core import staff_chats
from core.db import Database
from core.messages import contacts
from core.messages.channels import Channel
from core.messages.inbox import InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState
from core.privacy import keyring
from knowledge.live import LiveKnowledge
from support import cast
from support.fault_runs import FaultRun, is_late_courtesy
from tickets import chat_notices, classifying, events, service
from tickets.kinds import Outcome, Status
from tickets.models import Case, CaseEvent, Rating
from tickets.notices import Notice
from tickets.states import Action, ChangedMeanwhile, NotNow

CITIZENS = 2
_ROUNDS = 8
_DONE_ONCE = (Action.VERIFY, Action.DISPOSE, Action.ANSWER, Action.CONFIRM)


class TicketRun(FaultRun):
    """One schedule of whole tickets on one channel."""

    def __init__(self, database: Database, knowledge: LiveKnowledge, channel: Channel, seed: int) -> None:
        super().__init__(database, knowledge, channel, seed)
        self.channel = channel
        self.hands.append(self._hand())
        self.people = [self.line.chat(person) for person in range(CITIZENS + 1)]
        self.officer = self.people[-1]
        self.messages = {chat: [] for chat in self.people}

    def run(self) -> None:
        """From the first word to the stars, each stage through a storm of its own."""
        try:
            self._link()
            self._say({chat: [f"lapor lampu mati di depan pasar {chat[-1]}", "ya"] for chat in self.people[:-1]})
            self._for_each(self._verify)
            self._for_each(self._dispose)
            self._say({})
            for _ in range(_ROUNDS):
                if not self._officer_goes_on():
                    break
            self._say({chat: ["sudah beres", "5"] for chat in self.people[:-1]})
        finally:
            self.weather.clear()
        self._check()

    # who does what -----------------------------------------------------------------------------------------------

    def _say(self, texts: dict[str, list[str]], *, quotes: str | None = None, photo: bool = False) -> None:
        """These words come in a storm, with a photo if wanted; then everything settles."""
        self.coming = {chat: [] for chat in self.people}
        for chat, said in texts.items():
            person = self.people.index(chat)
            self.coming[chat] = [self.line.writes(person, text, quotes=quotes, photo=photo) for text in said]
            self.messages[chat].extend(said)
        self._storm()
        self._clear()

    def _link(self) -> None:
        with self.database.write() as session:
            rina = cast.rina(session)
            code = staff_chats.make_code(session, rina, at=self.clock())
            user = self.officer.rpartition(":")[2]
            contact = contacts.meet(
                session, channel=self.channel, ext_user=user, chat_key=self.officer, name=None, at=self.clock()
            )
            staff_chats.link(session, contact, code, at=self.clock())

    def _for_each(self, act: Callable[[Session, Case], object]) -> None:
        with self.database.read() as session:
            cases = [(case.id, case.version) for case in session.scalars(select(Case).order_by(Case.id))]
        for case_id, version in cases:
            self._at_the_panel(case_id, version, act)

    def _at_the_panel(self, case_id: int, version: int, act: Callable[[Session, Case], object]) -> None:
        """A person taps until the page answers; who taps again after a lost answer is told that it is done."""
        for _ in range(20):
            self.weather.next = self.random.choice(("", "commit fails", "commit without answer"))
            try:
                with self.database.write() as session:
                    case = session.get_one(Case, case_id)
                    if case.version != version:
                        raise ChangedMeanwhile(number=case.number)
                    act(session, case)
            except OperationalError:
                continue
            except (ChangedMeanwhile, NotNow):
                return
            finally:
                self.weather.next = ""
        raise AssertionError("the panel never answered")

    def _verify(self, session: Session, case: Case) -> None:
        by = cast.verifikator(session)
        classifying.verify(session, case, by=by, version=case.version, at=self.clock())

    def _dispose(self, session: Session, case: Case) -> None:
        by, agency = cast.koordinator(session), cast.agency(session)
        service.dispose(
            session, case, by=by, version=case.version, agency=agency, instruction="Mohon dicek", at=self.clock()
        )

    def _officer_goes_on(self) -> bool:
        """Quote the first ticket that is not answered and say yes to what is shown; False when all are answered."""
        waiting = self._unanswered()
        if waiting is None:
            return False
        number, quoted = waiting
        answer = f"Lampu untuk {number[-7:]} sudah menyala."
        self._say({self.officer: [answer] * self.random.choice((1, 2))}, quotes=quoted, photo=True)
        if self._shown() == answer:
            self._say({self.officer: ["kirim"] * self.random.choice((1, 2))})
        return True

    def _unanswered(self) -> tuple[str, str] | None:
        with self.database.read() as session:
            for case in session.scalars(select(Case).where(Case.status == Status.DISPOSED).order_by(Case.id)):
                told = select(OutboxMessage.ext_id).where(
                    OutboxMessage.case_id == case.id,
                    OutboxMessage.kind == chat_notices.KIND,
                    OutboxMessage.ext_id.is_not(None),
                )
                quoted = session.scalar(told.limit(1))
                assert quoted is not None, f"the officer was never told of {case.number}"
                return case.number, quoted
        return None

    def _shown(self) -> str | None:
        """The words under the newest confirmation the officer was shown."""
        with self.database.read() as session:
            shown = select(OutboxMessage).where(OutboxMessage.kind == "staff_confirm").order_by(OutboxMessage.id.desc())
            newest = session.scalar(shown.limit(1))
            return keyring(session).open_json(newest.data)["blanks"]["text"] if newest is not None else None

    # what has to be so -------------------------------------------------------------------------------------------

    def _check(self) -> None:
        with self.database.read() as session:
            came = Counter(session.scalars(select(InboxMessage.state)))
            owed = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
            cases = list(session.scalars(select(Case).order_by(Case.id)))
            done = Counter((row.case_id, row.action) for row in session.scalars(select(CaseEvent)))
            rated = session.scalar(select(func.count()).select_from(Rating))
            broken = [broken.what for case in cases for broken in events.verify(session, case)]
        written = sum(map(len, self.messages.values())) + self.released
        assert came == {InboxState.DONE: written}, f"{written} written, {came} came"
        assert [int(case.number[7:12]) for case in cases] == list(range(1, CITIZENS + 1)), "numbers have gaps"
        assert {(case.status, case.outcome) for case in cases} == {(Status.CLOSED, Outcome.CONFIRMED)}
        assert {done[case.id, action] for case in cases for action in _DONE_ONCE} == {1}, done
        assert rated == CITIZENS, f"{rated} ratings"
        assert broken == []
        self._check_sendings(owed)

    def _check_sendings(self, owed: list[OutboxMessage]) -> None:
        """A knock that was itself refused is a dead letter; what it announced was told all the same."""
        owed = [row for row in owed if row.kind != KNOCK or row.state is not OutboxState.DEAD]
        owed = [row for row in owed if not is_late_courtesy(row)]
        assert {row.state for row in owed} == {OutboxState.SENT}, Counter((row.kind, row.state) for row in owed)
        answers = Counter(row.case_id for row in owed if row.kind == Notice.ANSWERED)
        assert set(answers.values()) == {1}, f"answers by case: {answers}"
        for row in owed:
            most = 1 + min(row.uncertain, 1) + row.recovered
            copies = self.line.reached[row.id]
            assert 1 <= copies <= most, f"{row.kind} {row.id} came {copies} times, {most} allowed"
