"""Other bodies' services over HTTP: SP4N-LAPOR! or another government's desk, behind the adapter the tickets ask for.

POST {url} hands a packet over under a token (Idempotency-Key); GET {url}?number= asks what became of it. Both answer
with JSON: {"id": their number, "status": "accepted" | "rejected", "reason": ...}.
"""

import logging
from collections.abc import Mapping
from typing import Any

import httpx

from core.clock import Clock
from core.db import Database
from core.settings import TransferTarget
from tickets import handing_over
from tickets.handing_over import Answer, Body, Declined, Errand, Faulty, NoAnswer, NotSent, Taken, Unknown

log = logging.getLogger("pendopo.transfers")

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_BUSY = frozenset({408, 425, 429})


class HttpBody:
    """One other body's service."""

    def __init__(self, target: TransferTarget, timeout: httpx.Timeout = TIMEOUT) -> None:
        self._url, self._timeout = target.url, timeout
        self._headers = {"Authorization": f"Bearer {target.token}", "Accept": "application/json"}

    def send(self, errand: Errand) -> Answer:
        """Hand the packet over. Only a connection that never stood is certainly not arrived."""
        headers = {**self._headers, "Idempotency-Key": errand.token}
        try:
            with httpx.Client(timeout=self._timeout) as client:
                response = client.post(self._url, json=errand.packet, headers=headers)
        except httpx.ConnectError as error:
            return NotSent(type(error).__name__)
        except httpx.HTTPError as error:
            return NoAnswer(type(error).__name__)
        if response.status_code in _BUSY:
            return NotSent(str(response.status_code))
        return _read(response)

    def look(self, errand: Errand) -> Answer:
        """Ask for our number. No answer says nothing."""
        headers = {**self._headers, "Idempotency-Key": errand.token}
        try:
            with httpx.Client(timeout=self._timeout) as client:
                response = client.get(self._url, params={"number": errand.number}, headers=headers)
        except httpx.HTTPError as error:
            return NoAnswer(type(error).__name__)
        if response.status_code == 404:
            return Unknown()
        return NoAnswer(str(response.status_code)) if response.status_code in _BUSY else _read(response)


def _read(response: httpx.Response) -> Answer:
    """An answer in the house's terms; one nobody can read may still mean that it was taken."""
    if 400 <= response.status_code < 500:
        return Faulty(str(response.status_code))
    if response.status_code >= 300:
        return NoAnswer(str(response.status_code))
    told = _told(response)
    if told.get("status") == "rejected":
        return Declined(str(told.get("reason") or "tanpa alasan")[:500])
    found = str(told.get("id") or "").strip()
    return Taken(found) if found else NoAnswer("jawaban tidak terbaca")


def _told(response: httpx.Response) -> dict[str, Any]:
    try:
        told = response.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


class Courier:
    """Goes on with every transfer that is due, one step and one transaction at a time."""

    def __init__(self, database: Database, bodies: Mapping[str, Body], *, clock: Clock) -> None:
        self._database, self._bodies, self._clock = database, bodies, clock

    def run(self) -> int:
        """How many steps were taken."""
        with self._database.read() as session:
            waiting = handing_over.due(session, frozenset(self._bodies), at=self._clock())
        return sum(self._step(transfer_id) for transfer_id in waiting)

    def _step(self, transfer_id: int) -> bool:
        with self._database.write() as session:
            errand = handing_over.claim(session, transfer_id, at=self._clock())
        if errand is None:
            return False
        body = self._bodies[errand.target]
        answer = body.send(errand) if errand.packet is not None else body.look(errand)
        log.info("transfer %s, step %s: %s", errand.number, errand.step, type(answer).__name__)
        with self._database.write() as session:
            handing_over.settle(session, errand, answer, at=self._clock())
        return True


def bodies_of(targets: Mapping[str, TransferTarget]) -> dict[str, Body]:
    """An adapter for each service the settings name."""
    return {code: HttpBody(target) for code, target in targets.items()}
