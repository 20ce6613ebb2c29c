"""What a scanned code or a tapped address says before a citizen wrote a word."""

import json

import pytest
from sqlalchemy import select
from support.citizen import Citizen, Conversation

from core.clock import utc_now
from core.db import Database
from core.messages import channel_commands, service_points
from core.messages.channel_commands import Command
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.outbox import OutboxMessage
from tickets.models import Case, Follower


def _everything(told) -> str:
    return "\n".join(heard.text for heard in told)


@pytest.fixture
def puskesmas(database: Database) -> int:
    with database.write() as session:
        return service_points.add(session, name="Puskesmas Contoh", place="Jl. Contoh 1", at=utc_now()).id


@pytest.mark.parametrize("scanned", ["/start lok_{id}", "/start@pendopo_bot lok_{id}", "Saya di Puskesmas (lok_{id})"])
def test_who_scans_a_code_is_asked_what_happened_there_and_the_place_is_known(
    siti: Citizen, database: Database, puskesmas: int, scanned: str
) -> None:
    assert "Anda sedang di Puskesmas Contoh" in _everything(siti.says(scanned.format(id=puskesmas)))

    siti.says("antrean obat tiga jam dan loket tidak ada petugasnya")
    siti.taps("Kirim laporan")

    with database.read() as session:
        case = session.scalars(select(Case)).one()
        assert case.complaint is not None
        assert case.complaint.place == "Puskesmas Contoh, Jl. Contoh 1"


def test_a_question_at_a_service_point_is_answered(siti: Citizen, puskesmas: int) -> None:
    siti.says(f"/start lok_{puskesmas}")

    assert "10 hari kerja" in _everything(siti.says("berapa lama jawaban permohonan informasi publik?"))


def test_a_draft_that_waits_gets_the_place_and_loses_nothing(siti: Citizen, puskesmas: int) -> None:
    siti.says("lapor")
    siti.says("petugas loket marah-marah")

    told = _everything(siti.says(f"/start lok_{puskesmas}"))

    assert "petugas loket marah-marah" in told
    assert "Puskesmas Contoh" in told


@pytest.mark.parametrize("payload", ["lok_999999", "lok_x", "tkt_", "iklan", "dat_"])
def test_an_address_nobody_made_is_a_start_like_any_other(siti: Citizen, payload: str) -> None:
    told = siti.says(f"/start {payload}")

    assert told
    assert "Buat pengaduan" in [label for heard in told for label in heard.labels]


def test_a_report_is_followed_from_another_chat_by_its_link(conversation: Conversation, database: Database) -> None:
    budi = conversation.citizen("budi", Channel.WEB)
    budi.says("lapor jalan berlubang di depan pasar Delanggu")
    receipt = _everything(budi.taps("Kirim laporan"))
    number, code = budi.last[-1].number, receipt.partition("Kode rahasia: ")[2].split()[0]
    siti = conversation.citizen("1001")

    assert number in _everything(siti.says(f"/start tkt_{number}_{code}"))

    with database.read() as session:
        following = select(Contact.chat_key).join(Follower, Follower.contact_id == Contact.id)
        assert set(session.scalars(following)) == {budi.chat, siti.chat}


def test_a_link_with_a_wrong_code_opens_nothing(conversation: Conversation, database: Database) -> None:
    budi = conversation.citizen("budi", Channel.WEB)
    budi.says("lapor jalan berlubang di depan pasar Delanggu")
    number = budi.taps("Kirim laporan")[-1].number

    told = _everything(conversation.citizen("6666").says(f"/start tkt_{number}_AAAAAAAAAA"))

    assert "berlubang" not in told
    with database.read() as session:
        assert len(session.scalars(select(Follower)).all()) == 1


def test_a_link_to_a_figure_asks_for_it(siti: Citizen) -> None:
    assert "penduduk" in _everything(siti.says("/start dat_jumlah-penduduk")).lower()


def test_a_receipt_on_the_web_carries_the_link_and_the_log_does_not(
    conversation: Conversation, database: Database
) -> None:
    with database.write() as session:
        answer = json.dumps({"account": "klaten_bot"})
        channel_commands.done(session, Channel.TELEGRAM, Command.CHECK, answer, at=conversation.clock())
    budi = conversation.citizen("budi", Channel.WEB)
    budi.says("lapor jalan berlubang di depan pasar Delanggu")

    receipt = budi.taps("Kirim laporan")[-1]
    code = receipt.text.partition("Kode rahasia: ")[2].split()[0]

    assert f"https://t.me/klaten_bot?start=tkt_{receipt.number}_{code}" in receipt.text
    with database.read() as session:
        assert not [row for row in session.scalars(select(OutboxMessage.rendered)) if row and code in row]
