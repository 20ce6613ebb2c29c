"""The last lines of a chat: the citizen's words and the office's, as an officer who talks with them sees it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import showing
from admin.context import now
from admin.timeline import File, Sending, file_of, sending
from core.messages import approved_templates, contacts, outfiles
from core.messages.channels import Channel, channel_of
from core.messages.handovers import Handover
from core.messages.inbox import InboxMessage, InboxState
from core.messages.media import Media, MediaKind
from core.messages.outbox import OutboxMessage, OutboxState
from core.privacy import keyring, mask_name
from texts import channels
from texts import panel as said
from tickets import queries

MOST = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One bubble."""

    at: datetime
    is_ours: bool
    text: str
    by_person: bool = False
    sending: Sending | None = None
    files: Sequence[File] = ()


def lines(session: Session, handover: Handover) -> list[Line]:
    """The newest lines of the chat of a handover, the newest last."""
    hidden = unnamed(session, handover)
    theirs = _newest(session, InboxMessage, InboxMessage.chat_key == handover.chat_key, InboxMessage.state)
    ours = _newest(session, OutboxMessage, OutboxMessage.chat_key == handover.chat_key, OutboxMessage.state)
    found = [*_theirs(session, theirs, hidden), *_ours(session, ours, hidden)]
    return sorted(found, key=lambda line: line.at)[-MOST:]


def unnamed(session: Session, handover: Handover) -> Callable[[str], str]:
    """Takes the own name out of the words of somebody who reported as anonim: their report stands in the talk too."""
    contact = contacts.of_chat(session, handover.chat_key)
    if contact is None or contact.name is None or not queries.hides_somewhere(session, contact.id):
        return str
    return partial(mask_name, name=keyring(session).open(contact.name))


def _newest(session: Session, model: type, where, state) -> list:
    buried = {InboxMessage: InboxState.DEAD, OutboxMessage: OutboxState.EXPIRED}[model]
    shown = (state != buried) | OutboxMessage.error.is_not(None) if model is OutboxMessage else state != buried
    found = select(model).where(where, shown).order_by(model.id.desc()).limit(MOST)
    return list(reversed(session.scalars(found).all()))


def _theirs(session: Session, messages: list[InboxMessage], hidden: Callable[[str], str]) -> Iterator[Line]:
    """What the citizen wrote, identity numbers masked: the view is made so. What waits is not read before its turn."""
    keys, files = keyring(session), _files(session, messages)
    for message in messages:
        if message.view is not None:
            view = keys.open_json(message.view)
            if not _is_passing(view):
                yield Line(message.received_at, False, hidden(_words(view)), files=files.get(message.id, ()))
        elif message.state is InboxState.NEW:
            yield Line(message.received_at, False, "(pesan baru, sedang dibaca …)")


def _files(session: Session, messages: Sequence[InboxMessage]) -> Mapping[int, list[File]]:
    """The files that came with each message."""
    ids = [message.id for message in messages]
    found: dict[int, list[File]] = defaultdict(list)
    for media in session.scalars(select(Media).where(Media.inbox_id.in_(ids)).order_by(Media.id)):
        found[media.inbox_id].append(file_of(media, said.MEDIA_KIND[media.kind]))
    return found


def _is_passing(view: dict) -> bool:
    """A reaction, a note of the service, or one more move of a live location: nothing anybody said."""
    is_silent = view.get("kind") == "ignored" or (view.get("kind") == "edited" and view.get("pin"))
    return bool(is_silent) and not view.get("text")


def _words(view: dict) -> str:
    files = ", ".join(said.MEDIA_KIND[MediaKind(kind)].lower() for kind in view.get("files", []))
    label = said.MESSAGE_KIND.get(str(view.get("kind")), "")
    parts = [label, str(view.get("text", "")), f"[{files}]" if files else "", "[titik peta]" if view.get("pin") else ""]
    return "\n".join(part for part in parts if part) or said.NO_WORDS


def _ours(session: Session, messages: list[OutboxMessage], hidden: Callable[[str], str]) -> Iterator[Line]:
    keys = keyring(session)
    for message in messages:
        by_person = message.kind in _OF_PERSONS
        text = _written(keys.open_json(message.data)) if by_person else message.rendered
        if text:
            shown = text if by_person else hidden(text)
            yield Line(message.sent_at or message.created_at, True, shown, by_person, sending(message))


_OF_PERSONS = frozenset({"officer_says", "officer_file", approved_templates.KIND})


def _written(data: dict) -> str:
    """What an officer wrote, or the file that followed it."""
    file = outfiles.of_data(data)
    return f"[{file.name}]" if file is not None else str(data.get("text", ""))


def reach(session: Session, handover: Handover, *, has_template: bool) -> str | None:
    """What an officer has to know before writing: nothing reaches a person who opted out, and little after a day."""
    contact = contacts.of_chat(session, handover.chat_key)
    if contact is not None and contact.stopped_at is not None:
        return said.CITIZEN_STOPPED
    if contact is None or channel_of(handover.chat_key) is not Channel.WHATSAPP:
        return None
    if contact.window_until is None or contact.window_until <= now():
        return channels.must_wait(is_told=has_template)
    return channels.free_until(showing.weekday_moment(contact.window_until), showing.left(contact.window_until))
