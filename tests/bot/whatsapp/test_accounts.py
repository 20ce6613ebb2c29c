"""The office's account at WhatsApp: its numbers, the templates an officer can fill, and where messages are posted."""

import asyncio
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from flask import Flask
from support.graph_api import ACCOUNT_ID, PHONE_ID, REQUESTED, SECRET, TEMPLATE, TOKEN, VERIFY, StandInGraphApi
from support.time import NOON

from bot.channels import Part
from bot.port import Template
from bot.spool import Spool
from bot.whatsapp.envelope import key_of
from bot.whatsapp.port import WhatsAppPort, make_client
from bot.whatsapp.webhook import blueprint
from core.db import Database
from core.messages.channel_commands import Command
from core.settings import WhatsAppSettings

HOOK = "https://layanan.example/webhook/whatsapp"

APPROVED = {
    "name": REQUESTED,
    "language": "id",
    "status": "APPROVED",
    "components": [{"type": "BODY", "text": "Untuk laporan {{1}} kami perlu {{2}}."}],
}
CANNOT_BE_FILLED_HERE: list[dict[str, Any]] = [
    {**APPROVED, "name": "ditolak", "status": "REJECTED"},
    {**APPROVED, "name": "foto", "components": [{"type": "HEADER", "format": "IMAGE"}, *APPROVED["components"]]},
    {**APPROVED, "name": "bolong", "components": [{"type": "BODY", "text": "Hanya {{2}}."}]},
    {**APPROVED, "name": "kosong", "components": []},
    {**APPROVED, "name": "rusak", "components": None},
]


def _obeyed(graph: StandInGraphApi, command: Command, *, token: str = TOKEN, **others: Any) -> dict[str, Any]:
    """What the service told when this was asked of it."""
    settings = WhatsAppSettings(
        token, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE, account_id=ACCOUNT_ID, hook=HOOK, **others
    )

    async def ask() -> dict[str, Any]:
        async with make_client(settings) as client:
            return await WhatsAppPort(settings, client).obey(command)

    return asyncio.run(ask())


def test_a_number_says_how_citizens_dial_it_and_how_it_stands(graph: StandInGraphApi) -> None:
    told = _obeyed(graph, Command.CHECK)

    assert told["account"] == "628110000112"
    stands = {"name": "Uji", "quality": "GREEN", "status": "CONNECTED", "webhook": ""}
    assert told["numbers"] == [{"number": "+62 811-0000-112", **stands}]
    assert not told["is_lost"]


def test_who_posts_citizens_messages_somewhere_else_is_found_out_and_mended_by_registering(
    graph: StandInGraphApi,
) -> None:
    graph.configured = {"application": "https://lama.example/hook"}

    assert _obeyed(graph, Command.CHECK)["is_lost"]
    assert _obeyed(graph, Command.CHECK)["webhook"] == "https://lama.example/hook"
    assert not _obeyed(graph, Command.WEBHOOK)["is_lost"]
    assert _obeyed(graph, Command.CHECK)["numbers"][0]["webhook"] == HOOK


def test_the_address_of_the_number_itself_counts_before_all_others(graph: StandInGraphApi) -> None:
    graph.configured = {"phone_number": HOOK, "application": "https://lama.example/hook"}

    assert not _obeyed(graph, Command.CHECK)["is_lost"]


def test_a_token_that_may_not_see_the_webhook_is_told_the_rest(graph: StandInGraphApi) -> None:
    graph.configured = {"refused": "yes"}

    told = _obeyed(graph, Command.CHECK)

    assert (told["account"], told["is_lost"]) == ("628110000112", False)


def test_only_templates_an_officer_can_fill_are_offered_from_every_page_of_the_list(graph: StandInGraphApi) -> None:
    graph.templates = [*CANNOT_BE_FILLED_HERE, APPROVED]

    told = _obeyed(graph, Command.TEMPLATES)

    wanted = {"name": REQUESTED, "lang": "id", "text": "Untuk laporan {{1}} kami perlu {{2}}.", "blanks": 2}
    assert told == {"templates": [wanted]}


def test_the_webhook_is_registered_with_the_word_it_is_checked_by(graph: StandInGraphApi) -> None:
    assert "error" not in _obeyed(graph, Command.WEBHOOK)

    assert graph.subscribed == {"override_callback_uri": HOOK, "verify_token": VERIFY}


def test_a_refusal_and_silence_are_told_and_not_raised(graph: StandInGraphApi) -> None:
    assert _obeyed(graph, Command.CHECK, token="lama") == {"error": "401/190"}
    graph.__exit__()

    assert _obeyed(graph, Command.TEMPLATES) == {"error": "ConnectError"}


def test_a_number_of_another_account_has_a_token_of_its_own(graph: StandInGraphApi) -> None:
    told = _obeyed(graph, Command.CHECK, token="lain", tokens={PHONE_ID: TOKEN})

    assert told["account"] == "628110000112"


def test_typing_is_shown_although_it_was_asked_for_before_the_message_was_read(graph: StandInGraphApi) -> None:
    """A worker that is busy reads a message later than the third of a second after which typing is shown."""
    settings = WhatsAppSettings(TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE)
    message = {"id": "wamid.1", "from_user_id": "ID.1", "type": "text", "text": {"body": "halo"}}
    body = json.dumps({"number": PHONE_ID, "contact": {"user_id": "ID.1"}, "message": message})

    async def types() -> None:
        async with make_client(settings) as client:
            port = WhatsAppPort(settings, client)
            typing = asyncio.create_task(port.show_typing(key_of(PHONE_ID, "ID.1")))
            await asyncio.sleep(0)
            port.parse([body], at=NOON)
            await typing

    asyncio.run(types())

    assert graph.typing == ["wamid.1"]


def test_a_number_with_a_template_of_its_own_knocks_with_it(graph: StandInGraphApi) -> None:
    own = {PHONE_ID: REQUESTED}
    settings = WhatsAppSettings(TOKEN, (PHONE_ID,), SECRET, VERIFY, graph.base, TEMPLATE, own_templates=own)

    async def knocked() -> None:
        async with make_client(settings) as client:
            part = Part("", template=Template(("ADU-26-00001-X",)))
            await WhatsAppPort(settings, client).send(key_of(PHONE_ID, "62811"), part)

    asyncio.run(knocked())

    assert [told.body["template"]["name"] for told in graph.told] == [REQUESTED]


def test_what_the_app_of_a_single_number_signed_counts_as_well(database: Database, tmp_path: Path) -> None:
    settings = WhatsAppSettings(TOKEN, (PHONE_ID,), SECRET, VERIFY, own_app_secrets=("rahasia-nomor",))
    app = Flask("hook")
    app.register_blueprint(blueprint(settings, database, Spool(tmp_path, lambda *_: None), clock=lambda: NOON))
    signed = hmac.new(b"rahasia-nomor", b"{}", hashlib.sha256).hexdigest()

    answers = [
        app.test_client().post("/webhook/whatsapp", data=b"{}", headers={"X-Hub-Signature-256": f"sha256={given}"})
        for given in (signed, "0" * 64)
    ]

    assert [answer.status_code for answer in answers] == [200, 401]
