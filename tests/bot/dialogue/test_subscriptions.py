"""Langganan data: told once when a figure comes out, is corrected, taken back or moves; listed and ended with one word."""

from datetime import date

import pytest
from sqlalchemy import func, select
from support.citizen import Citizen, Conversation, everything
from support.imports import TPT, Importer
from support.time import NOON

from core.db import Database
from core.files import FileStore
from core.messages.channels import Channel
from core.messages.outbox import OutboxMessage
from core.settings import Settings
from knowledge.statistics import releases
from knowledge.statistics.asked import Subscription
from knowledge.statistics.models import Indicator

HEAD = "Kabupaten/Kota;Tahun;Nilai\n"


@pytest.fixture
def importer(database: Database, settings: Settings) -> Importer:
    return Importer(database, FileStore(settings.files_url))


def _published(importer: Importer, value: str, *, places: str = "Kab. Klaten") -> None:
    rows = "".join(f"{place};2027;{value}\n" for place in places.split(","))
    importer.publishes(importer.reads(HEAD + rows, **TPT))


def test_who_asked_in_vain_is_told_once_when_the_figure_is_out(siti: Citizen, importer: Importer) -> None:
    siti.says("tpt klaten 2027")
    promised = everything(siti.taps("Beri tahu saya"))

    _published(importer, "4,11", places="Kab. Klaten,Boyolali")
    told = siti.hears()

    assert "Tingkat pengangguran terbuka Kabupaten Klaten" in promised
    assert len(told) == 1
    for part in ("Data yang Anda tunggu", "Agustus 2027: 4,11 persen", "Sumber: BPS, Tabel uji"):
        assert part in told[0].text
    assert "Boyolali" not in told[0].text
    assert siti.hears() == []


def test_a_revision_is_told_with_what_it_was_before(siti: Citizen, importer: Importer) -> None:
    siti.says("tpt klaten")
    siti.taps("Beri tahu saya")
    _published(importer, "4,11")
    siti.hears()

    _published(importer, "4,18")

    assert "2027: 4,18 persen (diperbaiki dari 4,11)" in everything(siti.hears())


def test_a_withdrawn_figure_is_taken_back_from_whoever_was_told(
    siti: Citizen, tono: Citizen, importer: Importer
) -> None:
    siti.says("tpt klaten")
    siti.taps("Beri tahu saya")
    batch = importer.publishes(importer.reads(HEAD + "Kab. Klaten;2027;4,11\n", **TPT))
    siti.hears()
    tono.says("tpt klaten")
    tono.taps("Beri tahu saya")

    importer.takes_back(batch)

    assert "untuk Agustus 2027 yang kami kabarkan ditarik kembali" in everything(siti.hears())
    assert tono.hears() == []


def test_a_moved_release_is_told_once_with_its_reason(siti: Citizen, database: Database) -> None:
    siti.says("tpt klaten 2027")
    siti.taps("Beri tahu saya")
    siti.says("tpt boyolali 2027")
    siti.taps("Beri tahu saya")
    with database.write() as session:
        tpt = session.scalars(select(Indicator.id).where(Indicator.code == "tpt")).one()
        release = releases.plan(session, title="Sakernas 2027", indicator_id=tpt, planned=date(2027, 5, 5))
        releases.move(session, release.id, to=date(2027, 5, 20), reason="Pengolahan.", lock=1, at=NOON)

    told = siti.hears()

    assert len(told) == 1
    assert (
        "Jadwal terbit Sakernas 2027 berubah menjadi 20 Mei 2027. Semula 5 Mei 2027. Alasannya: Pengolahan."
        in told[0].text
    )


def test_subscriptions_are_listed_and_ended_one_by_one_or_all_at_once(siti: Citizen, importer: Importer) -> None:
    for place in ("klaten", "boyolali", "sragen"):
        siti.says(f"tpt {place} 2027")
        siti.taps("Beri tahu saya")
    listed = siti.says("langganan saya")
    siti.taps("Tingkat pengangguran terbuka, Kabupaten Boyolali")
    left = everything(siti.says("langganan saya"))
    siti.says("berhenti langganan")
    _published(importer, "4,11", places="Kab. Klaten,Boyolali,Sragen")

    assert everything(listed).count("•") == 3
    assert "Boyolali" not in left
    assert siti.hears() == []
    assert "belum berlangganan" in everything(siti.says("langganan saya"))


def test_beri_tahu_saya_in_words_means_the_last_question(siti: Citizen, database: Database) -> None:
    siti.says("tpt klaten 2027")

    siti.says("beri tahu saya kalau sudah terbit ya")

    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Subscription)) == 1


def test_asking_twice_makes_one_subscription_and_one_message(
    siti: Citizen, importer: Importer, database: Database
) -> None:
    for _ in range(2):
        siti.says("tpt klaten 2027")
        siti.taps("Beri tahu saya")

    _published(importer, "4,11")

    with database.read() as session:
        news = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "figure_news")
        assert session.scalar(news) == 1


def test_stop_of_somebody_without_subscriptions_still_means_nothing_more_at_all(siti: Citizen) -> None:
    told = everything(siti.says("berhenti berlangganan"))

    assert "Langganan data dihentikan" not in told


def test_old_figures_are_not_offered_as_news(siti: Citizen) -> None:
    told = siti.says("tpt klaten 2021")

    assert "Beri tahu saya" not in told[-1].labels


@pytest.fixture
def budi(conversation: Conversation) -> Citizen:
    return conversation.citizen("budi", Channel.WEB)


def test_an_english_reader_is_told_in_english(budi: Citizen, importer: Importer) -> None:
    budi.says("what is the unemployment rate in klaten in 2027?")
    budi.taps("Tell me")

    _published(importer, "4,11")

    assert "August 2027: 4.11 percent" in everything(budi.hears())
