"""Senders: which person we know a message is from, when WhatsApp names them otherwise than before.

A body may name its writer by the phone number only, by the business-scoped id only, or by both; and a person may change
their number. One person stays one contact, with one chat; two people we know apart are never made one.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from bot.whatsapp.envelope import NewNumber, key_of, new_number_of, phone_of, scoped_id_of
from core.messages import contacts
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.inbox import Arrival

log = logging.getLogger("pendopo.whatsapp")


def known(session: Session, arrival: Arrival) -> Arrival:
    """The arrival in the chat of the person it is from, whatever WhatsApp calls them this time."""
    data = json.loads(arrival.body)
    message, contact = data["message"], data["contact"]
    person = _person(session, message, contact)
    if person is None:
        return arrival
    new = new_number_of(message)
    if new is not None:
        _moved(session, person, new)
    key = key_of(data["number"], person.ext_user)
    if key == arrival.chat_key:
        return arrival
    return replace(arrival, chat_key=key, body=json.dumps({**data, "user": person.ext_user}))


def _person(session: Session, message: Mapping[str, Any], contact: Mapping[str, Any]) -> Contact | None:
    """Who writes, if we have met them: by their id, or by their number where that is all there is to go by."""
    user, phone = scoped_id_of(message, contact), phone_of({"from": message.get("from")}, contact)
    found = contacts.by_any_id(session, Channel.WHATSAPP, user) if user else None
    if found is not None or phone is None:
        return found
    if user is None or new_number_of(message) is not None:
        return contacts.by_any_id(session, Channel.WHATSAPP, phone) or _by_phone(session, phone)
    return _now_with_an_id(session, phone, user)


def _by_phone(session: Session, phone: str) -> Contact | None:
    return contacts.by_phone(session, Channel.WHATSAPP, phone)


def _now_with_an_id(session: Session, phone: str, user: str) -> Contact | None:
    """Somebody we met by their number alone, who now has an id. A number that passed on to somebody else is not theirs."""
    older = contacts.by_any_id(session, Channel.WHATSAPP, phone)
    if older is None or not contacts.has_phone(session, older, phone) or _has_an_id(session, older):
        return None
    return older if contacts.also_called(session, older, user) else None


def _has_an_id(session: Session, person: Contact) -> bool:
    return any(not name.isdecimal() for name in contacts.aliases(session, person))


def _moved(session: Session, person: Contact, new: NewNumber) -> None:
    """The person goes on under their new id and number, unless those are somebody's we know."""
    name = new.user or new.phone
    owner = contacts.by_any_id(session, Channel.WHATSAPP, name) if name else None
    if name is None or (owner is not None and owner.id != person.id):
        log.warning("a changed number was not followed: nobody names it, or it is somebody's we know")
        return
    if owner is None:
        contacts.also_called(session, person, name)
    if new.phone:
        contacts.change_phone(session, person, new.phone)
