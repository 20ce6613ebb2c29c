"""Handing over to another body's service: one complaint there whatever happens on the way, and a person where it stops."""

import threading
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import select
from support import cast
from support.databases import Slate
from support.other_body import TOKEN, OtherBody
from support.time import MovableClock

from bot.other_bodies import Courier, HttpBody
from core.db import Database
from core.messages.outbox import OutboxMessage
from core.settings import TransferTarget
from tickets import handing_over, queries, transfers
from tickets.handing_over import MOST_LOOKS, MOST_SENDINGS, SURE_AFTER
from tickets.kinds import Attention, Status, TransferState, Visibility
from tickets.models import Case, CaseEvent, Transfer
from tickets.notices import Notice


@pytest.fixture
def there() -> Iterator[OtherBody]:
    with OtherBody() as running:
        yield running


@pytest.fixture
def courier(database: Database, clock: MovableClock, there: OtherBody) -> Courier:
    return _courier(database, clock, there)


def _courier(database: Database, clock: MovableClock, there: OtherBody, seconds: float = 5.0) -> Courier:
    target = TransferTarget("SP4N-LAPOR!", there.url, TOKEN)
    return Courier(database, {"sp4n": HttpBody(target, httpx.Timeout(seconds))}, clock=clock)


def _handed_over(database: Database, clock: MovableClock, **report: object) -> str:
    with database.write() as session:
        case = cast.a_complaint(session, at=clock(), **report)
        _transfer(session, case, at=clock())
        return case.number


def _transfer(session, case, *, at) -> None:
    transfers.transfer(
        session,
        case,
        by=cast.koordinator(session),
        version=case.version,
        target="SP4N-LAPOR!",
        reason="Urusan provinsi",
        at=at,
        target_code="sp4n",
    )


def _stands(database: Database, number: str) -> tuple[Case, Transfer]:
    with database.read() as session:
        case = queries.by_number(session, number)
        return case, transfers.of_case(session, case)


def _until_it_rests(courier: Courier, clock: MovableClock, hours: int = 20) -> None:
    """Time passes until nothing is due any more."""
    for _ in range(hours * 4):
        courier.run()
        clock.move(minutes=15)


def test_what_is_taken_gets_its_number_and_the_reporter_hears_it_once(database, clock, there, courier):
    number = _handed_over(database, clock)

    _until_it_rests(courier, clock, hours=1)

    case, sent = _stands(database, number)
    assert (sent.state, sent.external_id, case.status) == (TransferState.CONFIRMED, "LP-1", Status.TRANSFERRED)
    assert (there.posts, len(there.complaints), there.looks) == (1, 1, 0)
    with database.read() as session:
        told = list(session.scalars(select(OutboxMessage.kind).where(OutboxMessage.kind == Notice.TRANSFERRED)))
        assert len(told) == 2


@pytest.mark.parametrize("fault", ["lost", "time-out", "killed"])
def test_a_lost_answer_is_uncertain_until_it_is_matched_by_our_number(database, clock, there, fault):
    number = _handed_over(database, clock)
    there.faults, there.hold = ["lost"], 0.6 if fault == "time-out" else 0.0
    courier = _courier(database, clock, there, seconds=0.3 if fault == "time-out" else 5.0)
    if fault == "killed":
        _dies_after_sending(database, clock, there, number)
    else:
        courier.run()
        assert _stands(database, number)[1].state is TransferState.UNCERTAIN

    courier.run()
    clock.move(minutes=2)
    courier.run()

    assert _stands(database, number)[1].state is TransferState.CONFIRMED
    assert (there.posts, len(there.complaints), there.looks) == (1, 1, 1)


def _dies_after_sending(database: Database, clock: MovableClock, there: OtherBody, number: str) -> None:
    with database.write() as session:
        errand = handing_over.claim(session, _stands(database, number)[1].id, at=clock())
    HttpBody(TransferTarget("SP4N-LAPOR!", there.url, TOKEN)).send(errand)
    assert _stands(database, number)[1].state is TransferState.SENT


def test_what_never_arrived_is_sent_again_only_when_the_other_side_is_sure(database, clock, there, courier):
    number = _handed_over(database, clock)
    there.faults = ["503"]

    _until_it_rests(courier, clock, hours=2)

    assert _stands(database, number)[1].state is TransferState.CONFIRMED
    assert (there.posts, there.looks, len(there.complaints)) == (2, SURE_AFTER, 1)


def test_a_refusal_of_our_way_of_asking_goes_to_a_person_and_not_on_for_ever(database, clock, there, courier):
    number = _handed_over(database, clock)
    there.faults = ["400"]

    _until_it_rests(courier, clock, hours=2)

    case, sent = _stands(database, number)
    assert (there.posts, sent.state, sent.error) == (1, TransferState.QUEUED, "400")
    assert case.attention is Attention.TRANSFER_STUCK
    with database.write() as session:
        mine = queries.by_number(session, number)
        transfers.try_again(session, mine, by=cast.koordinator(session), version=mine.version, at=clock())
    _until_it_rests(courier, clock, hours=1)
    case, sent = _stands(database, number)
    assert (sent.state, case.attention, len(there.complaints)) == (TransferState.CONFIRMED, None, 1)


def test_a_service_that_is_away_is_tried_with_patience_and_then_given_to_a_person(database, clock):
    with OtherBody() as there:
        courier = _courier(database, clock, there)
    number = _handed_over(database, clock)

    _until_it_rests(courier, clock, hours=24)

    case, sent = _stands(database, number)
    assert (sent.state, sent.sendings, sent.not_before) == (TransferState.QUEUED, MOST_SENDINGS, None)
    assert case.attention is Attention.TRANSFER_STUCK


def test_questions_end_too_when_nobody_answers_them(database, clock, there, courier):
    number = _handed_over(database, clock)
    there.faults, there.look_faults = ["lost"], ["503"] * 50

    _until_it_rests(courier, clock, hours=24)

    sent = _stands(database, number)[1]
    assert (sent.state, there.looks, there.posts, len(there.complaints)) == (TransferState.UNCERTAIN, MOST_LOOKS, 1, 1)


def test_what_is_declined_there_is_ours_again_with_the_reason(database, clock, there, courier):
    number = _handed_over(database, clock)
    there.faults = ["reject"]

    courier.run()

    case, sent = _stands(database, number)
    assert (case.status, sent.state) == (Status.VERIFIED, TransferState.REJECTED)
    with database.read() as session:
        back = session.scalar(select(CaseEvent).where(CaseEvent.action == "alih_ditolak"))
        assert (back.party, back.reason) == ("sistem", "Bukan kewenangan kami")


def test_a_case_that_was_taken_back_and_handed_over_again_is_asked_for_first(database, clock, there, courier):
    number = _handed_over(database, clock)
    there.faults = ["lost"]
    courier.run()
    with database.write() as session:
        case = queries.by_number(session, number)
        by = cast.koordinator(session)
        transfers.rejected(session, case, by=by, version=case.version, reason="Ditarik", at=clock())
        _transfer(session, case, at=clock())

    _until_it_rests(courier, clock, hours=1)

    assert _stands(database, number)[1].state is TransferState.CONFIRMED
    assert (there.posts, len(there.complaints)) == (1, 1)


def test_an_answer_that_comes_after_a_person_took_it_back_is_kept_and_shown_to_a_person(database, clock, there):
    number = _handed_over(database, clock)
    with database.write() as session:
        errand = handing_over.claim(session, _stands(database, number)[1].id, at=clock())
    with database.write() as session:
        case = queries.by_number(session, number)
        by = cast.koordinator(session)
        transfers.rejected(session, case, by=by, version=case.version, reason="Ditarik", at=clock())

    with database.write() as session:
        handing_over.settle(session, errand, handing_over.Taken("LP-9"), at=clock())

    case, sent = _stands(database, number)
    assert (case.status, sent.state, sent.external_id) == (Status.VERIFIED, TransferState.REJECTED, "LP-9")
    assert case.attention is Attention.TRANSFER_STUCK


def test_three_workers_hand_over_each_case_once(database, clock, there):
    numbers = [_handed_over(database, clock) for _ in range(4)]
    couriers = [_courier(database, clock, there) for _ in range(3)]

    for _ in range(3):
        workers = [threading.Thread(target=courier.run) for courier in couriers]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    assert sorted(each["number"] for each in there.complaints) == sorted(numbers)
    assert {_stands(database, number)[1].state for number in numbers} == {TransferState.CONFIRMED}


def test_schedules_of_faults_never_make_a_second_complaint_there(database, clock, there, courier):
    """Seeded: taken and lost, busy, failed, questions that fail, and a person who tries again."""
    import random

    slate = Slate(database)
    for seed in range(12):
        chance = random.Random(seed)
        there.complaints.clear()
        there.faults = chance.choices(["lost", "503", "429", "400", ""], k=4)
        there.look_faults = chance.choices(["503", "429", ""], k=4)
        number = _handed_over(database, clock)
        for _ in range(4):
            _until_it_rests(courier, clock, hours=8)
            sent = _stands(database, number)[1]
            if transfers.is_stuck(sent):
                with database.write() as session:
                    mine = queries.by_number(session, number)
                    transfers.try_again(session, mine, by=cast.koordinator(session), version=mine.version, at=clock())
        assert sent.state is TransferState.CONFIRMED, f"seed {seed}: {sent.state}"
        assert [each["number"] for each in there.complaints] == [number], f"seed {seed}"
        slate.wipe()


def test_an_anonymous_reporter_is_handed_over_without_a_name(database, clock, there, courier):
    _handed_over(database, clock, text="Saya Siti Contoh, 081234567890", visibility=Visibility.ANONIM_RAHASIA)
    _handed_over(database, clock, text="Jalan rusak")

    courier.run()

    hidden, open_one = there.complaints
    assert "Siti" not in str(hidden)
    assert "0812" not in str(hidden)
    assert (hidden["is_anonymous"], hidden["is_secret"], hidden["reporter"]) == (True, True, None)
    assert open_one["reporter"] == "Siti Contoh"
