"""Kanal: one card for each channel that is connected, with a light and its numbers, and how to connect the others."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask_admin import expose

from admin.base import DeskView
from admin.context import db, now, office, panel, today
from admin.showing import Chip, Tone
from core.messages import channel_health
from core.messages.channel_health import Health, Light, Polling, Trouble
from core.messages.channels import Channel
from core.settings import Settings
from core.staff import Permission
from texts import channels as said

_TONES = {Light.GREEN: Tone.GOOD, Light.YELLOW: Tone.WARN, Light.RED: Tone.BAD}
_OFFERED = (Channel.TELEGRAM, Channel.WEB, Channel.WHATSAPP)


@dataclass(frozen=True, slots=True)
class Card:
    """One channel that is connected. ``webhook`` is where its service posts to; no secret is here."""

    channel: Channel
    how: str
    light: Chip
    troubles: list[Trouble]
    health: Health
    polling: Polling | None
    webhook: str | None


class Channels(DeskView):
    """Whether citizens get through, on every way they have."""

    permission = Permission.SEE_DEAD_LETTERS

    def __init__(self) -> None:
        super().__init__(name="Kanal", category="Pengawasan", endpoint="kanal", url="/admin/kanal")

    @expose("/")
    def index(self):
        settings = panel().settings
        connected = [channel for channel in _OFFERED if _is_connected(channel, settings)]
        healths = channel_health.of_channels(db.session, connected, at=now(), month_began=_month_began())
        return self.render(
            "panel/channels.html",
            cards=[_card(channel, healths[channel], settings) for channel in connected],
            missing=[channel for channel in _OFFERED if channel not in connected],
            words=said,
            has_template=bool(settings.whatsapp.template),
            is_public=settings.public_url.startswith("https://"),
        )


def _card(channel: Channel, health: Health, settings: Settings) -> Card:
    polling = _polling(channel, settings)
    webhook = None if polling or channel is Channel.WEB else f"{settings.public_url}/webhook/{channel.value}"
    found = channel_health.troubles(health, polling, at=now(), is_pushed=webhook is not None)
    light = channel_health.light(found)
    how = said.POLLING if polling else said.WEBHOOK if webhook else said.PAGE
    return Card(channel, how, Chip(said.LIGHT[light], _TONES[light]), found, health, polling, webhook)


def _is_connected(channel: Channel, settings: Settings) -> bool:
    known = {Channel.TELEGRAM: settings.telegram.enabled, Channel.WHATSAPP: settings.whatsapp.enabled}
    return known.get(channel, True)


def _polling(channel: Channel, settings: Settings) -> Polling | None:
    if channel is not Channel.TELEGRAM or settings.telegram.mode != "polling":
        return None
    return channel_health.polling(db.session, f"poller:{settings.telegram.bot_id}", at=now())


def _month_began() -> datetime:
    """When the office's month began, in UTC."""
    return datetime.combine(today().replace(day=1), time(), tzinfo=office().zone).astimezone(UTC)
