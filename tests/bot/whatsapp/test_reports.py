"""What WhatsApp reports of a message after it took it: late, doubled, reversed, and about an older sending."""

import json
from datetime import timedelta

import httpx
import pytest
from support.time import NOON

from bot.port import Outgoing
from bot.whatsapp import reports
from bot.whatsapp.envelope import Report, opened
from bot.whatsapp.errors import late, outcome_of
from bot.whatsapp.port import WhatsAppPort
from core.db import Database
from core.messages import contacts, outbox
from core.messages.channels import Channel
from core.messages.outbox import Delivery, OutboxMessage, OutboxState, Sent, TryLater, Uncertain
from core.messages.statuses import StatusEvent
from core.settings import WhatsAppSettings

CHAT, KEY = "whatsapp:1:ID.budi", "in1.0"


def _owe(database: Database, *, taken_as: str | None = None) -> None:
    """A message that is being sent, or was taken under this id."""
    with database.write() as session:
        contacts.meet(session, channel=Channel.WHATSAPP, ext_user="ID.budi", chat_key=CHAT, name=None, at=NOON)
        outbox.enqueue(session, key=KEY, chat_key=CHAT, kind="all_right", data={}, at=NOON)
    with database.write() as session:
        message = session.query(OutboxMessage).one()
        outbox.start_sending(message)
        if taken_as:
            outbox.settle(message, Sent(taken_as, "Baik.", "id"), at=NOON)


def _sent_again(database: Database, taken_as: str) -> None:
    with database.write() as session:
        message = session.query(OutboxMessage).one()
        outbox.start_sending(message)
        session.flush()
        outbox.settle_sent(session, message.id, message.attempts, Sent(taken_as, "Baik.", "id"), at=NOON)


def _told(database: Database, wamid: str, status: Delivery, code: int | None = None) -> OutboxMessage:
    with database.write() as session:
        reports.take_in(session, Report(wamid, KEY, status, code, is_billed=False), can_knock=True, at=NOON)
    return _row(database)


def _row(database: Database) -> OutboxMessage:
    with database.read() as session:
        return session.query(OutboxMessage).one()


def test_a_late_failure_that_may_pass_is_sent_again_and_that_sending_counts_anew(database: Database) -> None:
    _owe(database, taken_as="w1")

    failed = _told(database, "w1", Delivery.FAILED, 131000)
    assert (failed.state, failed.delivery) == (OutboxState.NEW, None)
    _sent_again(database, "w2")

    assert _row(database).delivery is Delivery.SENT
    assert _told(database, "w2", Delivery.DELIVERED).delivery is Delivery.DELIVERED


def test_a_message_that_fails_late_again_and_again_is_never_taken_for_delivered(database: Database) -> None:
    _owe(database, taken_as="w1")
    for number in range(1, 4):
        failed = _told(database, f"w{number}", Delivery.FAILED, 131053)
        assert failed.state is OutboxState.NEW
        _sent_again(database, f"w{number + 1}")

    assert _row(database).state is OutboxState.SENT


@pytest.mark.parametrize("status", [Delivery.SENT, Delivery.DELIVERED, Delivery.READ])
def test_a_report_that_comes_after_the_failure_of_the_same_sending_changes_nothing(
    database: Database, status: Delivery
) -> None:
    _owe(database, taken_as="w1")
    _told(database, "w1", Delivery.FAILED, 131000)

    row = _told(database, "w1", status)

    assert (row.state, row.delivery, outbox.has_arrived(row)) == (OutboxState.NEW, None, False)


@pytest.mark.parametrize("status", [Delivery.DELIVERED, Delivery.READ])
def test_a_failure_told_of_what_its_person_already_has_is_only_written_down(
    database: Database, status: Delivery
) -> None:
    _owe(database, taken_as="w1")
    _told(database, "w1", status)

    row = _told(database, "w1", Delivery.FAILED, 131000)

    assert (row.state, row.delivery) == (OutboxState.SENT, status)
    with database.read() as session:
        assert session.query(StatusEvent).filter_by(status=Delivery.FAILED).count() == 1


def test_that_an_older_sending_failed_does_not_send_a_delivered_message_once_more(database: Database) -> None:
    _owe(database, taken_as="w1")
    _sent_again(database, "w2")

    assert _told(database, "w1", Delivery.FAILED, 131000).state is OutboxState.SENT


@pytest.mark.parametrize("code", [0, 3, 10, 33, 190, 210, 368, 130497, 131005, 131031, 131037, 131042, 131045, 133010])
def test_a_late_fault_of_the_account_is_waited_out_with_patience_and_an_alarm(
    database: Database, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    _owe(database, taken_as="w1")

    row = _told(database, "w1", Delivery.FAILED, code)

    assert (row.state, row.not_before) == (OutboxState.NEW, NOON + timedelta(minutes=1))
    assert row.error == f"{outbox.OFFICE_REFUSED}{code}"
    assert "check the token" in caplog.text


def test_the_wait_for_a_fault_of_the_account_grows_with_every_late_failure(database: Database) -> None:
    _owe(database, taken_as="w1")
    _told(database, "w1", Delivery.FAILED, 131042)
    _sent_again(database, "w2")

    assert _told(database, "w2", Delivery.FAILED, 131042).not_before == NOON + timedelta(minutes=2)


@pytest.mark.parametrize(("status", "code"), [(400, 131005), (400, 133010), (400, 33), (403, 131005), (401, None)])
def test_a_fault_of_the_account_while_sending_loses_nothing(status: int, code: int | None) -> None:
    outcome = outcome_of(status, code)

    assert isinstance(outcome, TryLater)
    assert outcome.error.startswith(outbox.OFFICE_REFUSED)


def test_a_limit_without_a_wait_is_waited_out_longer_each_time_and_one_with_a_wait_as_long_as_asked() -> None:
    assert outcome_of(400, 131048) == TryLater("400/131048", after=2.0, most=300.0)
    assert outcome_of(400, 131048, retry_after=7.0) == TryLater("400/131048", after=7.0)
    assert outcome_of(429, None) == TryLater("429", after=2.0, most=300.0)
    assert late(131048) == TryLater("131048", after=2.0, most=3600.0)


@pytest.mark.parametrize(
    ("given", "read"), [("131047", 131047), (131047, 131047), ("x", None), (True, None), ("²", None)]
)
def test_a_code_sent_as_text_is_read_as_the_number(given: object, read: int | None) -> None:
    status = {"id": "w", "status": "failed", "errors": [{"code": given}]}

    (report,) = opened(json.dumps({"entry": [{"changes": [{"value": {"statuses": [status]}}]}]})).reports

    assert report.code == read


def test_a_report_about_a_sending_without_answer_shows_that_it_arrived(database: Database) -> None:
    _owe(database)
    with database.write() as session:
        outbox.settle(session.query(OutboxMessage).one(), Uncertain("time-out"), at=NOON)

    row = _told(database, "w1", Delivery.DELIVERED)

    assert outbox.has_arrived(row)
    assert row.ext_id == "w1"


def test_that_one_piece_of_a_long_message_arrived_is_not_taken_for_the_whole(database: Database) -> None:
    _owe(database)
    with database.write() as session:
        piece = Report("w1", KEY, Delivery.DELIVERED, None, is_billed=True, is_piece=True)
        reports.take_in(session, piece, can_knock=True, at=NOON)

    row = _row(database)
    assert (outbox.has_arrived(row), row.cost) == (False, 1)


def test_every_bubble_is_billed_once_however_often_it_is_told(database: Database) -> None:
    _owe(database, taken_as="w3")
    for wamid, is_piece in (("w1", True), ("w2", True), ("w3", False)):
        for status in (Delivery.SENT, Delivery.DELIVERED, Delivery.DELIVERED, Delivery.READ):
            with database.write() as session:
                told = Report(wamid, KEY, status, None, is_billed=True, is_piece=is_piece)
                reports.take_in(session, told, can_knock=True, at=NOON)

    assert _row(database).cost == 3


def test_a_piece_of_a_long_message_that_failed_late_sends_the_message_again(database: Database) -> None:
    _owe(database, taken_as="w2")
    with database.write() as session:
        session.query(OutboxMessage).one().parts_sent = 1
        piece = Report("w1", KEY, Delivery.FAILED, 131000, is_billed=False, is_piece=True)
        reports.take_in(session, piece, can_knock=True, at=NOON)

    row = _row(database)
    assert (row.state, row.parts_sent) == (OutboxState.NEW, 0)


def test_every_piece_of_a_long_message_has_a_name_of_its_own() -> None:
    port = WhatsAppPort(WhatsAppSettings("t", ("1",), "s", "v"), httpx.AsyncClient())
    parts = port.parts(Outgoing(CHAT, "kata " * 2500, key=KEY))

    names = [part.key for part in parts]
    statuses = [{"id": "w", "status": "sent", "biz_opaque_callback_data": name} for name in names]
    read = opened(json.dumps({"entry": [{"changes": [{"value": {"statuses": statuses}}]}]})).reports

    assert [(report.key, report.is_piece) for report in read] == [(KEY, True), (KEY, True), (KEY, True), (KEY, False)]
