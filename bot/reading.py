"""Reading: the next message of a chat is read and understood before any transaction opens for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from bot.channels import ChannelPort
from bot.dialogue import deep_links
from bot.dialogue.understanding import Understander, Understanding
from bot.port import Incoming
from bot.steps import Busy, Idle
from core import office as offices
from core.clock import Clock
from core.db import Database
from core.messages import inbox
from core.messages.channels import Channel
from core.messages.inbox import Waiting
from core.messages.pending import look
from core.privacy import keyring
from knowledge.live import Knowledge, LiveKnowledge


@dataclass(frozen=True, slots=True)
class Prepared:
    """The next message of a chat, or a whole album, read and understood."""

    ids: tuple[int, ...]
    incoming: Incoming
    understood: Understanding
    knowledge: Knowledge
    is_album: bool


class CannotRead(Exception):
    """A body that could not be read; carries the row, so that it is counted."""

    def __init__(self, message_id: int) -> None:
        super().__init__(message_id)
        self.message_id = message_id


class Reader:
    """Reads what waits in a chat."""

    def __init__(
        self, database: Database, knowledge: LiveKnowledge, ports: Mapping[Channel, ChannelPort], *, clock: Clock
    ) -> None:
        self._database = database
        self._knowledge = knowledge
        self._ports = ports
        self._clock = clock
        self._understander = Understander()

    def next_of(self, chat_key: str, token: str) -> Prepared | Busy | Idle | None:
        """The next message; or, nothing being written for it, that the chat has nothing for us. None: look closer.

        Raises :class:`CannotRead`.
        """
        with self._database.read() as session:
            at = self._clock()
            pen, owed, first = look(session, chat_key, at=at)
            if pen not in {None, token}:
                return Busy()
            if first is None:
                return Idle() if pen is None and owed is None else None
            if inbox.gathers_until(session, chat_key, first.group_key, first.received_at, at) is not None:
                return None
            messages = inbox.group(session, first)
            try:
                incoming = deep_links.read(self._parse(session, messages))
                known = self._knowledge.now()
                understood = self._understander.understand(incoming.text, known, offices.current(session))
            except (OperationalError, InterfaceError):
                raise
            except Exception as error:
                raise CannotRead(first.id) from error
            ids = tuple(message.id for message in messages)
            return Prepared(ids, incoming, understood, known, is_album=first.group_key is not None)

    def _parse(self, session: Session, messages: Sequence[Waiting]) -> Incoming:
        keys = keyring(session)
        bodies = [keys.open(message.raw) for message in messages if message.raw is not None]
        return self._ports[messages[0].channel].parse(bodies, at=messages[0].received_at)
