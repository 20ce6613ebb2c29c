"""What the Cloud API answered to one call, as an outcome and as a body."""

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels import PartOutcome
from bot.whatsapp.errors import number_of_code, outcome_of
from core.messages.outbox import Sent

OK = 300


def outcome(answer: httpx.Response) -> PartOutcome:
    """How the sending of a message went."""
    body = body_of(answer)
    if answer.status_code < OK:
        ids = [row.get("id") for row in body.get("messages") or () if isinstance(row, dict)]
        return Sent(str(ids[0]) if ids and ids[0] else None, "", "")
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    wait = answer.headers.get("Retry-After", "")
    return outcome_of(
        answer.status_code,
        number_of_code(code),
        retry_after=float(wait) if wait.isdecimal() else None,
    )


def body_of(answer: httpx.Response) -> Mapping[str, Any]:
    """The body as an object; an empty one when it is none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
