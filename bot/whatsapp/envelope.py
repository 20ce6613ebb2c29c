"""The envelope of a WhatsApp body: one arrival for each message in it, one report for each status.

A body is ``entry[] x changes[] x value.{messages, statuses, contacts}``, all of them lists, and batches occur. Plain
JSON, so that the web process stays light.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.whatsapp.errors import number_of_code
from core.messages.channels import Channel, chat_key
from core.messages.inbox import IN_A_ROW, Arrival
from core.messages.outbox import Delivery

_STATUSES = {
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "failed": Delivery.FAILED,
}
_COME_IN_ROWS = frozenset({"image", "video", "document"})
"""Several are sent at once and come one by one; WhatsApp has no name for what belongs together."""
_PIECE = "#"
_LONGEST_USER = 131
_LONGEST_ID = 180
_LONGEST_PHONE = 20
_CHANGED = frozenset({"user_changed_number", "customer_changed_number"})


def piece_key(key: str, number: int) -> str:
    """Our name for a piece of a long message that is not its last; that it arrived says nothing of the rest."""
    return f"{key}{_PIECE}{number}" if key else ""


class UnreadableBody(ValueError):
    """A body that cannot be taken apart; kept for an officer to see, never refused."""


@dataclass(frozen=True, slots=True)
class Report:
    """What WhatsApp tells of a message we sent: by its own id of it and by ours (``biz_opaque_callback_data``)."""

    ext_id: str
    key: str | None
    status: Delivery
    code: int | None
    is_billed: bool
    is_piece: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything one body carried; ``nameless`` are messages that name no sender."""

    arrivals: tuple[Arrival, ...]
    nameless: tuple[str, ...]
    reports: tuple[Report, ...]
    errors: tuple[int, ...]


def opened(body: str) -> Envelope:
    """Take a body apart. Raises :class:`UnreadableBody` when it is none of WhatsApp's."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody("not JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("entry"), list):
        raise UnreadableBody("no entry")
    arrivals: list[Arrival | str] = []
    reports: list[Report] = []
    errors: list[int] = []
    for value in _values(data):
        arrivals += _arrivals(value)
        reports += _reports(value)
        errors += [code for row in _rows(value, "errors") if (code := _code(row)) is not None]
    return Envelope(
        tuple(each for each in arrivals if isinstance(each, Arrival)),
        tuple(each for each in arrivals if isinstance(each, str)),
        tuple(reports),
        tuple(errors),
    )


def _values(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for entry in _rows(data, "entry"):
        for change in _rows(entry, "changes"):
            value = change.get("value")
            if isinstance(value, dict):
                yield value


def _rows(parent: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    """The objects of a list; a single object is a list of one, anything else is none."""
    given = parent.get(name)
    if isinstance(given, dict):
        return [given]
    return [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []


def _arrivals(value: Mapping[str, Any]) -> Iterator[Arrival | str]:
    """Each message, or the plain words of one that names no sender."""
    number = number_of(value)
    contacts = _rows(value, "contacts")
    for message in _rows(value, "messages"):
        contact = _contact_of(message, contacts)
        user = user_of(message, contact)
        body = json.dumps({"number": number, "contact": contact, "message": message})
        if user is None:
            yield body
        else:
            follows = _word(message.get("type")) in _COME_IN_ROWS and not message.get("context")
            group = IN_A_ROW if follows else None
            yield Arrival(Channel.WHATSAPP, f"{number}:{_message_id(message)}", key_of(number, user), body, group)


def number_of(value: Mapping[str, Any]) -> str:
    """The office's number the body is about, by WhatsApp's id of it."""
    metadata = value.get("metadata")
    return _word(metadata.get("phone_number_id"))[:18] if isinstance(metadata, dict) else ""


def key_of(number: str, user: str) -> str:
    """The house's name for the chat of one person with one of the office's numbers."""
    return chat_key(Channel.WHATSAPP, f"{number}:{user}")


def at_number(arrival: Arrival, number: str) -> Arrival:
    """The same message, come to this number of the office."""
    _, user = address_of(arrival.chat_key)
    body = json.dumps({**json.loads(arrival.body), "number": number})
    return replace(arrival, ext_id=f"{number}{arrival.ext_id}", chat_key=key_of(number, user), body=body)


def address_of(chat: str) -> tuple[str, str]:
    """The office's number and the person, from the name of a chat."""
    _, number, user = chat.split(":", 2)
    return number, user


def user_of(message: Mapping[str, Any], contact: Mapping[str, Any]) -> str | None:
    """Who writes: the business-scoped id, which everybody has; an older body has the phone number only."""
    for given in (scoped_id_of(message, contact), message.get("from"), contact.get("wa_id")):
        if _word(given):
            return _word(given)[:_LONGEST_USER]
    return None


def scoped_id_of(message: Mapping[str, Any], contact: Mapping[str, Any]) -> str | None:
    """The business-scoped id of who writes, where the body has one."""
    for given in (message.get("from_user_id"), contact.get("user_id")):
        if _word(given):
            return _word(given)[:_LONGEST_USER]
    return None


@dataclass(frozen=True, slots=True)
class NewNumber:
    """What a person is called since they changed their number."""

    phone: str | None
    user: str | None


def new_number_of(message: Mapping[str, Any]) -> NewNumber | None:
    """What a message of the system tells of a changed number; None for any other message."""
    told = message.get("system")
    if message.get("type") != "system" or not isinstance(told, dict) or told.get("type") not in _CHANGED:
        return None
    phones = (digits_of(told.get(name)) for name in ("wa_id", "new_wa_id"))
    return NewNumber(next(filter(None, phones), None), _word(told.get("user_id"))[:_LONGEST_USER] or None)


def phone_of(message: Mapping[str, Any], contact: Mapping[str, Any]) -> str | None:
    """The phone number, where the person shows one."""
    new = new_number_of(message)
    if new is not None and new.phone:
        return new.phone
    phones = (digits_of(given) for given in (message.get("from"), contact.get("wa_id")))
    return next(filter(None, phones), None)


def digits_of(given: object) -> str | None:
    """A phone number as its digits; None for what is none."""
    digits = _word(given).removeprefix("+")
    return digits if digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_PHONE else None


def _contact_of(message: Mapping[str, Any], contacts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    names = {_word(message.get(name)) for name in ("from", "from_user_id")} - {""}
    for contact in contacts:
        if names & {_word(contact.get("wa_id")), _word(contact.get("user_id"))}:
            return contact
    return contacts[0] if len(contacts) == 1 and not names else {}


def _message_id(message: Mapping[str, Any]) -> str:
    given = _word(message.get("id"))
    if given and len(given) <= _LONGEST_ID:
        return given
    return "sha256:" + hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()


def _reports(value: Mapping[str, Any]) -> Iterator[Report]:
    for row in _rows(value, "statuses"):
        status, ext_id = _STATUSES.get(_word(row.get("status"))), _word(row.get("id"))
        if status is None or not ext_id or len(ext_id) > _LONGEST_ID:
            continue
        codes = [code for error in _rows(row, "errors") if (code := _code(error)) is not None]
        pricing = row.get("pricing")
        key, piece, _ = _word(row.get("biz_opaque_callback_data"))[:160].partition(_PIECE)
        yield Report(
            ext_id=ext_id,
            is_piece=bool(piece),
            key=key or None,
            status=status,
            code=codes[0] if codes else None,
            is_billed=isinstance(pricing, dict) and pricing.get("billable") is True,
        )


def _code(error: Mapping[str, Any]) -> int | None:
    return number_of_code(error.get("code"))


def _word(given: object) -> str:
    """An id as text: one line without signs nobody can store; what is no text is none."""
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)[:_LONGEST_ID]
    if not isinstance(given, str):
        return ""
    return "".join(letter for letter in given if letter.isprintable() and not "\ud800" <= letter <= "\udfff")
