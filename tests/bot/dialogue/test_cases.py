"""Talking about a case that exists, and who may read it."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, Conversation, everything

from core.db import Database
from core.messages.inbox import InboxMessage
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from tickets import service
from tickets.kinds import Outcome, Status
from tickets.models import Case, CaseEvent, Rating
from tickets.notices import Notice


@pytest.fixture
def number(siti: Citizen) -> str:
    """A complaint Siti has filed."""
    siti.says("lapor sampah menumpuk di TPS Gayamprit")
    told = siti.says("ya")
    assert told[-1].number
    return told[-1].number


def _case(database: Database) -> Case:
    with database.read() as session:
        return session.scalars(select(Case).order_by(Case.id)).first()


def _staff(database: Database, action: str, text: str = "") -> None:
    with database.write() as session:
        case = session.scalars(select(Case).order_by(Case.id)).first()
        by = cast.koordinator(session)
        if action == "reply":
            service.reply(session, case, by=by, version=case.version, text=text, at=cast.NOON)
        elif action == "ask":
            service.ask(session, case, by=by, version=case.version, text=text, at=cast.NOON)
        else:
            service.close(session, case, by=by, version=case.version, reason="sudah dijawab", at=cast.NOON)


def test_the_answer_comes_to_the_chat_and_the_citizen_confirms(siti: Citizen, number: str, database: Database) -> None:
    _staff(database, "reply", "Sudah diangkut pagi ini.")
    (answer,) = siti.hears()
    assert "Sudah diangkut pagi ini." in answer.text
    assert number in answer.text

    siti.taps("Sudah beres")
    siti.says("5")

    case = _case(database)
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.CONFIRMED)
    with database.read() as session:
        assert session.get(Rating, case.id).score == 5


def test_thanks_after_closing_opens_nothing_and_a_figure_is_a_rating(
    siti: Citizen, number: str, database: Database
) -> None:
    _staff(database, "reply", "Sudah diangkut.")
    siti.hears()
    _staff(database, "close")
    assert "Seberapa puas" in everything(siti.hears())

    thanks = siti.says("terima kasih pak")
    assert len(thanks) == 1
    assert thanks[0].number is None
    assert "penilaian" in everything(siti.says("5"))

    again = siti.says("pak ini numpuk lagi")
    assert "membuka kembali" in everything(again)
    siti.taps("Buka kembali")
    assert _case(database).status is Status.REOPENED


def test_belum_beres_reopens(siti: Citizen, number: str, database: Database) -> None:
    _staff(database, "reply", "Sudah.")
    siti.hears()

    told = siti.says("belum beres pak")

    assert "kami buka kembali" in everything(told)
    assert _case(database).status is Status.REOPENED


def test_still_the_same_after_an_answer_reopens_at_once(siti: Citizen, number: str, database: Database) -> None:
    _staff(database, "reply", "Sudah.")
    siti.hears()

    assert "kami buka kembali" in everything(siti.says("belum, tetap gelap pak"))
    assert _case(database).status is Status.REOPENED


@pytest.mark.parametrize("said", ["sudah beres, terima kasih", "udah nyala makasih ya pak", "sip sudah selesai"])
def test_settled_with_thanks_is_a_confirmation(siti: Citizen, number: str, database: Database, said: str) -> None:
    _staff(database, "reply", "Sudah.")
    siti.hears()

    siti.says(said)

    assert (_case(database).status, _case(database).outcome) == (Status.CLOSED, Outcome.CONFIRMED)


def test_an_addition_that_names_the_number_is_kept_with_the_case(
    siti: Citizen, number: str, database: Database
) -> None:
    told = siti.says(f"tambahan untuk {number}: baunya sampai ke sekolah")

    assert "tambahkan" in everything(told)
    with database.read() as session:
        texts = session.scalars(select(CaseEvent.text).where(CaseEvent.case_id == _case(database).id)).all()
    assert any("baunya sampai ke sekolah" in (text or "") for text in texts)


def test_an_addition_to_somebody_else_s_case_says_nothing_of_it(
    siti: Citizen, tono: Citizen, number: str, database: Database
) -> None:
    told = tono.says(f"tambahan untuk {number}: baunya sampai ke sekolah")

    assert "tidak ditemukan" in everything(told)


def test_a_new_report_instead_of_reopening(siti: Citizen, number: str, database: Database) -> None:
    _staff(database, "reply", "Sudah.")
    siti.hears()
    siti.says("ini numpuk lagi")
    assert "Di mana" in everything(siti.taps("Laporan baru"))
    siti.says("TPS Gayamprit sebelah utara")
    assert siti.says("ya")[-1].number != number

    assert _case(database).status is Status.ANSWERED


def test_a_reply_to_the_officer_s_question_goes_to_the_case(siti: Citizen, number: str, database: Database) -> None:
    _staff(database, "ask", "TPS yang sebelah mana?")
    assert "TPS yang sebelah mana?" in everything(siti.hears())

    told = siti.says("yang dekat gapura pak")

    assert number in everything(told)
    assert _case(database).status is Status.RECEIVED
    with database.read() as session:
        supplied = session.scalars(select(CaseEvent).where(CaseEvent.action == "melengkapi")).one()
        assert supplied.text == "yang dekat gapura pak"


def test_quoting_our_message_adds_to_that_case(siti: Citizen, number: str, database: Database) -> None:
    with database.read() as session:
        sent = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.RECEIVED)).one()

    told = siti.says("tambahan: baunya sampai ke sekolah", reply_to=sent.ext_id)

    assert "kami tambahkan" in everything(told)
    with database.read() as session:
        assert session.scalars(select(CaseEvent).where(CaseEvent.action == "tambahan")).one()


def test_status_is_told_to_the_own_chat(siti: Citizen, number: str) -> None:
    told = everything(siti.says(f"status {number}"))

    assert "Status: Diterima" in told
    assert "Paling lambat" in told


def test_a_stranger_learns_nothing_and_the_right_code_opens_it(
    siti: Citizen, tono: Citizen, number: str, database: Database
) -> None:
    refused = everything(tono.says(f"status {number}"))
    unknown = everything(tono.says("status ADU-26-99999-" + _check("ADU2699999")))
    assert refused == unknown

    with database.read() as session:
        case = session.scalars(select(Case)).one()
        code = keyring(session).secret_code(case.id, case.code_version)
    assert "Status: Diterima" in everything(tono.says(f"status {number} {code}"))
    with database.read() as session:
        views = [
            keyring(session).open_json(view)["text"] for view in session.scalars(select(InboxMessage.view)) if view
        ]
    assert f"status {number} [kode disamarkan]" in views
    assert not [view for view in views if code in view]
    assert "Status: Diterima" in everything(tono.says(f"status {number}"))


def _check(body: str) -> str:
    from stdnum.iso7064 import mod_37_36

    return mod_37_36.calc_check_digit(body)


def test_guessing_codes_is_slowed_down(tono: Citizen, siti: Citizen, number: str) -> None:
    for guess in range(5):
        tono.says(f"status {number} ABCDE0000{guess}")

    assert "Terlalu banyak" in everything(tono.says(f"status {number} ABCDE00009"))


def test_a_mistyped_number_is_told_from_an_unknown_one(siti: Citizen, number: str) -> None:
    wrong = number[:-1] + ("A" if number[-1] != "A" else "B")

    assert "salah ketik" in everything(siti.says(f"cek {wrong}"))
    assert "tidak ditemukan" in everything(siti.says("cek status ABC123"))


def test_a_forgotten_number_lists_the_own_cases_only(siti: Citizen, tono: Citizen, number: str) -> None:
    assert number in everything(siti.says("lupa nomernya"))
    assert number not in everything(tono.says("lupa nomernya"))


def test_withdrawing(siti: Citizen, number: str, database: Database) -> None:
    assert "cabut" in everything(siti.says("cabut laporan saya"))

    assert (_case(database).status, _case(database).outcome) == (Status.ARCHIVED, Outcome.WITHDRAWN)


def test_an_angry_citizen_gets_calm_words_and_a_person(siti: Citizen, conversation: Conversation) -> None:
    told = siti.says("WOI PEMERINTAH GOBLOK LAPORAN SAYA 2 MINGGU GAK DIBALES2!!!")
    assert "maaf" in everything(told).lower()
    assert "goblok" not in everything(told).lower()

    assert "petugas" in everything(siti.says("panggilin orangnya!")).lower()


def test_a_button_of_another_chat_means_nothing(siti: Citizen, tono: Citizen, number: str, database: Database) -> None:
    _staff(database, "reply", "Sudah.")
    (answer,) = siti.hears()
    from bot.port import Kind

    told = tono.does(Kind.BUTTON, button=answer.choices[0][0])

    assert "tidak berlaku" in everything(told)
    assert _case(database).status is Status.ANSWERED
