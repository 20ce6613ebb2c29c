"""The desk: deals with one chat, one step at a time, each step one transaction, conditional on the chat's lease.

A step settles what was sent before, or else finds the next thing to do: send what is owed, or deal with the next
message. No network is touched inside. What can be read off a message alone is read before the transaction opens.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot import notice_choices, owed_files, window
from bot.booking import Bookings, CannotBook
from bot.channels import Ask, ChannelPort
from bot.dialogue import engine, status
from bot.dialogue.memory import Memory
from bot.dialogue.turn import Turn
from bot.known import Known, just_met, remembered, standing
from bot.port import view_of
from bot.reading import CannotRead, Prepared, Reader
from bot.render import OPTIONS, render
from bot.settling import Settling, plainly_settled
from bot.steps import Again, Busy, Idle, Made, Make, Send, Settled, Step
from core import office as offices
from core import workdays
from core.clock import Clock
from core.db import AWAKE, Database
from core.messages import buttons, channel_commands, contacts, conversations, handovers, inbox, leases, media, outbox
from core.messages.channels import Channel, channel_of
from core.messages.contacts import Contact
from core.messages.inbox import InboxMessage
from core.messages.outbox import OutboxMessage, OutboxState, Sent
from core.messages.pending import Pen, open_rows, settle_pen
from core.messages.pieces import note_part
from core.privacy import keyring
from knowledge.live import LiveKnowledge
from texts import greetings
from texts.words import say

log = logging.getLogger("pendopo.desk")

MAX_ATTEMPTS = 3


class DatabaseAway(Exception):
    """The database cannot be reached or is locked for too long: nothing was done, try the step again."""


class Desk:
    """Does the steps of chats for one worker."""

    def __init__(
        self,
        database: Database,
        knowledge: LiveKnowledge,
        ports: Mapping[Channel, ChannelPort],
        *,
        owner: str,
        clock: Clock,
    ) -> None:
        self._database = database
        self._ports = ports
        self._owner = owner
        self._clock = clock
        self._bookings = Bookings(MAX_ATTEMPTS)
        self._reader = Reader(database, knowledge, ports, clock=clock)

    def step(self, chat_key: str, token: str, settled: Settled | Made | None = None) -> Step:
        """Do the next thing for a chat. Raises :class:`DatabaseAway`; then nothing was done."""
        try:
            prepared = self._reader.next_of(chat_key, token) if settled is None else None
        except (OperationalError, InterfaceError) as error:
            raise DatabaseAway from error
        except CannotRead as trouble:
            self._stumble(trouble.message_id, trouble.__cause__ or trouble)
            prepared = None
        if isinstance(prepared, Busy | Idle):
            return prepared
        try:
            with self._database.write() as session:
                return self._step(session, chat_key, token, settled, prepared)
        except (OperationalError, InterfaceError) as error:
            raise DatabaseAway from error
        except CannotBook as trouble:
            return self._unbooked(chat_key, token, trouble)
        except _CannotSay as trouble:
            counted = self._unsayable(trouble, prepared)
            return counted if settled is None else self.step(chat_key, token, settled)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise DatabaseAway from error
            return self._failed(prepared, error)
        except Exception as error:  # noqa: BLE001 - the delivery loop is where bugs land
            return self._failed(prepared, error)

    def settle_plainly(self, gathered: Sequence[Settling]) -> Mapping[str, Step]:
        """The next step of the chats that are settled; the others are left as they were."""
        return plainly_settled(self._database, gathered, at=self._clock())

    def record_part(self, chat_key: str, token: str, message_id: int, parts_sent: int, ext_id: str | None) -> None:
        """A part has left: after a crash only the rest is sent again."""
        with self._database.write() as session:
            leases.take(session, chat_key, owner=self._owner, token=token, at=self._clock())
            message = session.get(OutboxMessage, message_id)
            if message is not None:
                note_part(session, message, parts_sent, ext_id)

    def hold(self, chat_key: str, token: str) -> None:
        """Keep the lease of a chat while something travels that takes its time."""
        with self._database.write() as session:
            leases.take(session, chat_key, owner=self._owner, token=token, at=self._clock())

    def _failed(self, prepared: Prepared | None, error: Exception) -> Step:
        if prepared is None:
            log.error("a step failed outside any message", exc_info=error)
            raise DatabaseAway from error
        self._stumble(prepared.ids[0], error)
        return Again()

    def _unbooked(self, chat_key: str, token: str, trouble: CannotBook) -> Step:
        """An arrival whose consequences fail is tried three times, then buried: the chat goes on."""
        if not self._bookings.is_hopeless(trouble):
            raise DatabaseAway from trouble
        try:
            with self._database.write() as session:
                self._bookings.bury(session, trouble, at=self._clock())
        except (OperationalError, InterfaceError) as away:
            raise DatabaseAway from away
        return self.step(chat_key, token)

    def _unsayable(self, trouble: "_CannotSay", prepared: Prepared | None) -> Step:
        """What cannot be put into words is given up after three tries, and holds up nothing that comes after it.

        A reply of the very message that was being dealt with is gone with its transaction: then that one is counted.
        """
        try:
            with self._database.write() as session:
                message = session.get(OutboxMessage, trouble.message_id, with_for_update=True)
                is_owed = message is not None and message.key == trouble.key
                if message is not None and is_owed:
                    outbox.stumble(message, error=type(trouble.__cause__).__name__, most=MAX_ATTEMPTS)
                    owed_files.tell_if_lost(session, message, at=self._clock())
        except (OperationalError, InterfaceError) as away:
            raise DatabaseAway from away
        if not is_owed:
            return self._failed(prepared, trouble)
        log.error("message %s cannot be put into words", trouble.key, exc_info=trouble.__cause__)
        return Again()

    def _stumble(self, message_id: int, error: BaseException) -> None:
        """Count a failure; a message that fails three times is buried, its writer told, and a person called."""
        log.error("message %s could not be dealt with", message_id, exc_info=error)
        at = self._clock()
        try:
            with self._database.write() as session:
                if inbox.stumble(session, message_id, error=type(error).__name__, most=MAX_ATTEMPTS, at=at):
                    self._bury(session, message_id, at)
        except (OperationalError, InterfaceError) as away:
            raise DatabaseAway from away

    def _bury(self, session: Session, message_id: int, at: datetime) -> None:
        message = session.get(InboxMessage, message_id)
        assert message is not None
        saying = say(greetings.message_failed)
        outbox.enqueue(
            session, key=f"in{message.id}.dead", chat_key=message.chat_key, kind=saying.kind, data=saying.data, at=at
        )
        contact = contacts.of_chat(session, message.chat_key)
        handovers.request(
            session,
            message.chat_key,
            contact_id=contact.id if contact else None,
            reason="failed",
            last_words="",
            at=at,
        )

    # inside the transaction ------------------------------------------------------------------------------------

    def _step(
        self, session: Session, chat_key: str, token: str, settled: Settled | Made | None, prepared: Prepared | None
    ) -> Step:
        at = self._clock()
        pen = Pen.LOST
        if isinstance(settled, Settled) and isinstance(settled.outcome, Sent):
            pen = settle_pen(session, chat_key, token=token, besides=settled.message_id, at=at)
            if pen is Pen.DOWN:  # most often: it was the one reply
                self._settle(session, settled, at)
                return Idle()
        mine = pen is Pen.KEPT or leases.take(session, chat_key, owner=self._owner, token=token, at=at)
        if isinstance(settled, Made):
            owed_files.note(session, settled, at=at)
        elif settled is not None:
            self._settle(session, settled, at)
        if not mine:
            return Busy()
        rows, known = standing(session, prepared.incoming) if prepared else (open_rows(session, chat_key), None)
        owed = self._next_owed(session, chat_key, at) if rows.owed is not None else None
        if isinstance(owed, Send | Make):
            return owed
        if rows.waiting is None:
            leases.release(session, chat_key, token=token)
            return Idle(until=owed)
        ready = prepared if prepared is not None and prepared.ids[0] == rows.waiting else None
        gathers = None if ready is not None and not ready.is_album else inbox.album_until(session, chat_key, at)
        if gathers is not None:
            leases.release(session, chat_key, token=token)
            return Idle(until=gathers)
        if ready is None:
            return Again()
        leaving = self._handle(session, ready, known, is_owed_more=rows.owed is not None, at=at)
        following = leaving or self._next_owed(session, chat_key, at)
        return following if isinstance(following, Send | Make) else Again()

    def _settle(self, session: Session, settled: Settled, at: datetime) -> None:
        if isinstance(settled.outcome, Sent):
            sent = outbox.settle_sent(session, settled.message_id, settled.attempt, settled.outcome, at=at)
            if sent is not None and sent[0] == channel_commands.KIND:
                self._keep_answer(session, settled.message_id, settled.outcome.rendered, at)
            elif sent is not None:
                kind, case_id, said = *sent, settled.outcome
                self._bookings.arrived(session, settled.message_id, kind=kind, case_id=case_id, sent=said, at=at)
            return
        message = session.get(OutboxMessage, settled.message_id, with_for_update=True)
        if message is None or message.state is not OutboxState.SENDING or message.attempts != settled.attempt:
            return
        window.settle(session, message, settled.outcome, can_knock=self._ports[message.channel].can_knock, at=at)

    def _keep_answer(self, session: Session, message_id: int, answer: str, at: datetime) -> None:
        """A channel carried out what the panel asked of it."""
        message = session.get_one(OutboxMessage, message_id)
        command = str(keyring(session).open_json(message.data)["command"])
        channel_commands.done(session, message.channel, command, answer, at=at)

    def _next_owed(self, session: Session, chat_key: str, at: datetime) -> Send | Make | datetime | None:
        """What to send now, or when the next thing may be sent, or None when nothing is owed."""
        while (message := outbox.head(session, chat_key)) is not None:
            if outbox.has_arrived(message):
                outbox.note_arrival(message, at=at)
                kind, case_id = message.kind, message.case_id
                self._bookings.arrived(session, message.id, kind=kind, case_id=case_id, sent=None, at=at)
            elif message.not_before > at and message.state is OutboxState.NEW and message.created_at <= at:
                return message.not_before
            elif notice_choices.is_void(session, message, at=at):
                outbox.expire(message)
            elif self._has_stopped(session, message):
                outbox.let_go(message)
            elif self._is_closed(session, chat_key, message.kind, at):
                window.settle(session, message, window.CLOSED, can_knock=self._ports[message.channel].can_knock, at=at)
            else:
                return self._making(session, message) or self._sending(session, message, at)
            session.flush()
        return None

    def _making(self, session: Session, message: OutboxMessage) -> Make | None:
        """The file that has to be made first, if any."""
        if message.kind not in owed_files.MADE:
            return None
        try:
            work = owed_files.work(session, message)
        except DBAPIError:
            raise
        except Exception as error:
            raise _CannotSay(message.id, message.key) from error
        return Make(message.id, work) if work is not None else None

    def _has_stopped(self, session: Session, message: OutboxMessage) -> bool:
        """A person who stopped the bot hears nothing but the reply to what they themselves just wrote."""
        if message.key.startswith("in"):
            return False
        contact = contacts.of_chat(session, message.chat_key)
        return contact is not None and contact.stopped_at is not None

    def _sending(self, session: Session, message: OutboxMessage, at: datetime) -> Send:
        try:
            notice_choices.add(session, message, at=at)
        except DBAPIError:
            raise
        except Exception as error:
            raise _CannotSay(message.id, message.key) from error
        outbox.start_sending(message)
        return self._worded(session, message)

    def _worded(self, session: Session, message: OutboxMessage) -> Send:
        """Put into words what is about to leave."""
        try:
            rendered = render(session, message)
            command = rendered.outgoing.command
            parts = (Ask(command),) if command else tuple(self._ports[message.channel].parts(rendered.outgoing))
        except DBAPIError:
            raise
        except Exception as error:
            raise _CannotSay(message.id, message.key) from error
        first = min(message.parts_sent, len(parts) - 1)
        after_silence = message.uncertain > 0
        is_plain = message.case_id is None and not command
        return Send(message.id, message.attempts, parts, first, rendered.masked, rendered.lang, after_silence, is_plain)

    def _handle(
        self, session: Session, prepared: Prepared, known: Known | None, *, is_owed_more: bool, at: datetime
    ) -> Send | None:
        """Deal with a message. Where its first reply is all this chat is owed, it is already on its way."""
        incoming = prepared.incoming
        contact = contacts.meet(
            session,
            channel=incoming.channel,
            ext_user=incoming.user,
            chat_key=incoming.private_chat,
            name=incoming.name,
            at=at,
            phone=incoming.phone,
            known=known.contact if known else None,
            wrote=incoming.is_written_to_us,
        )
        lasts = self._ports[incoming.channel].window if incoming.is_written_to_us else None
        announced = window.opened(session, contact, wrote_at=incoming.at, lasts=lasts, at=at) if lasts else 0
        memory = Memory.from_json(remembered(session, known, incoming.chat_key))
        turn = self._turn(session, prepared, memory, contact, at)
        turn.known = known or just_met(contact)
        if not (announced and window.is_only_asking_for_it(incoming.text)):
            engine.respond(turn)
        leaving = self._leave_replies(session, turn, is_first=not is_owed_more, at=at)
        conversations.keep(session, incoming.chat_key, memory.to_json(), contact_id=contact.id, at=at)
        inbox.finish(session, prepared.ids, view=view_of(incoming, status.secrets_in(turn)), at=at)
        session.flush()
        return self._worded(session, leaving) if leaving is not None else None

    def _turn(self, session: Session, prepared: Prepared, memory: Memory, contact: Contact, at: datetime) -> Turn:
        incoming = prepared.incoming
        fitting = [file for file in incoming.files if not file.is_too_large]
        kept = [
            media.expect(
                session,
                inbox_id=prepared.ids[0],
                channel=incoming.channel,
                chat_key=incoming.chat_key,
                kind=file.kind,
                ext_file=file.ext_file,
                name=file.name,
                at=at,
            ).id
            for file in fitting
        ]
        return Turn(
            session=session,
            incoming=incoming,
            understood=prepared.understood,
            memory=memory,
            contact=contact,
            knowledge=prepared.knowledge,
            office=offices.current(session),
            calendar=workdays.current(session),
            inbox_id=prepared.ids[0],
            at=at,
            media=tuple(kept),
            too_large=len(incoming.files) - len(fitting),
        )

    def _leave_replies(self, session: Session, turn: Turn, *, is_first: bool, at: datetime) -> OutboxMessage | None:
        """Owe the chat the replies of a turn; the first of them where it is sent at once."""
        chat_key = turn.incoming.chat_key
        leaving = None
        for number, reply in enumerate(turn.replies):
            ids = buttons.put(session, chat_key, reply.offers, at=at)
            options = [[id_, offer.label] for id_, offer in zip(ids, reply.offers, strict=True)]
            engine.remember_options(turn.memory, reply.saying.kind, options)
            kind, data, key = reply.saying.kind, {**reply.saying.data, OPTIONS: options}, f"in{turn.inbox_id}.{number}"
            lives = engine.lifetime(kind)
            if number == 0 and is_first and self._may_leave_at_once(session, chat_key, kind, at):
                leaving = outbox.leave_at_once(
                    session, key=key, chat_key=chat_key, kind=kind, data=data, at=at, expires_after=lives
                )
            else:
                outbox.enqueue(session, key=key, chat_key=chat_key, kind=kind, data=data, at=at, expires_after=lives)
        return leaving

    def _may_leave_at_once(self, session: Session, chat_key: str, kind: str, at: datetime) -> bool:
        """Is nothing owed before it, and nothing to be made or asked for it first?"""
        if chat_key in session.info.get(AWAKE, ()) or kind in owed_files.MADE or kind in notice_choices.MAY_GET_SOME:
            return False
        return not self._is_closed(session, chat_key, kind, at)

    def _is_closed(self, session: Session, chat_key: str, kind: str, at: datetime) -> bool:
        has_window = self._ports[channel_of(chat_key)].window is not None
        return has_window and window.is_closed(session, chat_key, kind, at=at)


class _CannotSay(Exception):
    """A row that cannot be put into words; carries which, so that it is counted."""

    def __init__(self, message_id: int, key: str) -> None:
        super().__init__(key)
        self.message_id = message_id
        self.key = key
