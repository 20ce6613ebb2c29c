"""Kanal: one card for each channel that is connected, with a light and its numbers, and how to connect the others."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask import abort, redirect, url_for
from flask_admin import expose

from admin.base import DeskView
from admin.context import db, me, now, office, panel, today
from admin.showing import Chip, Tone
from core import audit
from core.messages import channel_alarms, channel_commands, channel_health, channel_tests, costs, given_up
from core.messages.channel_alarms import Alarm
from core.messages.channel_commands import Command, Told
from core.messages.channel_health import Health, Light, Polling, Trouble
from core.messages.channel_tests import ChannelTest
from core.messages.channels import Channel
from core.messages.costs import MonthCost
from core.settings import Settings
from core.staff import Permission
from texts import channels as said

_TONES = {Light.GREEN: Tone.GOOD, Light.YELLOW: Tone.WARN, Light.RED: Tone.BAD}
_OFFERED = (Channel.TELEGRAM, Channel.WEB, Channel.WHATSAPP)
_COMMANDS = {"sambungan": Command.CHECK, "webhook": Command.WEBHOOK, "templat": Command.TEMPLATES}


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
    answer: Told | None
    templates: Told | None
    is_asked: bool
    test: ChannelTest | None
    can_register: bool
    costs: MonthCost | None = None


class Channels(DeskView):
    """Whether citizens get through, on every way they have."""

    permission = Permission.SEE_DEAD_LETTERS

    def __init__(self) -> None:
        super().__init__(name="Kanal", category="Pengawasan", endpoint="kanal", url="/admin/kanal")

    @expose("/")
    def index(self):
        settings = panel().settings
        connected = [channel for channel in _OFFERED if _is_connected(channel, settings)]
        healths = channel_health.of_channels(db.session, connected, at=now())
        alarms = channel_alarms.all_of(db.session, at=now())
        cards = [_card(channel, healths[channel], alarms, settings) for channel in connected]
        return self.render(
            "panel/channels.html",
            cards=cards,
            missing=[channel for channel in _OFFERED if channel not in connected],
            words=said,
            has_template=bool(settings.whatsapp.template),
            can_read_templates=bool(settings.whatsapp.account_id or settings.whatsapp.own_accounts),
            is_public=settings.public_url.startswith("https://"),
            is_waiting=any(_is_waiting(card) for card in cards),
        )

    @expose(
        f"/<any({', '.join(_OFFERED)}):channel>/<any(sambungan,webhook,templat,pesan,kirim):what>", methods=("POST",)
    )
    def ask(self, channel: str, what: str):
        """Ask something of a channel, begin a test message, or try again at once what it refused the office."""
        asked = Channel(channel)
        if not _is_connected(asked, panel().settings) or not _can(asked, what, panel().settings):
            abort(404)
        with panel().database.write() as session:
            if what == "pesan":
                channel_tests.begin(session, asked, at=now())
            elif what == "kirim":
                given_up.hurry(session, asked, at=now())
            else:
                channel_commands.give(session, asked, _COMMANDS[what], at=now())
            audit.record(session, by=me(session), action="channel_asked", subject=f"channel:{channel}:{what}", at=now())
        return redirect(url_for(".index") + f"#kanal-{channel}")


def _can(channel: Channel, what: str, settings: Settings) -> bool:
    """Is there such a thing to ask of this channel?"""
    if what in {"pesan", "kirim"}:
        return True
    if what == "templat":
        return channel is Channel.WHATSAPP and bool(settings.whatsapp.account_id)
    return channel is not Channel.WEB and (what == "sambungan" or _can_register(channel, settings))


def _can_register(channel: Channel, settings: Settings) -> bool:
    pushed = {
        Channel.TELEGRAM: settings.telegram.mode == "webhook",
        Channel.WHATSAPP: bool(settings.whatsapp.account_id),
    }
    return pushed.get(channel, False)


def _card(channel: Channel, health: Health, alarms: list[Alarm], settings: Settings) -> Card:
    polling = _polling(channel, settings)
    webhook = None if polling or channel is Channel.WEB else f"{settings.public_url}/webhook/{channel.value}"
    found = channel_health.troubles(health, polling, at=now(), is_pushed=webhook is not None)
    found += [alarm.trouble for alarm in alarms if alarm.channel is channel]
    spent = _costs(settings) if channel is Channel.WHATSAPP else None
    if spent is not None and spent.share >= costs.WARN_AT:
        found.append(Trouble.NEAR_BUDGET)
    found = channel_health.by_gravity(found)
    light = channel_health.light(found)
    how = said.POLLING if polling else said.WEBHOOK if webhook else said.PAGE
    return Card(
        channel,
        how,
        Chip(said.LIGHT[light], _TONES[light]),
        found,
        health,
        polling,
        webhook,
        answer=channel_commands.told(db.session, channel, Command.CHECK),
        templates=channel_commands.told(db.session, channel, Command.TEMPLATES),
        is_asked=channel_commands.is_pending(db.session, channel, at=now()),
        test=channel_tests.of_channel(db.session, channel, at=now()),
        can_register=_can_register(channel, settings),
        costs=spent,
    )


def _costs(settings: Settings) -> MonthCost:
    chosen = settings.whatsapp
    return costs.of_month(db.session, chosen.phone_ids, month_began=_month_began(), budget=chosen.monthly_budget)


def _is_waiting(card: Card) -> bool:
    """Will this card tell more in a moment?"""
    return card.is_asked or (card.test is not None and card.test.answered_at is None)


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
