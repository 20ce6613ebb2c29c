"""Secrets that are rotated while the house runs: what was signed before goes on, and the old one ends when it is dropped."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.db import Database
from core.settings import Settings, TelegramSettings, WhatsAppSettings, from_environment
from wsgi import create_app

OLD, NEW = "kata-lama", "kata-baru"


@pytest.fixture
def before(settings: Settings) -> Settings:
    return replace(
        settings,
        secret_key=OLD,
        telegram=TelegramSettings(token="42:AA", secret=OLD, mode="webhook"),
        whatsapp=WhatsAppSettings("t", ("1",), OLD, "v"),
    )


@pytest.fixture
def during(before: Settings) -> Settings:
    """Both are written down, the new one first."""
    return replace(
        before,
        secret_key=NEW,
        old_secret_keys=(OLD,),
        telegram=replace(before.telegram, secret=NEW, old_secrets=(OLD,)),
        whatsapp=replace(before.whatsapp, app_secret=NEW, old_app_secrets=(OLD,)),
    )


@pytest.fixture
def after(during: Settings) -> Settings:
    return replace(
        during,
        old_secret_keys=(),
        telegram=replace(during.telegram, old_secrets=()),
        whatsapp=replace(during.whatsapp, old_app_secrets=()),
    )


def _telegram(client: FlaskClient, secret: str) -> int:
    update = {"update_id": 1, "message": {"chat": {"id": 5}, "text": "halo"}}
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    return client.post("/webhook/telegram", json=update, headers=headers).status_code


def _whatsapp(client: FlaskClient, secret: str) -> int:
    body = json.dumps({"object": "whatsapp_business_account", "entry": []}).encode()
    headers = {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}
    return client.post("/webhook/whatsapp", data=body, headers=headers).status_code


def _taken(chosen: Settings, database: Database) -> Mapping[str, tuple[int, int]]:
    """What each webhook says to the old secret and to the new one."""
    client = create_app(chosen, database=database).test_client()
    return {
        "telegram": (_telegram(client, OLD), _telegram(client, NEW)),
        "whatsapp": (_whatsapp(client, OLD), _whatsapp(client, NEW)),
    }


def test_while_it_is_rotated_both_are_taken_and_then_the_new_one_only(
    before: Settings, during: Settings, after: Settings, database: Database
) -> None:
    assert _taken(before, database) == {"telegram": (200, 401), "whatsapp": (200, 401)}
    assert _taken(during, database) == {"telegram": (200, 200), "whatsapp": (200, 200)}
    assert _taken(after, database) == {"telegram": (401, 200), "whatsapp": (401, 200)}


def test_a_talk_on_the_web_goes_on_through_a_rotation(
    before: Settings, during: Settings, after: Settings, database: Database
) -> None:
    bearer = create_app(replace(before, embed_origins=("https://klaten.example",)), database=database)
    given = bearer.test_client().post("/embed/session").get_json()["session"]

    def answer(chosen: Settings) -> int:
        app = create_app(replace(chosen, embed_origins=("https://klaten.example",)), database=database)
        return app.test_client().get("/embed/messages", headers={"Authorization": f"Bearer {given}"}).status_code

    assert [answer(chosen) for chosen in (before, during, after)] == [200, 200, 401]


def test_several_are_written_with_commas_and_the_first_is_used(tmp_path: Path) -> None:
    chosen = from_environment(
        {
            "PENDOPO_DATA_DIR": str(tmp_path),
            "PENDOPO_SECRET_KEY": "b, a",
            "PENDOPO_TELEGRAM_TOKEN": "42:AA",
            "PENDOPO_TELEGRAM_SECRET": "d,c",
            "PENDOPO_WHATSAPP_TOKEN": "t",
            "PENDOPO_WHATSAPP_PHONE_ID": "1",
            "PENDOPO_WHATSAPP_APP_SECRET": "f,e",
            "PENDOPO_WHATSAPP_VERIFY_TOKEN": "v",
        }
    )

    assert (chosen.secret_key, chosen.old_secret_keys) == ("b", ("a",))
    assert (chosen.telegram.secret, chosen.telegram.old_secrets) == ("d", ("c",))
    assert (chosen.whatsapp.app_secret, chosen.whatsapp.old_app_secrets) == ("f", ("e",))
