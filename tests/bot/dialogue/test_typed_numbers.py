"""A typed number chooses an option of the last message, wherever options were offered, and is words everywhere else."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, everything

from core.db import Database
from core.messages import handovers
from core.messages.outbox import OutboxMessage
from tickets import service
from tickets.kinds import Outcome, Status
from tickets.models import Case, CaseEvent, Rating

STORY = "lapor jalan berlubang di depan pasar Cawas sejak kemarin"


@pytest.fixture
def filed(siti: Citizen) -> str:
    """The number of a complaint Siti has filed."""
    siti.says(STORY)
    number = siti.says("ya")[-1].number
    assert number
    return number


def _newest(database: Database) -> Case:
    with database.read() as session:
        return session.scalars(select(Case).order_by(Case.id.desc())).first()


def _reply(database: Database, text: str = "Sudah kami tambal.") -> None:
    with database.write() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        by = cast.koordinator(session)
        service.reply(session, case, by=by, version=case.version, text=text, at=cast.NOON)


def _ask(database: Database, text: str) -> None:
    with database.write() as session:
        case = session.scalars(select(Case).order_by(Case.id.desc())).first()
        by = cast.koordinator(session)
        service.ask(session, case, by=by, version=case.version, text=text, at=cast.NOON)


def _quoted(database: Database, kind: str) -> str:
    """The service's own id of the newest message of this kind."""
    with database.read() as session:
        found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc())
        return session.scalars(found).first().ext_id


@pytest.mark.parametrize("typed", ["1", "1.", "no 1", "(1)", "1\ufe0f\u20e3"])
def test_one_under_the_menu_begins_a_report(siti: Citizen, typed: str) -> None:
    siti.says("halo")

    (question,) = siti.says(typed)

    assert "apa yang terjadi" in question.text.casefold()


def test_one_under_an_answer_settles_the_case_and_rates_nothing(siti: Citizen, filed: str, database: Database) -> None:
    _reply(database)
    siti.hears()

    told = siti.says("1")

    case = _newest(database)
    assert (case.status, case.outcome) == (Status.CLOSED, Outcome.CONFIRMED)
    with database.read() as session:
        assert session.get(Rating, case.id) is None
    assert told[-1].labels[:5] == ["1", "2", "3", "4", "5"]


def test_two_under_an_answer_takes_the_case_up_again(siti: Citizen, filed: str, database: Database) -> None:
    _reply(database)
    siti.hears()

    siti.says("2")

    with database.read() as session:
        assert session.get(Rating, _newest(database).id) is None
    assert _newest(database).status.is_open


def test_a_figure_is_a_rating_right_after_stars_were_offered_and_only_then(
    siti: Citizen, filed: str, database: Database
) -> None:
    _reply(database)
    siti.hears()
    siti.says("1")
    assert "penilaian" in everything(siti.says("4"))

    assert "penilaian" not in everything(siti.says("5"))
    with database.read() as session:
        assert session.get(Rating, _newest(database).id).score == 4


def test_stars_that_are_typed_are_a_rating_at_any_time(siti: Citizen, filed: str, database: Database) -> None:
    _reply(database)
    siti.hears()
    siti.says("1")
    siti.says("halo")

    assert "penilaian" in everything(siti.says("⭐⭐⭐"))


def test_an_answer_that_comes_while_another_report_is_written_is_what_the_number_means(
    siti: Citizen, filed: str, database: Database
) -> None:
    siti.says("lapor lampu jalan mati di Jalan Pemuda Klaten sejak kemarin")
    _reply(database)
    siti.hears()

    siti.says("1")

    assert _newest(database).outcome is Outcome.CONFIRMED
    assert "Jalan Pemuda" in everything(siti.says("lanjut"))


def test_of_two_answered_cases_a_number_asks_which_one_is_meant(siti: Citizen, filed: str, database: Database) -> None:
    _reply(database)
    siti.says("lapor lampu jalan mati di Jalan Pemuda Klaten sejak kemarin")
    other = siti.says("ya")[-1].number
    _reply(database)
    siti.hears()

    assert set(siti.says("1")[-1].labels) == {filed, other}
    siti.says("2")

    with database.read() as session:
        ended = session.scalars(select(Case.number).where(Case.outcome == Outcome.CONFIRMED)).all()
    assert ended == [filed]


def test_a_number_that_quotes_an_answer_is_about_that_answer(siti: Citizen, filed: str, database: Database) -> None:
    _reply(database)
    siti.hears()
    siti.says("halo")

    siti.says("1", reply_to=_quoted(database, "case_answered"))

    assert _newest(database).outcome is Outcome.CONFIRMED


def test_one_under_the_review_sends_the_report_and_four_drops_it(siti: Citizen, database: Database) -> None:
    assert siti.says(STORY)[-1].labels == ["Kirim laporan", "Kirim anonim", "Ubah", "Batal"]
    assert "dibatalkan" in everything(siti.says("4"))

    siti.says(STORY)
    assert siti.says("1")[-1].number
    assert siti.says("1")[-1].number is None


def test_a_number_alone_says_no_place_and_is_asked_about_again(siti: Citizen) -> None:
    siti.says("lapor")
    siti.says("pohon tumbang menutup jalan")
    assert siti.last[-1].labels == ["Lewati", "Batal"]

    assert "Angka 2 saja belum menunjukkan lokasi" in everything(siti.says("2"))

    assert "Lokasi: RT 2 desa Sumber" in everything(siti.says("RT 2 desa Sumber"))


def test_a_number_that_chooses_nothing_is_no_part_of_the_report(siti: Citizen) -> None:
    siti.says(STORY)

    (card,) = siti.says("7")

    assert card.text.startswith("Angka 7 tidak ada di pilihan")
    assert "Isi: jalan berlubang di depan pasar Cawas sejak kemarin\nLokasi" in card.text
    assert siti.says("1")[-1].number


def test_a_number_is_what_a_formal_request_asked_for(siti: Citizen) -> None:
    siti.says("permohonan")
    siti.says("1")
    assert siti.says("1")[-1].labels[0] == "Kirim permohonan"


def test_one_under_the_review_of_a_request_sends_it(siti: Citizen) -> None:
    siti.says("permohonan")
    siti.says("salinan anggaran desa Sumber 2025")
    siti.says("Siti, Jalan Pemuda 1 Klaten")

    assert siti.says("1")[-1].number


def test_a_number_answers_what_an_officer_asked_about_the_case(siti: Citizen, filed: str, database: Database) -> None:
    siti.says("halo")
    _ask(database, "RT berapa lokasinya?")
    siti.hears()

    siti.says("2")

    with database.read() as session:
        assert "2" in session.scalars(select(CaseEvent.text)).all()


def test_a_number_written_to_an_officer_who_talks_is_theirs(siti: Citizen, database: Database) -> None:
    siti.says("petugas")
    with database.write() as session:
        handover = handovers.open_for(session, siti.chat)
        wati = cast.verifikator(session)
        handovers.say(session, handover.id, by=wati, text="RT berapa?", mark="a", at=siti.conversation.clock())
    siti.hears()

    assert "teruskan ke petugas" in everything(siti.says("1"))
    with database.read() as session:
        assert handovers.open_for(session, siti.chat).unanswered_since is not None


def test_a_photo_with_a_number_below_it_is_a_photo(siti: Citizen) -> None:
    siti.says("halo")

    siti.sends("photo", text="1")

    assert "1 berkas" in everything(siti.says("di depan pasar Cawas"))
