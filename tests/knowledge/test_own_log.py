"""The office's own questions as a test set: only what somebody judged counts, and nobody is asked by its own words."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from support import asking
from support.time import NOON

from core.db import Database
from knowledge import entries, questions
from knowledge.entries import Content
from knowledge.hitrates import rates
from knowledge.models import AskedOutcome, AskedQuestion, Entry, EntryCategory, Resolution
from knowledge.own_log import measure

MONTH_AGO = NOON - timedelta(days=30)
JAM = ("jam buka kantor", "kantor buka pukul berapa", "kapan kantor melayani")
ALAMAT = ("alamat kantor di mana", "lokasi kantor", "kantornya di jalan apa")
KK = ("cara membuat kartu keluarga", "mengurus kartu keluarga baru", "kartu keluarga hilang")


def _entry(session: Session, title: str, phrasings: tuple[str, ...]) -> Entry:
    content = Content(title, EntryCategory.KANTOR, f"Jawaban tentang {title}.", "Contoh", phrasings)
    made = entries.create(session, content, by=None, at=NOON)
    entries.publish(session, made, lock=made.lock, by=None, at=NOON)
    return made


@pytest.fixture
def office(database: Database) -> dict[str, int]:
    with database.write() as session:
        rows = {"jam": ("Jam buka", JAM), "alamat": ("Alamat kantor", ALAMAT), "kk": ("Kartu keluarga", KK)}
        return {name: _entry(session, title, ways).id for name, (title, ways) in rows.items()}


def _ask(session: Session, text: str, outcome: AskedOutcome, *, at: datetime = NOON) -> AskedQuestion:
    return asking.asked(session, text, "telegram:1001", outcome=outcome, at=at)


def test_an_entry_that_was_picked_is_the_right_one(database: Database, office: dict[str, int]) -> None:
    with database.write() as session:
        asked = _ask(session, "kantor buka jam berapa ya", AskedOutcome.OFFERED)
        questions.picked(session, asked.id, "jam-buka")

        found = rates(measure(session, since=MONTH_AGO, on=NOON.date()).values())

    assert (found.known, found.first) == (1, 1.0)


def test_a_thumb_down_says_only_what_was_not_meant(database: Database, office: dict[str, int]) -> None:
    with database.write() as session:
        asked = _ask(session, "alamat kantor di mana", AskedOutcome.ANSWERED)
        asked.entry_id = office["alamat"]
        questions.judged(session, asked.id, helped=False)

        found = rates(measure(session, since=MONTH_AGO, on=NOON.date()).values())

    assert (found.known, found.refuted, found.repeated) == (0, 1, 1.0)


def test_a_question_put_aside_by_a_curator_should_get_no_answer(database: Database, office: dict[str, int]) -> None:
    with database.write() as session:
        _ask(session, "harga emas hari ini", AskedOutcome.MISSED).resolution = Resolution.IGNORED

        found = rates(measure(session, since=MONTH_AGO, on=NOON.date()).values())

    assert (found.outside, found.outside_answered) == (1, 0.0)


def test_a_question_that_became_a_phrasing_does_not_find_itself(database: Database, office: dict[str, int]) -> None:
    with database.write() as session:
        _entry(session, "Parkir", ("tarif parkir motor", "sing ireng kuwi lho"))
        _ask(session, "Sing ireng kuwi lho!", AskedOutcome.MISSED).resolution = Resolution.PHRASED

        found = rates(measure(session, since=MONTH_AGO, on=NOON.date()).values())

    assert (found.known, found.first) == (1, 0.0)


def test_what_nobody_judged_or_lies_too_far_back_is_left_out(database: Database, office: dict[str, int]) -> None:
    with database.write() as session:
        _ask(session, "lokasi kantor", AskedOutcome.ANSWERED).entry_id = office["alamat"]
        old = _ask(session, "kartu keluarga", AskedOutcome.OFFERED, at=MONTH_AGO - timedelta(days=1))
        questions.picked(session, old.id, "kartu-keluarga")

        assert measure(session, since=MONTH_AGO, on=NOON.date()) == {}


def test_what_was_said_last_about_a_wording_counts(database: Database, office: dict[str, int]) -> None:
    with database.write() as session:
        for slug in ("alamat-kantor", "jam-buka"):
            asked = _ask(session, "kantor melayani kapan", AskedOutcome.OFFERED)
            questions.picked(session, asked.id, slug)

        (judged,) = measure(session, since=MONTH_AGO, on=NOON.date()).values()

    assert judged.right == {"jam-buka"}
