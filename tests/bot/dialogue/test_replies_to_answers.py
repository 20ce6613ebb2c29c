"""What citizens reply to an answer or a closing by quoting it: kind words open nothing, unsettled words always do."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, Conversation, Heard, everything
from support.officers import answered, case_of, closed, disposed, silence

import worker
from core.messages.outbox import OutboxMessage
from tickets import queries
from tickets.kinds import Attention, Outcome, Status
from tickets.models import CaseEvent, Rating
from tickets.notices import Notice


def quotes(siti: Citizen, number: str, kind: Notice, text: str, *files: str) -> list[Heard]:
    """Siti replies to the message of this kind about this case."""
    with siti.conversation.database.read() as session:
        case = queries.by_number(session, number)
        sent = select(OutboxMessage.ext_id).where(OutboxMessage.case_id == case.id, OutboxMessage.kind == kind)
        ext_id = session.scalar(sent.order_by(OutboxMessage.id.desc()).limit(1))
    if files:
        return siti.sends(*files, text=text, reply_to=ext_id)
    return siti.says(text, reply_to=ext_id)


def _score(conversation: Conversation, number: str) -> int | None:
    with conversation.database.read() as session:
        given = session.get(Rating, queries.by_number(session, number).id)
        return given.score if given else None


@pytest.mark.parametrize("said", ["👍", "puas pak", "sudah beres", "terima kasih", "Alhamdulillah", "oke pak"])
def test_kind_words_after_closing_leave_it_closed(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = closed(conversation, siti)

    told = quotes(siti, number, Notice.CLOSED, said)

    assert case_of(conversation, number).outcome is Outcome.CLOSED_BY_STAFF
    assert "buka kembali" not in everything(told)


@pytest.mark.parametrize(
    "said",
    ["belum nyala pak", "lubangnya masih ada", "petugas tidak datang", "tidak sesuai kenyataan", "bohong", "sama aja pak",
     "sudah nyala tapi yang depan masjid mati", "mati maneh pak", "still dark", "kok belum diperbaiki?"],
)  # fmt: skip
@pytest.mark.parametrize("is_closed", [False, True])
def test_words_that_say_it_is_not_settled_take_it_up_again(
    conversation: Conversation, siti: Citizen, said: str, is_closed: bool
) -> None:
    number = (closed if is_closed else answered)(conversation, siti)

    quotes(siti, number, Notice.CLOSED if is_closed else Notice.ANSWERED, said)

    assert case_of(conversation, number).status is Status.REOPENED


@pytest.mark.parametrize(
    "said", ["kapan dikerjakan?", "sudah diperbaiki belum ya", "belum sempat cek pak", "tiang nomor 12"]
)
def test_words_that_are_neither_are_asked_about(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = answered(conversation, siti)

    told = quotes(siti, number, Notice.ANSWERED, said)

    assert told[-1].labels == ["Sudah beres", "Buka kembali"]
    assert case_of(conversation, number).status is Status.ANSWERED
    siti.taps("Buka kembali")
    assert case_of(conversation, number).status is Status.REOPENED
    with conversation.database.read() as session:
        assert session.scalars(select(CaseEvent.text).where(CaseEvent.action == "buka_kembali")).one() == said


def test_a_photo_that_quotes_the_answer_comes_along_when_it_is_reopened(
    conversation: Conversation, siti: Citizen
) -> None:
    number = answered(conversation, siti)

    quotes(siti, number, Notice.ANSWERED, "", "photo")
    siti.taps("Buka kembali")

    with conversation.database.read() as session:
        assert len(queries.attachments(session, queries.by_number(session, number))) == 1


@pytest.mark.parametrize("said", ["👍", "mantap pak", "5", "kapan dikerjakan?"])
def test_who_spoke_is_not_counted_as_silent_when_thesilence(
    conversation: Conversation, siti: Citizen, said: str
) -> None:
    number = answered(conversation, siti)
    quotes(siti, number, Notice.ANSWERED, said)

    silence(conversation, number)

    case = case_of(conversation, number)
    assert (case.status, case.attention) == (Status.ANSWERED, Attention.UNSETTLED)
    with conversation.database.read() as session:
        kept = session.scalars(select(CaseEvent.text).where(CaseEvent.action == "tambahan")).all()
    assert kept == ([] if said == "5" else [said])
    worker.lapse_cases(conversation.database, conversation.clock.now)
    assert case_of(conversation, number).status is Status.ANSWERED


def test_thanks_alone_is_courtesy_and_the_term_ends_as_before(conversation: Conversation, siti: Citizen) -> None:
    number = answered(conversation, siti)
    quotes(siti, number, Notice.ANSWERED, "terima kasih pak")

    silence(conversation, number)

    assert case_of(conversation, number).outcome is Outcome.NO_REACTION


@pytest.mark.parametrize("said", ["👍", "oke pak", "siap"])
def test_a_nod_to_news_of_an_open_case_is_no_addition(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = disposed(conversation)
    siti.hears()

    quotes(siti, number, Notice.DISPOSED, said)

    with conversation.database.read() as session:
        assert not session.scalars(select(CaseEvent).where(CaseEvent.action == "tambahan")).all()


NODS = (
    "oke pak",
    "siap",
    "ok",
    "baik, terima kasih",
    "oke siap min",
    "sip",
    "baik",
    "okey",
    "makasih ya pak",
    "cukup",
    "👌",
)


@pytest.mark.parametrize("said", NODS)
def test_a_bare_courtesy_that_quotes_the_answer_confirms_nothing_and_is_asked_once(
    conversation: Conversation, siti: Citizen, said: str
) -> None:
    number = answered(conversation, siti)

    (asked,) = quotes(siti, number, Notice.ANSWERED, said)
    (again,) = quotes(siti, number, Notice.ANSWERED, said)

    assert f"Apakah masalah di laporan {number} sudah beres?" in asked.text
    assert "sudah beres?" not in again.text
    assert asked.labels == again.labels == ["Sudah beres", "Belum beres"]
    assert case_of(conversation, number).status is Status.ANSWERED
    siti.taps("Sudah beres")
    assert case_of(conversation, number).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("said", ["belum", "belum beres pak"])
def test_after_a_courtesy_a_belum_takes_the_case_up_again(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = answered(conversation, siti)
    quotes(siti, number, Notice.ANSWERED, "oke pak")

    siti.says(said)

    assert case_of(conversation, number).status is Status.REOPENED


@pytest.mark.parametrize(
    "said",
    ["sudah beres", "sudah nyala, terima kasih", "oke sudah diperbaiki makasih pak", "ya", "iya pak", "sudah", "ya betul",
     "wis beres pak", "baik sudah selesai", "alhamdulillah sampun murup"],
)  # fmt: skip
def test_words_that_say_it_is_settled_still_confirm(conversation: Conversation, siti: Citizen, said: str) -> None:
    number = answered(conversation, siti)

    quotes(siti, number, Notice.ANSWERED, said)

    assert case_of(conversation, number).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("said", ["oke pak", "siap"])
def test_who_nodded_is_neither_confirmed_nor_closed_for_silence(
    conversation: Conversation, siti: Citizen, said: str
) -> None:
    number = answered(conversation, siti)
    quotes(siti, number, Notice.ANSWERED, said)

    silence(conversation, number)

    case = case_of(conversation, number)
    assert (case.status, case.attention) == (Status.ANSWERED, Attention.UNSETTLED)


def test_an_oke_that_quotes_nothing_confirms_nothing(conversation: Conversation, siti: Citizen) -> None:
    number = answered(conversation, siti)

    siti.says("oke pak")

    assert case_of(conversation, number).status is Status.ANSWERED


def test_a_figure_that_quotes_one_case_never_rates_another(conversation: Conversation, siti: Citizen) -> None:
    first = closed(conversation, siti, text="Lampu mati di pasar")
    second = closed(conversation, siti, text="Sampah menumpuk di TPS")

    quotes(siti, first, Notice.CLOSED, "1")

    assert (_score(conversation, first), _score(conversation, second)) == (1, None)


def test_a_label_that_quotes_one_case_never_settles_another(conversation: Conversation, siti: Citizen) -> None:
    first = answered(conversation, siti, text="Lampu mati di pasar")
    second = answered(conversation, siti, text="Sampah menumpuk di TPS")

    quotes(siti, first, Notice.ANSWERED, "Sudah beres")

    assert case_of(conversation, first).outcome is Outcome.CONFIRMED
    assert case_of(conversation, second).status is Status.ANSWERED
