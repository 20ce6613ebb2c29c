"""What citizens write without quoting anything, while a case of theirs was answered or is open."""

import pytest
from sqlalchemy import select
from support import cast
from support.citizen import Citizen, Conversation, everything
from support.officers import answered, case_of, disposed, silence

from tickets import queries, service
from tickets.kinds import Attention, Outcome, Status
from tickets.models import CaseEvent, Rating


def _texts(conversation: Conversation, action: str) -> list[str | None]:
    with conversation.database.read() as session:
        return list(session.scalars(select(CaseEvent.text).where(CaseEvent.action == action)))


@pytest.mark.parametrize(
    "said",
    ["lampunya belum nyala", "masih gelap pak", "lampune durung murup", "lampu tetap mati", "belum", "lampunya mati lagi",
     "kok belum ada perubahan"],
)  # fmt: skip
def test_a_clear_word_about_what_was_answered_takes_it_up_again(
    conversation: Conversation, siti: Citizen, said: str
) -> None:
    number = answered(conversation, siti)

    siti.says(said)
    if "Buka kembali" in siti.last[-1].labels:
        siti.taps("Buka kembali")

    assert case_of(conversation, number).status is Status.REOPENED
    assert said in _texts(conversation, "buka_kembali")


@pytest.mark.parametrize(
    "said",
    ["lampunya sudah nyala, terima kasih banyak pak", "sudah terang lagi lampunya", "wis murup lampune pak, suwun",
     "sudah diperbaiki, mantap", "iya", "sudah", "sudah pak"],
)  # fmt: skip
def test_a_clear_word_that_it_is_settled_confirms(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = answered(conversation, siti)

    siti.says(said)

    assert case_of(conversation, number).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(
    "said",
    ["petugas tidak datang", "tidak sesuai kenyataan", "bohong, tidak ada petugas yang datang", "lubangnya masih ada",
     "cuma dijanjikan saja", "jawaban tidak memuaskan", "saya keberatan dengan jawabannya", "sampai sekarang gelap gulita"],
)  # fmt: skip
def test_unsettled_words_that_name_nothing_ask_whether_to_reopen(
    conversation: Conversation, siti: Citizen, said: str
) -> None:
    number = answered(conversation, siti)

    told = siti.says(said)

    assert number in everything(told)
    assert told[-1].labels[:2] == ["Buka kembali", "Laporan baru"]
    siti.says("ya")
    assert case_of(conversation, number).status is Status.REOPENED


@pytest.mark.parametrize(
    "said",
    ["maaf alamatnya salah, yang benar depan SD 2", "tolong segera", "ini foto terbarunya", "kapan dikerjakan?",
     "kapan lampunya diperbaiki?", "kata pak RT mau diganti minggu depan"],
)  # fmt: skip
@pytest.mark.parametrize("is_answered", [False, True])
def test_words_that_may_be_about_the_only_case_are_asked_about(
    conversation: Conversation, siti: Citizen, said: str, is_answered: bool
) -> None:
    number = answered(conversation, siti) if is_answered else disposed(conversation)
    siti.hears()

    told = siti.says(said)

    assert f"Ini untuk laporan {number}" in everything(told)
    assert set(told[-1].labels) >= {"Ya, tambahkan", "Bukan"}
    siti.taps("Ya, tambahkan")
    assert said in _texts(conversation, "buka_kembali" if is_answered else "tambahan")


@pytest.mark.parametrize("said", ["bintang 5", "5/5", "⭐⭐⭐⭐⭐", "nilai 5 pak"])
def test_stars_without_a_quotation_rate_the_answered_case(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = answered(conversation, siti)

    told = siti.says(said)

    with conversation.database.read() as session:
        assert session.get(Rating, queries.by_number(session, number).id).score == 5
    assert told[-1].labels == ["Sudah beres", "Belum beres"]


def test_no_to_the_question_answers_the_words_as_a_question(conversation: Conversation, siti: Citizen) -> None:
    number = answered(conversation, siti)
    siti.says("kata orang ada lomba desa")

    told = siti.taps("Bukan")

    assert number not in everything(told)
    assert case_of(conversation, number).status is Status.ANSWERED
    silence(conversation, number)
    assert case_of(conversation, number).outcome is Outcome.NO_REACTION


@pytest.mark.parametrize("said", ["maaf alamatnya salah, yang benar depan SD 2", "petugas tidak datang", "👍"])
def test_an_open_question_to_the_reporter_is_no_silence(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = answered(conversation, siti)
    siti.says(said)

    silence(conversation, number)

    assert (case_of(conversation, number).status, case_of(conversation, number).attention) == (
        Status.ANSWERED,
        Attention.UNSETTLED,
    )
    assert _texts(conversation, "tambahan") == [said]


@pytest.mark.parametrize(
    ("said", "answer"),
    [("berapa jumlah penduduk klaten 2022?", "2022"), ("jam buka kantor", "Jam layanan"), ("cara bikin kk", "Kartu Keluarga"),
     ("KTP saya tidak bisa dicetak", "KTP"), ("harga emas hari ini berapa", "belum punya jawaban"), ("a", "Tulis"),
     ("siapa yang mengurus lampu jalan?", "melaporkan"), ("halo", "Halo"), ("terima kasih infonya", "Sama-sama")],
)  # fmt: skip
@pytest.mark.parametrize("is_answered", [False, True])
def test_questions_are_answered_as_before(
    conversation: Conversation, siti: Citizen, said: str, answer: str, is_answered: bool
) -> None:
    number = answered(conversation, siti) if is_answered else disposed(conversation)
    siti.hears()

    told = everything(siti.says(said))

    assert answer in told
    assert number not in told


def test_of_several_cases_the_one_that_is_named_is_meant(conversation: Conversation, siti: Citizen) -> None:
    lamp = answered(conversation, siti, text="Lampu jalan mati", place="pasar")
    rubbish = answered(conversation, siti, text="Sampah menumpuk di TPS", place="TPS")

    siti.says("lampunya belum nyala")

    assert case_of(conversation, lamp).status is Status.REOPENED
    assert case_of(conversation, rubbish).status is Status.ANSWERED


def test_of_several_cases_none_of_which_is_named_the_citizen_says_which(
    conversation: Conversation, siti: Citizen
) -> None:
    numbers = [answered(conversation, siti, text=text) for text in ("Lampu jalan mati", "Sampah menumpuk di TPS")]

    told = siti.says("petugas tidak datang")

    assert set(told[-1].labels) == {*numbers, "Bukan"}
    siti.taps(numbers[1])
    assert [case_of(conversation, number).status for number in numbers] == [Status.ANSWERED, Status.REOPENED]


def test_words_for_one_of_several_open_cases_are_added_to_the_one_that_is_picked(
    conversation: Conversation, siti: Citizen
) -> None:
    numbers = [disposed(conversation, text=text) for text in ("Lampu jalan mati", "Sampah menumpuk di TPS")]
    siti.hears()

    siti.says("tolong segera ya pak")
    told = siti.taps(numbers[0])

    assert numbers[0] in everything(told)
    assert _texts(conversation, "tambahan") == ["tolong segera ya pak"]


@pytest.mark.parametrize(
    "said",
    ["sudah sampai mana laporan saya?", "laporan saya gimana kabarnya", "laporanku piye", "kabar laporan saya kemarin bagaimana",
     "laporan saya kok belum ditanggapi", "laporan saya sudah diproses belum?", "how far is my report, any update"],
)  # fmt: skip
def test_how_far_is_my_report_shows_the_own_cases(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = disposed(conversation)
    siti.hears()

    assert number in everything(siti.says(said))


def test_who_has_no_case_is_told_how_it_is_looked_up(siti: Citizen) -> None:
    assert "status" in everything(siti.says("sudah sampai mana laporan saya?"))


def test_a_photo_with_words_about_the_answer_belongs_to_the_case(conversation: Conversation, siti: Citizen) -> None:
    number = answered(conversation, siti)

    siti.sends("photo", text="masih mati pak")

    assert case_of(conversation, number).status is Status.REOPENED
    with conversation.database.read() as session:
        assert len(queries.attachments(session, queries.by_number(session, number))) == 1


def test_a_photo_without_a_word_may_be_put_with_the_own_case(conversation: Conversation, siti: Citizen) -> None:
    number = disposed(conversation)
    siti.hears()

    assert number in siti.sends("photo")[-1].labels
    assert number in everything(siti.taps(number))

    with conversation.database.read() as session:
        assert len(queries.attachments(session, queries.by_number(session, number))) == 1


def test_a_photo_and_then_a_story_is_a_new_report(conversation: Conversation, siti: Citizen) -> None:
    number = answered(conversation, siti)

    assert "foto" in everything(siti.sends("photo")).lower()
    siti.says("jalan berlubang depan SDN 2 Sumberejo, kemarin ada yang jatuh")
    told = siti.says("ya kirim")

    assert told[-1].number not in {None, number}
    with conversation.database.read() as session:
        assert len(queries.attachments(session, queries.by_number(session, told[-1].number))) == 1


def test_the_oldest_question_of_twelve_cases_needs_no_number(conversation: Conversation, siti: Citizen) -> None:
    numbers = [disposed(conversation, text=f"Lampu jalan mati di gang {place}") for place in range(12)]
    with conversation.database.write() as session:
        old = queries.by_number(session, numbers[0])
        session.get_one(type(old), old.id).status = Status.RECEIVED
    with conversation.database.write() as session:
        old = queries.by_number(session, numbers[0])
        by = cast.koordinator(session)
        service.ask(session, old, by=by, version=None, text="Gang sebelah mana?", at=conversation.clock())
    siti.hears()

    siti.says("yang dekat gapura pak")

    assert _texts(conversation, "melengkapi") == ["yang dekat gapura pak"]
