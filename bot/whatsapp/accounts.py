"""The office's account at WhatsApp: its numbers and how they stand, its approved templates, and where messages are posted."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from core.messages.channel_commands import Command
from core.settings import WhatsAppSettings

Headers = Callable[[str], dict[str, str]]
MOST_TEMPLATES = 200
_OK = 300
_FIELDS = "display_phone_number,verified_name,quality_rating,status"
_WHOSE = ("phone_number", "whatsapp_business_account", "application")
_BLANK = re.compile(r"\{\{\s*(\d+)\s*\}\}")


class _Refused(Exception):
    """The service said no; the text is its code, never its words, which may name the account."""


async def obey(settings: WhatsAppSettings, client: httpx.AsyncClient, headers: Headers, command: str) -> dict[str, Any]:
    """Carry out a command of the panel; a refusal or silence comes back as ``error``."""
    try:
        match command:
            case Command.TEMPLATES:
                return {"templates": await _templates(settings, client, headers)}
            case Command.WEBHOOK:
                await _subscribe(settings, client, headers)
        return await _numbers(settings, client, headers)
    except _Refused as refusal:
        return {"error": str(refusal)}
    except httpx.HTTPError as error:
        return {"error": type(error).__name__}


async def _numbers(settings: WhatsAppSettings, client: httpx.AsyncClient, headers: Headers) -> dict[str, Any]:
    """Every number of the office: the one citizens dial, its shown name, its quality as WhatsApp sees it, where it posts to."""
    found = []
    for number in settings.phone_ids:
        told = await _number(number, client, headers(number))
        found.append(
            {
                "number": str(told.get("display_phone_number", "")),
                "name": str(told.get("verified_name", "")),
                "quality": str(told.get("quality_rating", "")),
                "status": str(told.get("status", "")),
                "webhook": _posts_to(told.get("webhook_configuration")),
            }
        )
    dialled = re.sub(r"\D", "", found[0]["number"]) if found else ""
    strays = [each["webhook"] for each in found if each["webhook"] not in {"", settings.hook}]
    return {"account": dialled, "numbers": found, "is_lost": bool(strays), "webhook": next(iter(strays), "")}


async def _number(number: str, client: httpx.AsyncClient, headers: dict[str, str]) -> Mapping[str, Any]:
    """What is said of a number. A token that may not see where it posts to is told the rest."""
    try:
        return _body(await client.get(number, params={"fields": f"{_FIELDS},webhook_configuration"}, headers=headers))
    except _Refused:
        return _body(await client.get(number, params={"fields": _FIELDS}, headers=headers))


def _posts_to(configured: Any) -> str:
    """The address that counts: the number's own, else its account's, else the app's. Empty when nothing is told."""
    told = configured if isinstance(configured, dict) else {}
    return next((str(told[whose]) for whose in _WHOSE if told.get(whose)), "")


def _accounts(settings: WhatsAppSettings, headers: Headers) -> dict[str, dict[str, str]]:
    """The accounts of the office, each with the headers of a number that belongs to it."""
    own = {account: headers(number) for number, account in settings.own_accounts.items()}
    return {**own, **({settings.account_id: {}} if settings.account_id else {})}


async def _subscribe(settings: WhatsAppSettings, client: httpx.AsyncClient, headers: Headers) -> None:
    """Have these accounts' messages posted to our address, whatever the app's own page says."""
    here = {"override_callback_uri": settings.hook, "verify_token": settings.verify_token}
    for account, told in _accounts(settings, headers).items():
        _body(await client.post(f"{account}/subscribed_apps", json=here, headers=told))


async def _templates(settings: WhatsAppSettings, client: httpx.AsyncClient, headers: Headers) -> list[dict[str, Any]]:
    """The approved templates an officer can fill: plain words with numbered blanks, no picture and no address to fill."""
    found: list[dict[str, Any]] = []
    for account, told in _accounts(settings, headers).items():
        found += await _templates_of(account, client, told)
    once = {(row["name"], row["lang"]): row for row in found}
    return list(once.values())[:MOST_TEMPLATES]


async def _templates_of(account: str, client: httpx.AsyncClient, headers: dict[str, str]) -> list[dict[str, Any]]:
    address: str | None = f"{account}/message_templates"
    params: dict[str, str] | None = {"fields": "name,language,status,components", "limit": "100"}
    found: list[dict[str, Any]] = []
    while address and len(found) < MOST_TEMPLATES:
        page = _body(await client.get(address, params=params, headers=headers))
        rows = page.get("data")
        found += [read for row in rows if (read := _read(row))] if isinstance(rows, list) else []
        paging = page.get("paging")
        following = paging.get("next") if isinstance(paging, dict) else None
        address, params = (following if isinstance(following, str) else None), None
    return found[:MOST_TEMPLATES]


def _read(row: Any) -> dict[str, Any] | None:
    """One template as the panel offers it; None for one an officer cannot fill here."""
    if not isinstance(row, dict) or row.get("status") != "APPROVED" or not isinstance(row.get("components"), list):
        return None
    parts = {str(part.get("type")): part for part in row["components"] if isinstance(part, dict)}
    body = parts.get("BODY")
    if body is None or _has_more_to_fill(parts):
        return None
    words = str(body.get("text", ""))
    blanks = {int(number) for number in _BLANK.findall(words)}
    if blanks != set(range(1, len(blanks) + 1)):
        return None
    return {"name": str(row["name"]), "lang": str(row.get("language", "")), "text": words, "blanks": len(blanks)}


def _has_more_to_fill(parts: Mapping[str, Mapping[str, Any]]) -> bool:
    header, buttons = parts.get("HEADER"), parts.get("BUTTONS", {}).get("buttons", [])
    if header is not None and (header.get("format") != "TEXT" or _BLANK.search(str(header.get("text", "")))):
        return True
    return any(_BLANK.search(str(button.get("url", ""))) for button in buttons if isinstance(button, dict))


def _body(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    body = body if isinstance(body, dict) else {}
    if answer.status_code >= _OK:
        error = body.get("error")
        code = error.get("code") if isinstance(error, dict) else None
        raise _Refused(f"{answer.status_code}/{code}" if code is not None else str(answer.status_code))
    return body
