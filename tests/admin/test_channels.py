"""Kanal: a light with a word for each channel, numbers from the tables, how to connect the rest, and no secret."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from support import cast
from support.time import NOON

from core.messages import channel_commands, channel_tests, contacts, inbox, leases, outbox, pollers
from core.messages.channels import Channel
from core.messages.inbox import Arrival
from core.messages.outbox import OutboxMessage, OutsideWindow, Refused, Sent, TryLater, Unreachable
from core.privacy import keyring
from core.settings import TelegramSettings, WhatsAppSettings

PAGE = "/admin/kanal/"
TOKEN, HOOK_SECRET, GRAPH_TOKEN, APP_SECRET, VERIFY = (
    "4242:AArahasia",
    "kataHook",
    "EAArahasia",
    "rahasiaApp",
    "kataUji",
)
GREEN, YELLOW, RED = "Hijau: lancar", "Kuning: perlu dilihat", "Merah: terganggu"
POLLER = "poller:4242"
_TAG = re.compile("<[^>]+>")


@pytest.fixture
def connected() -> tuple[TelegramSettings, WhatsAppSettings]:
    """Which channels this office has; a test may say otherwise."""
    whatsapp = WhatsAppSettings(GRAPH_TOKEN, ("998877",), APP_SECRET, VERIFY, template="ada_kabar", monthly_budget=100)
    return TelegramSettings(token=TOKEN, secret=HOOK_SECRET), whatsapp


@pytest.fixture
def settings(settings, connected):
    telegram, whatsapp = connected
    return replace(settings, telegram=telegram, whatsapp=whatsapp, public_url="https://layanan.example")


@pytest.fixture
def polled(database):
    """A worker polls, and every service was heard of a day ago."""
    with database.write() as session:
        leases.take(session, POLLER, owner="here:1:1:a", token="t", at=NOON)
        for channel in (Channel.TELEGRAM, Channel.WHATSAPP):
            _somebody(session, channel, at=NOON - timedelta(days=1))


def _somebody(session, channel, *, at=NOON):
    key = f"{channel.value}:998877:62811"
    return contacts.meet(session, channel=channel, ext_user="62811", chat_key=key, name=None, at=at)


def _owe(session, channel, key="k", *, at=NOON) -> OutboxMessage:
    outbox.enqueue(session, key=key, chat_key=f"{channel.value}:998877:62811", kind="case_answered", data={}, at=at)
    row = session.query(OutboxMessage).filter_by(key=key).one()
    outbox.start_sending(row)
    return row


def _cards(page) -> dict[str, str]:
    """The words of each card, by channel."""
    parts = (part.partition("</section>")[0] for part in page.html.split('aria-labelledby="kanal-')[1:])
    return {part.partition('"')[0]: " ".join(_TAG.sub(" ", part).split()) for part in parts}


def test_everything_is_green_when_nothing_waits(enter, polled):
    cards = _cards(enter(cast.dewi).get(PAGE))

    assert {name: GREEN in words for name, words in cards.items()} == {"telegram": True, "whatsapp": True, "web": True}


def test_a_poller_that_no_worker_runs_is_red(enter, polled, clock):
    clock.move(minutes=1)

    cards = _cards(enter(cast.dewi).get(PAGE))

    assert RED in cards["telegram"]
    assert "worker tidak berjalan" in cards["telegram"]
    assert GREEN in cards["web"]


def test_a_refused_token_is_red_and_a_hiccup_yellow(enter, polled, database):
    for error, colour in (("InvalidToken", RED), ("TimedOut", YELLOW)):
        with database.write() as session:
            pollers.failed(session, POLLER, error=error, at=NOON - timedelta(seconds=20))

        telegram = _cards(enter(cast.dewi).get(PAGE))["telegram"]

        assert colour in telegram
        assert error in telegram


def test_a_failure_is_over_once_something_came(enter, polled, database):
    with database.write() as session:
        pollers.failed(session, POLLER, error="TimedOut", at=NOON - timedelta(seconds=20))
        pollers.worked(session, POLLER, at=NOON - timedelta(seconds=5))

    assert GREEN in _cards(enter(cast.dewi).get(PAGE))["telegram"]


@pytest.mark.parametrize(("minutes", "colour"), [(0, GREEN), (2, YELLOW), (6, RED)])
def test_a_message_that_waits_too_long_changes_the_light(enter, database, minutes, colour):
    with database.write() as session:
        came = NOON - timedelta(minutes=minutes)
        inbox.accept(session, [Arrival(Channel.WEB, "1", "web:budi", '{"text": "isi rahasia"}')], at=came)

    web = _cards(enter(cast.dewi).get(PAGE))["web"]

    assert colour in web
    assert "Pesan belum diproses 1 (tertua" in web


@pytest.mark.parametrize(("minutes", "colour"), [(1, GREEN), (3, YELLOW), (16, RED)])
def test_an_answer_that_does_not_leave_changes_the_light(enter, database, minutes, colour):
    with database.write() as session:
        _owe(session, Channel.WEB, at=NOON - timedelta(minutes=minutes))

    web = _cards(enter(cast.dewi).get(PAGE))["web"]

    assert colour in web
    assert "Balasan belum terkirim 1 (tertua" in web


def test_failures_of_the_last_hour_are_yellow_and_open_their_rows(enter, polled, database):
    with database.write() as session:
        outbox.settle(_owe(session, Channel.WHATSAPP, "new"), Refused("400/100"), at=NOON)
        outbox.settle(_owe(session, Channel.WHATSAPP, "try"), TryLater("500/2"), at=NOON)
        old = NOON - timedelta(hours=3)
        outbox.settle(_owe(session, Channel.WHATSAPP, "old", at=old), Refused("400/100"), at=old)
        inbox.accept_unreadable(session, Channel.WHATSAPP, "{rahasia", why="not JSON", at=NOON)

    page = enter(cast.dewi).get(PAGE)

    whatsapp = _cards(page)["whatsapp"]
    assert YELLOW in whatsapp
    assert "Gagal, 1 jam terakhir 3" in whatsapp
    assert "Bermasalah, 24 jam terakhir 3" in whatsapp
    assert page.links.count("/admin/pesan-bermasalah/") == 2


@pytest.fixture
def unpaid(database):
    """WhatsApp refuses the office, which has not paid."""
    with database.write() as session:
        refused = TryLater(f"{outbox.OFFICE_REFUSED}400/131042", after=60, most=3600)
        outbox.settle(_owe(session, Channel.WHATSAPP), refused, at=NOON)


def test_a_fault_of_the_account_is_red_with_its_reason_and_can_be_tried_at_once(enter, polled, unpaid, session):
    browser = enter(cast.teknis)
    page = browser.get(PAGE)

    assert RED in _cards(page)["whatsapp"]
    assert "Pembayaran akun WhatsApp bermasalah" in _cards(page)["whatsapp"]
    browser.submit(page.form(f"{PAGE}whatsapp/kirim"))

    assert session.query(OutboxMessage).one().not_before == NOON


@pytest.mark.parametrize("who", [cast.teknis, cast.dewi])
def test_who_can_have_the_account_mended_finds_it_among_the_notices(enter, unpaid, who):
    page = enter(who).get("/admin/pemberitahuan/")

    assert "Kanal terganggu" in page
    assert "Pembayaran akun WhatsApp bermasalah" in page
    assert "Pemberitahuan 1" in " ".join(page.text.split())


def test_an_agency_is_not_bothered_with_the_account(enter, unpaid):
    assert "Kanal terganggu" not in enter(cast.rina).get("/admin/pemberitahuan/")


def test_a_service_that_refuses_us_when_asked_is_red_before_any_citizen_waits(enter, polled, database):
    with database.write() as session:
        told = json.dumps({"error": "401/190"})
        channel_commands.done(session, Channel.WHATSAPP, channel_commands.Command.CHECK, told, at=NOON)

    whatsapp = _cards(enter(cast.dewi).get(PAGE))["whatsapp"]

    assert RED in whatsapp
    assert "Token tidak berlaku lagi" in whatsapp
    assert "Diperiksa" in whatsapp


def test_a_number_whose_messages_go_elsewhere_is_red_and_the_address_is_named(enter, polled, database):
    with database.write() as session:
        told = json.dumps({"account": "62", "numbers": [], "is_lost": True, "webhook": "https://lama.example/hook"})
        channel_commands.done(session, Channel.WHATSAPP, channel_commands.Command.CHECK, told, at=NOON)

    whatsapp = _cards(enter(cast.dewi).get(PAGE))["whatsapp"]

    assert RED in whatsapp
    assert "WhatsApp mengirim pesan warga ke https://lama.example/hook" in whatsapp


def _billed(database, cost):
    with database.write() as session:
        row = _owe(session, Channel.WHATSAPP, "billed")
        outbox.settle(row, Sent("w", "Baik.", "id"), at=NOON)
        row.cost = cost


@pytest.mark.parametrize(("cost", "words"), [(1070, GREEN), (1080, YELLOW), (1100, "Anggaran habis")])
def test_a_budget_warns_at_four_fifths(enter, polled, database, cost, words):
    _billed(database, cost)

    whatsapp = _cards(enter(cast.dewi).get(PAGE))["whatsapp"]

    assert words in whatsapp
    assert f"{cost - 1000} dari anggaran 100" in whatsapp
    assert "1.000 gratis sudah terpakai" in whatsapp


def test_a_citizen_who_left_is_counted_and_is_no_fault_of_the_channel(enter, polled, database):
    with database.write() as session:
        outbox.settle(_owe(session, Channel.WHATSAPP, "a"), Unreachable("400/131026"), at=NOON)
        outbox.settle(_owe(session, Channel.TELEGRAM, "b"), Unreachable("403"), at=NOON)

    cards = _cards(enter(cast.dewi).get(PAGE))

    for name in ("whatsapp", "telegram"):
        assert GREEN in cards[name]
        assert "Gagal, 1 jam terakhir 1" in cards[name]


def test_the_whatsapp_card_counts_what_is_held_and_what_is_billed_this_month(enter, polled, database):
    with database.write() as session:
        outbox.settle(_owe(session, Channel.WHATSAPP, "held"), OutsideWindow("outside the window"), at=NOON)
        for key, at in (("now", NOON), ("free", NOON), ("last month", NOON - timedelta(days=11))):
            row = _owe(session, Channel.WHATSAPP, key, at=at)
            outbox.settle(row, Sent(key, "Jawaban", "id"), at=at)
            row.cost = 0 if key == "free" else 1

    page = enter(cast.dewi).get(PAGE)

    whatsapp = _cards(page)["whatsapp"]
    for words in (
        "Menunggu warga menulis 1",
        "Pesan berbayar bulan ini 0",
        "1 balasan (masih gratis 999)",
        "Balasan terakhir terkirim 10.00",
    ):
        assert words in whatsapp
    assert "https://layanan.example/webhook/whatsapp" in page.html.replace("<wbr>", "")
    assert "Bidang webhook messages" in whatsapp
    assert "Templat pemberitahuan Terpasang" in whatsapp
    assert GREEN in whatsapp


def test_no_secret_and_no_number_of_a_citizen_is_on_the_page(enter, polled):
    page = enter(cast.teknis).get(PAGE)

    for secret in (TOKEN, "AArahasia", HOOK_SECRET, GRAPH_TOKEN, APP_SECRET, VERIFY, "998877", "62811", "4242"):
        assert secret not in page.html


class TestByWebhook:
    """Telegram posts to us."""

    @pytest.fixture
    def connected(self):
        return TelegramSettings(token=TOKEN, secret=HOOK_SECRET, mode="webhook"), WhatsAppSettings()

    def test_its_address_is_shown_and_its_silence_is_not_taken_for_health(self, enter):
        page = enter(cast.dewi).get(PAGE)

        telegram = _cards(page)["telegram"]
        assert "https://layanan.example/webhook/telegram" in page.html.replace("<wbr>", "")
        assert YELLOW in telegram
        assert "Belum pernah menerima pesan" in telegram
        assert "menjemput" not in telegram

    def test_once_heard_of_it_is_green(self, enter, polled):
        assert GREEN in _cards(enter(cast.dewi).get(PAGE))["telegram"]


class TestBrandNew:
    """An office with nothing but its web chat."""

    @pytest.fixture
    def connected(self):
        return TelegramSettings(), WhatsAppSettings()

    def test_the_web_chat_is_ready_and_the_others_say_how_they_are_connected(self, enter):
        page = enter(cast.teknis).get(PAGE)

        assert list(_cards(page)) == ["web"]
        assert GREEN in _cards(page)["web"]
        assert "Pesan terakhir masuk Belum ada" in _cards(page)["web"]
        for words in ("PENDOPO_TELEGRAM_TOKEN", "PENDOPO_WHATSAPP_APP_SECRET", "docs/operations.md", "@BotFather"):
            assert words in page


def test_the_menu_leads_there_beside_the_dead_letters(enter):
    links = enter(cast.dewi).get("/admin/").links

    assert links.index("/admin/pesan-bermasalah/") == links.index(PAGE) + 1


def test_who_may_not_see_dead_letters_does_not_see_the_channels(enter):
    for who in (cast.verifikator, cast.rina, cast.ppid, cast.inspektur):
        browser = enter(who)
        browser.get(PAGE, 404)
        assert PAGE not in browser.get("/admin/").links


def _answered(database, channel, command, facts, at=NOON):
    """The worker carried the command out, and the service told this."""
    with database.write() as session:
        channel_commands.done(session, channel, command, json.dumps(facts), at=at)


def test_a_connection_can_be_tried_and_says_who_the_office_is_there(enter, polled, database):
    dewi = enter(cast.dewi)
    dewi.post(f"{PAGE}telegram/sambungan", {})
    assert "Sedang ditanyakan" in _cards(dewi.get(PAGE))["telegram"]
    with database.read() as session:
        (row,) = session.query(OutboxMessage).filter_by(chat_key="telegram:*")
        assert keyring(session).open_json(row.data) == {"command": "check"}

    _answered(database, Channel.TELEGRAM, "check", {"account": "klaten_bot", "webhook": "", "pending": 0})

    assert "@klaten_bot" in _cards(dewi.get(PAGE))["telegram"]


def test_a_service_that_refuses_says_what_to_look_at(enter, polled, database):
    _answered(database, Channel.WHATSAPP, "check", {"error": "401/190"})
    _answered(database, Channel.TELEGRAM, "check", {"error": "TimedOut"})

    cards = _cards(enter(cast.dewi).get(PAGE))

    assert "Token tidak berlaku lagi" in cards["whatsapp"]
    assert "hubungi operator" in cards["telegram"]


def test_a_test_message_is_seen_to_come_and_to_be_answered(enter, polled, database, clock):
    dewi = enter(cast.dewi)
    dewi.post(f"{PAGE}whatsapp/pesan", {})
    card = _cards(dewi.get(PAGE))["whatsapp"]
    code = re.search(r"tes (\d{4})", card)[1]
    assert "Menunggu pesannya" in card

    with database.write() as session:
        assert not channel_tests.heard(session, Channel.WHATSAPP, "0000", reply_key="k", at=NOON)
        assert not channel_tests.heard(session, Channel.TELEGRAM, code, reply_key="k", at=NOON)
        assert channel_tests.heard(session, Channel.WHATSAPP, code, reply_key="k", at=NOON)
        outbox.settle(_owe(session, Channel.WHATSAPP), Sent("1", "Baik.", "id"), at=NOON)

    card = _cards(dewi.get(PAGE))["whatsapp"]
    assert "Diterima" in card
    assert "Dibalas" in card
    clock.move(minutes=11)
    assert "Dibalas" not in _cards(dewi.get(PAGE))["whatsapp"]


@pytest.mark.parametrize("what", ["webhook", "templat", "apa"])
def test_only_what_a_channel_can_do_is_asked_of_it(enter, polled, session, what):
    enter(cast.dewi).post(f"{PAGE}telegram/{what}", status=404)

    assert session.query(OutboxMessage).count() == 0


def test_who_may_not_see_the_channels_asks_nothing_of_them(enter, polled, session):
    enter(cast.verifikator).post(f"{PAGE}telegram/sambungan", status=404)

    assert session.query(OutboxMessage).count() == 0
