"""Handing over: a transfer to another body's own service, sent at most as often as it is certain that it was not taken.

queued -> sent -> confirmed | rejected; what got no answer is uncertain and is asked about by our number, never sent
again while the other side may have it. What a person has to look at stands still (``not_before`` is empty) and shows
as attention. The network is the caller's: each step here is one transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import local
from core.db import change
from core.enclosures import ENDINGS
from core.messages.contacts import Contact
from core.messages.media import Media, MediaState
from core.privacy import keyring
from tickets import attention, events, held_files, notices, queries, transfers
from tickets.kinds import Attention, Party, TransferMode, TransferState
from tickets.models import Case, Transfer
from tickets.notices import Notice
from tickets.service import locked

PATIENCE = timedelta(seconds=90)
"""A step that has not come back by then died with its worker."""
MOST_SENDINGS, MOST_LOOKS = 8, 8
SURE_AFTER = 3
"""So many times the other side has to say that it does not know our number, minutes apart, before it is sent again."""
_LATER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480))


@dataclass(frozen=True, slots=True)
class Taken:
    """The other side has it, under this number of its own."""

    external_id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The other side read it and does not take it."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly did not arrive: it may be sent again later."""

    error: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """It may have arrived."""

    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The other side was asked and does not know our number."""


@dataclass(frozen=True, slots=True)
class Faulty:
    """The other side refuses the way it is asked (4xx): a person has to look."""

    error: str


Answer = Taken | Declined | NotSent | NoAnswer | Unknown | Faulty


@dataclass(frozen=True, slots=True)
class Errand:
    """What to do now for one transfer: send its packet, or, without one, ask what became of our number."""

    transfer_id: int
    target: str
    token: str
    number: str
    step: int
    packet: dict[str, Any] | None


class Body(Protocol):
    """Another body's service, as its adapter offers it."""

    def send(self, errand: Errand) -> Answer:
        """Hand the packet over; the token makes a second sending the same complaint."""

    def look(self, errand: Errand) -> Answer:
        """Ask what became of our number."""


def due(session: Session, targets: frozenset[str], *, at: datetime) -> list[int]:
    """Transfers to these services that may be gone on with now."""
    waiting = (
        select(Transfer.id)
        .where(
            Transfer.mode == TransferMode.API,
            Transfer.target_code.in_(targets),
            Transfer.state.in_(_RUNNING),
            Transfer.not_before <= at,
        )
        .order_by(Transfer.id)
        .limit(20)
    )
    return list(session.scalars(waiting))


_RUNNING = (TransferState.QUEUED, TransferState.SENT, TransferState.UNCERTAIN)


def claim(session: Session, transfer_id: int, *, at: datetime) -> Errand | None:
    """Take the next step of a transfer; of several workers one gets it. A sending that died is uncertain now."""
    found = session.get(Transfer, transfer_id)
    if found is None or found.target_code is None or found.state not in _RUNNING:
        return None
    sends = found.state is TransferState.QUEUED
    taken = (
        update(Transfer)
        .where(
            Transfer.id == transfer_id,
            Transfer.state == found.state,
            Transfer.step == found.step,
            Transfer.not_before <= at,
        )
        .values(
            state=TransferState.SENT if sends else TransferState.UNCERTAIN,
            sendings=found.sendings + sends,
            looks=0 if sends else found.looks + 1,
            step=found.step + 1,
            not_before=at + PATIENCE,
        )
    )
    if change(session, taken) != 1:
        return None
    session.refresh(found)
    case = session.get_one(Case, found.case_id)
    packet = packet_of(session, case, found) if sends else None
    return Errand(found.id, found.target_code, found.token, case.number, found.step, packet)


def settle(session: Session, errand: Errand, answer: Answer, *, at: datetime) -> None:
    """Write down how the step went. One that came back too late, after somebody else went on, changes nothing; but of a
    case a person has taken back meanwhile, that it lies there after all is kept and shown to a person."""
    known = session.get_one(Transfer, errand.transfer_id)
    case = locked(session, known.case_id)
    session.refresh(known, with_for_update=True)
    if known.state is TransferState.REJECTED and isinstance(answer, Taken) and known.external_id is None:
        _lies_there_too(session, case, known, answer.external_id, at=at)
    if known.step != errand.step or known.state not in {TransferState.SENT, TransferState.UNCERTAIN}:
        return
    match answer:
        case Taken():
            _confirmed(session, case, known, answer.external_id, at=at)
        case Declined():
            transfers.declined(session, case, known, reason=answer.reason, at=at)
        case NotSent() if errand.packet is not None:
            _wait(session, case, known, TransferState.QUEUED, answer.error, at=at)
        case Unknown() if errand.packet is None and known.looks >= SURE_AFTER:
            _send_anew(session, case, known, at=at)
        case Faulty():
            known.state = TransferState.QUEUED if errand.packet is not None else TransferState.UNCERTAIN
            _to_a_person(session, case, known, answer.error, at=at)
        case _:
            error = "" if isinstance(answer, Unknown) else answer.error
            _wait(session, case, known, TransferState.UNCERTAIN, error, at=at)


def _confirmed(session: Session, case: Case, known: Transfer, external_id: str, *, at: datetime) -> None:
    known.external_id, known.state, known.settled_at = external_id[: transfers.MOST_ID], TransferState.CONFIRMED, at
    known.not_before, known.error = None, None
    case.version += 1
    data = {"target": known.target, "external_id": known.external_id}
    event = events.append(session, case, "nomor_luar", party=Party.SYSTEM, details=data, at=at)
    notices.send(session, case, event, Notice.TRANSFERRED, at=at, data=data)


def _lies_there_too(session: Session, case: Case, known: Transfer, external_id: str, *, at: datetime) -> None:
    known.external_id = external_id[: transfers.MOST_ID]
    case.version += 1
    data = {"target": known.target, "external_id": known.external_id}
    events.append(session, case, "nomor_luar", party=Party.SYSTEM, is_internal=True, details=data, at=at)
    attention.call(session, case, Attention.TRANSFER_STUCK, at=at)


def _wait(session: Session, case: Case, known: Transfer, state: TransferState, error: str, *, at: datetime) -> None:
    """More and more patiently, and not for ever."""
    looks = state is TransferState.UNCERTAIN
    tried, most = (known.looks, MOST_LOOKS) if looks else (known.sendings, MOST_SENDINGS)
    known.state, known.error = state, error[:200] or known.error
    if tried >= most:
        _to_a_person(session, case, known, error, at=at)
    else:
        known.not_before = at + _LATER[max(tried, 1) - 1]


def _send_anew(session: Session, case: Case, known: Transfer, *, at: datetime) -> None:
    known.state, known.looks, known.not_before = TransferState.QUEUED, 0, at
    if known.sendings >= MOST_SENDINGS:
        _to_a_person(session, case, known, "tidak dikenal di sana", at=at)


def _to_a_person(session: Session, case: Case, known: Transfer, error: str, *, at: datetime) -> None:
    known.not_before, known.error = None, error[:200] or known.error
    case.version += 1
    attention.call(session, case, Attention.TRANSFER_STUCK, at=at)


def packet_of(session: Session, case: Case, known: Transfer) -> dict[str, Any]:
    """What the other body gets: the matter, and of the reporter only what the reporter lets the other side know."""
    assert case.complaint is not None
    office, report = offices.current(session), case.complaint
    return {
        "from": office.name,
        "number": case.number,
        "token": known.token,
        "to": known.target,
        "reason": known.reason,
        "received_at": local(case.received_at, office.zone).isoformat(timespec="minutes"),
        "title": case.title,
        "text": report.text,
        "place": report.place,
        "happened": report.happened,
        "latitude": report.latitude,
        "longitude": report.longitude,
        "category": report.category,
        "is_anonymous": case.visibility.hides_reporter,
        "is_secret": case.visibility.hides_content,
        "reporter": _name(session, case),
        "files": [file.sha256 for _, file in files_of(session, case)],
        "file_names": [name for name, _ in files_of(session, case)],
    }


def files_of(session: Session, case: Case) -> list[tuple[str, Media]]:
    """The files that go along, under names of ours. Of an anonymous reporter none: a voice or a picture names people."""
    if case.visibility.hides_reporter:
        return []
    held = held_files.held(session, case) | held_files.of_hidden(session, case)
    stored = [file for file in queries.attachments(session, case) if file.state is MediaState.STORED and file.sha256]
    kept = [file for file in stored if file.id not in held]
    return [(f"lampiran-{place}.{_ENDINGS.get(file.mime or '', 'bin')}", file) for place, file in enumerate(kept, 1)]


_ENDINGS = {**ENDINGS, "image/webp": "webp", "audio/ogg": "ogg", "video/mp4": "mp4"}


def _name(session: Session, case: Case) -> str | None:
    """The reporter's name, unless they report as anonim: then there is none for anybody outside."""
    if case.visibility.hides_reporter or case.contact_id is None:
        return None
    contact = session.get(Contact, case.contact_id)
    return keyring(session).open(contact.name) if contact is not None and contact.name else None
