"""What is let go of when its time is over, and what stays because something still leads to it."""

import json
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.bot_api import PNG
from support.time import NOON

from bot import owed_files
from bot.render import render
from bot.steps import Made
from bot.web import history
from core import tries
from core.db import Database
from core.files import FileStore
from core.messages import conversations, handovers, inbox, media, outbox, statuses
from core.messages.channels import Channel
from core.messages.inbox import Arrival, InboxMessage
from core.messages.media import Media, MediaKind
from core.messages.outbox import Delivery, OutboxMessage, OutboxState
from core.messages.outfiles import FILE, OutboxFile, OutFile
from core.messages.statuses import StatusEvent
from core.privacy import keyring
from core.retention import Retention
from core.settings import Settings
from knowledge import questions
from knowledge.models import AskedOutcome, AskedQuestion
from knowledge.statistics.asked import FigureOutcome, QuestionLog
from operations.contents import contents
from operations.keeping import Keeper, named
from tickets.models import Attachment

CHAT = "web:siti"
LATER = NOON + timedelta(days=40)


class Store(FileStore):
    """The store, and how old what is in it is."""

    def keeps(self, content: bytes, *, days: float = 50) -> str:
        sha256 = self.put(content).sha256
        then = time.time() - days * 86_400
        os.utime(self.where(sha256), (then, then))
        return sha256


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.files_url)


def _walk(database: Database, store: Store, at: datetime = LATER) -> Counter[str]:
    return Keeper(store, Retention()).walk(database, at)


# charts ------------------------------------------------------------------------------------------------------------


def _a_chart(database: Database, sha256: str, *, key: str = "in1.1", state: OutboxState = OutboxState.SENT) -> int:
    """A row that was owed a chart at noon, was given it, and came to this."""
    with database.write() as session:
        outbox.enqueue(session, key=key, chat_key=CHAT, kind="figure_workbook", data=_DATA, at=NOON)
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()
        file = OutFile(sha256, "image/png", "grafik.png", 9, is_ours=True)
        owed_files.note(session, Made(row.id, file), at=NOON)
        row.state, row.sent_at = state, NOON if state is OutboxState.SENT else None
        return row.id


_DATA = {
    "measure": {"indicator": "tpt", "name": "TPT", "unit": "persen", "decimals": 2},
    "indicator": "tpt",
    "regions": ["3310"],
    "place": "Klaten",
    "url": "/data/tpt",
}


def _data(database: Database, message_id: int) -> dict[str, object]:
    with database.read() as session:
        data = keyring(session).open_json(session.get_one(OutboxMessage, message_id).data)
        assert isinstance(data, dict)
        return data


def test_a_chart_that_was_sent_goes_after_its_term(database: Database, store: Store) -> None:
    chart = store.keeps(PNG)
    row = _a_chart(database, chart)

    early = _walk(database, store, NOON + timedelta(days=29))
    gone = _walk(database, store)

    assert (early["made files"], gone["made files"]) == (0, 1)
    assert not store.has(chart)
    assert FILE not in _data(database, row)
    with database.read() as session:
        assert history.file_of(session, CHAT, row) is None
        (line,) = history.lines(session, CHAT, after=history.Cursor())["messages"]
        assert "Berkas ini sudah kami hapus" in line["text"]
        assert line["file"] is None
        assert session.scalars(select(OutboxFile)).all() == []


def test_a_dead_row_forgets_its_chart_so_that_a_retry_draws_it_again(database: Database, store: Store) -> None:
    row = _a_chart(database, store.keeps(PNG), state=OutboxState.DEAD)

    assert _walk(database, store)["made files"] == 1

    assert _data(database, row) == _DATA


@pytest.mark.parametrize("state", [OutboxState.NEW, OutboxState.SENDING, OutboxState.HELD])
def test_a_chart_that_is_still_owed_stays(database: Database, store: Store, state: OutboxState) -> None:
    chart = store.keeps(PNG)
    row = _a_chart(database, chart, state=state)

    assert _walk(database, store)["made files"] == 0

    assert store.has(chart)
    assert FILE in _data(database, row)


def test_a_chart_that_was_held_for_long_stays_for_its_term_after_it_was_sent(database: Database, store: Store) -> None:
    row = _a_chart(database, store.keeps(PNG))
    with database.write() as session:
        session.get_one(OutboxMessage, row).sent_at = NOON + timedelta(days=20)

    assert _walk(database, store)["made files"] == 0

    assert _walk(database, store, NOON + timedelta(days=51))["made files"] == 1


def test_the_same_chart_in_a_younger_row_keeps_its_bytes(database: Database, store: Store) -> None:
    chart = store.keeps(PNG)
    _a_chart(database, chart)
    younger = _a_chart(database, chart, key="in2.1")
    with database.write() as session:
        session.get_one(OutboxFile, younger).at = LATER

    assert _walk(database, store)["made files"] == 1

    assert store.has(chart)
    assert FILE in _data(database, younger)


def test_an_officers_file_is_no_made_file(database: Database, store: Store) -> None:
    paper = store.keeps(b"%PDF-1.4\n%%EOF\n")
    with database.write() as session:
        data = {"place": 1, "of": 1, FILE: OutFile(paper, "application/pdf", "lampiran-1.pdf", 9).to_json()}
        outbox.enqueue(session, key="ho1.1", chat_key=CHAT, kind="officer_file", data=data, at=NOON)
        row = session.scalars(select(OutboxMessage)).one()
        row.state, row.sent_at = OutboxState.SENT, NOON

    assert _walk(database, store).total() == 0

    assert store.has(paper)
    with database.read() as session:
        assert named(session, {paper}) == {paper}
        assert "sudah kami hapus" not in render(session, row).outgoing.text


# what people sent --------------------------------------------------------------------------------------------------


def _an_upload(
    database: Database, store: Store, *, content: bytes = PNG, is_purged: bool = True, chat: str = CHAT
) -> Media:
    """A photo that came by the web chat at noon, was cleaned and kept, and whose message was dealt with."""
    raw, clean, sealed = (store.keeps(kind + content) for kind in (b"raw", b"", b"sealed"))
    with database.write() as session:
        body = json.dumps({"kind": "file", "files": [{"sha256": raw}]})
        inbox.accept(session, [Arrival(Channel.WEB, f"{chat}:{raw}", chat, body)], at=NOON)
        message = session.scalars(select(InboxMessage).order_by(InboxMessage.id.desc())).first()
        assert message is not None
        file = media.expect(
            session, inbox_id=message.id, channel=Channel.WEB, chat_key=chat, kind=MediaKind.PHOTO, ext_file=raw,
            name="rumah.jpg", at=NOON,
        )  # fmt: skip
        media.stored(session, file.id, sha256=clean, mime="image/png", size=9, original=sealed)
        if is_purged:
            inbox.finish(session, [message.id], view={}, at=NOON)
            inbox.purge_raw(session, before=LATER)
        return file


def _hashes(file: Media) -> list[str]:
    assert file.sha256
    assert file.original
    return [file.ext_file, file.sha256, file.original]


def test_a_photo_of_no_ticket_goes_with_all_its_copies(database: Database, store: Store) -> None:
    file = _an_upload(database, store)

    gone = _walk(database, store)

    assert (gone["raw uploads"], gone["uploads"]) == (1, 1)
    assert [store.has(sha256) for sha256 in _hashes(file)] == [False] * 3
    with database.read() as session:
        assert session.get(Media, file.id) is None


def test_a_photo_of_a_ticket_stays_but_not_as_it_came(database: Database, store: Store) -> None:
    file = _an_upload(database, store)
    with database.write() as session:
        session.add(Attachment(case_id=cast.a_complaint(session).id, media_id=file.id))

    _walk(database, store)

    assert [store.has(sha256) for sha256 in _hashes(file)] == [False, True, True]


def test_a_photo_whose_message_still_waits_stays(database: Database, store: Store) -> None:
    file = _an_upload(database, store, is_purged=False)

    _walk(database, store)

    assert [store.has(sha256) for sha256 in _hashes(file)] == [True] * 3


def test_a_photo_in_an_unfinished_draft_stays(database: Database, store: Store) -> None:
    file = _an_upload(database, store)
    with database.write() as session:
        memory = {"drafts": [{"draft": {"media": [file.id]}}]}
        conversations.keep(session, CHAT, memory, contact_id=None, at=NOON)

    assert _walk(database, store)["uploads"] == 0

    assert store.has(_hashes(file)[1])


def test_a_photo_in_a_talk_that_goes_on_stays(database: Database, store: Store) -> None:
    file = _an_upload(database, store)
    with database.write() as session:
        handovers.request(session, CHAT, contact_id=None, reason="asked", last_words="halo", at=NOON)

    assert _walk(database, store)["uploads"] == 0

    assert store.has(_hashes(file)[1])


def test_bytes_that_another_row_names_stay(database: Database, store: Store) -> None:
    _an_upload(database, store)
    other = _an_upload(database, store, chat="web:tono")
    with database.write() as session:
        session.add(Attachment(case_id=cast.a_complaint(session).id, media_id=other.id))

    assert _walk(database, store)["uploads"] == 1

    assert store.has(_hashes(other)[1])


def test_many_photos_go_although_a_few_that_stay_come_first(database: Database, store: Store) -> None:
    for number in range(7):
        file = _an_upload(database, store, content=str(number).encode(), chat=f"web:{number}")
        if number < 3:
            with database.write() as session:
                conversations.keep(session, f"web:{number}", {"media": [file.id]}, contact_id=None, at=NOON)

    assert Keeper(store, Retention(), at_once=2).walk(database, LATER)["uploads"] == 4


# questions ---------------------------------------------------------------------------------------------------------


def test_old_questions_go_but_not_what_waits_for_a_curator(database: Database, store: Store) -> None:
    with database.write() as session:
        for outcome in (AskedOutcome.ANSWERED, AskedOutcome.MISSED):
            questions.log(
                session, text=outcome, chat_key=CHAT, channel=Channel.WEB, lang="id", outcome=outcome, at=NOON
            )

    early, gone = _walk(database, store, NOON + timedelta(days=399)), _walk(database, store, NOON + timedelta(days=401))

    assert (early["questions"], gone["questions"]) == (0, 1)
    with database.read() as session:
        assert session.scalars(select(AskedQuestion.outcome)).all() == [AskedOutcome.MISSED]


def test_old_demand_for_figures_stays_without_its_words(database: Database, store: Store) -> None:
    with database.write() as session:
        for outcome in (FigureOutcome.ANSWER, FigureOutcome.NO_DATA):
            session.add(
                QuestionLog(
                    at=NOON, channel=Channel.WEB, asker="x", lang="id", text="berapa tpt", outcome=outcome,
                    indicator="tpt", parse={"a": 1}, observation_ids=[],
                )
            )  # fmt: skip

    assert _walk(database, store, NOON + timedelta(days=401))["figure questions"] == 2

    with database.read() as session:
        (kept,) = session.scalars(select(QuestionLog))
        assert (kept.outcome, kept.indicator, kept.text, kept.parse) == (FigureOutcome.NO_DATA, "tpt", "", {})
    assert _walk(database, store, NOON + timedelta(days=401)).total() == 0


def test_marks_of_wrong_tries_go_when_they_count_no_more(database: Database, store: Store) -> None:
    with database.write() as session:
        tries.count(session, [tries.mark_of(session, "from", "203.0.113.7")], at=NOON)

    early, gone = _walk(database, store, NOON + timedelta(minutes=14)), _walk(database, store)

    assert (early["marks of tries"], gone["marks of tries"]) == (0, 1)


# all of it ---------------------------------------------------------------------------------------------------------


def test_two_workers_at_once_let_go_of_everything_once(database: Database, store: Store) -> None:
    for number in range(6):
        _a_chart(database, store.keeps(str(number).encode()), key=f"in{number}.1")
        _an_upload(database, store, content=str(number).encode(), chat=f"web:{number}")

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: _walk(database, store), range(2))

    assert (first + second)["made files"] == 6
    assert (first + second)["uploads"] == 6


def test_what_a_backup_takes_along_is_never_unnamed(database: Database, store: Store) -> None:
    file = _an_upload(database, store)

    with database.read() as session:
        connection = session.connection()
        taken = contents(lambda question: connection.exec_driver_sql(question).all()).files
        assert taken <= named(session, taken | set(_hashes(file)))
        assert file.sha256 in taken


def test_reports_of_delivery_go_after_their_term_and_the_message_keeps_how_far_it_came(
    database: Database, store: Store
) -> None:
    with database.write() as session:
        for name, at in (("old", NOON), ("new", LATER)):
            outbox.enqueue(session, key=name, chat_key="whatsapp:1:2", kind="all_right", data={}, at=at)
            session.flush()
            row = session.scalars(select(OutboxMessage).where(OutboxMessage.key == name)).one()
            statuses.note(session, Channel.WHATSAPP, name, Delivery.READ, message=row, at=at)

    gone = Keeper(store, Retention(statuses=timedelta(days=10))).walk(database, LATER)

    assert gone["reports of delivery"] == 1

    with database.read() as session:
        assert session.scalars(select(StatusEvent.ext_id)).all() == ["new"]
        assert set(session.scalars(select(OutboxMessage.delivery))) == {Delivery.READ}
