"""The sample office: enough to be useful, every answer with its source, and never over what an office made of it."""

from dataclasses import replace
from datetime import date

import pytest
import yaml
from sqlalchemy import func, select
from support import cast
from support.time import NOON

from core import office as offices
from core.db import Database
from core.language.normalise import key
from core.staff import Staff
from knowledge import entries, starter
from knowledge.entries import content_of
from knowledge.models import Entry, EntryCategory, EntryKind, EntryVersion
from knowledge.starter import FOLDER, Loaded, starter_entries

ENTRIES = dict(starter_entries())


def _count(database: Database, model: type) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_there_are_at_least_a_hundred_answers_in_every_category() -> None:
    answers = [content for content in ENTRIES.values() if content.kind is EntryKind.ANSWER]

    assert len(answers) >= 100
    assert {content.category for content in ENTRIES.values()} == set(EntryCategory) - {EntryCategory.LAYANAN}


def test_no_entry_is_written_down_twice() -> None:
    assert len(list(starter_entries())) == len(ENTRIES)


def test_every_entry_can_be_saved_as_it_is_and_names_its_source() -> None:
    wrong = {slug: entries.check(content) for slug, content in ENTRIES.items() if entries.check(content)}

    assert wrong == {}
    assert [slug for slug, content in ENTRIES.items() if len(content.source.strip()) < 5] == []


def test_every_entry_is_asked_in_at_least_three_ways_in_both_languages() -> None:
    few = [slug for slug, content in ENTRIES.items() if len({key(way) for way in content.phrasings}) < 3]

    assert few == []
    assert [slug for slug, content in ENTRIES.items() if not content.phrasings_en] == []


def test_no_way_of_asking_belongs_to_two_entries() -> None:
    owners: dict[str, set[str]] = {}
    for slug, content in ENTRIES.items():
        for way in content.phrasings:
            owners.setdefault(key(way), set()).add(slug)

    assert {way: slugs for way, slugs in owners.items() if len(slugs) > 1} == {}


def test_every_related_entry_exists_and_is_another() -> None:
    lost = [(slug, other) for slug, content in ENTRIES.items() for other in content.related if other not in ENTRIES]

    assert lost == []
    assert [slug for slug, content in ENTRIES.items() if slug in content.related] == []


def test_what_is_dated_is_not_dated_in_the_future() -> None:
    assert [slug for slug, content in ENTRIES.items() if content.dated and content.dated > date(2026, 12, 31)] == []


def test_a_date_that_is_written_is_read() -> None:
    for name in starter.ENTRY_FILES:
        for row in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")):
            assert bool(row.get("dated")) == (ENTRIES[row["id"]].dated is not None), row["id"]


def test_what_is_only_an_example_says_so() -> None:
    invented = [
        slug
        for slug, content in ENTRIES.items()
        if ("klaten.example" in content.answer or "contoh" in content.source.lower()) and not content.is_sample
    ]

    assert invented == []
    assert sum(content.is_sample for content in ENTRIES.values()) > 0
    assert not all(content.is_sample for content in ENTRIES.values())


def test_nobody_real_is_named_or_can_be_reached_by_the_examples() -> None:
    row = yaml.safe_load((FOLDER / "kantor-contoh.yaml").read_text(encoding="utf-8"))

    assert row["office"]["sample"] is True
    assert all(person["email"].endswith(".example") for person in row["staff"])
    assert "contoh" in row["office"]["phone"]
    assert "contoh" in row["office"]["address"]


def test_loading_twice_adds_nothing(database: Database) -> None:
    with database.write() as session:
        first = starter.load(session, at=NOON)
    counts = [_count(database, model) for model in (Entry, EntryVersion, Staff)]

    with database.write() as session:
        second = starter.load(session, at=NOON)

    assert first.entries == len(ENTRIES)
    assert second == Loaded(0, 0, 0)
    assert [_count(database, model) for model in (Entry, EntryVersion, Staff)] == counts


def test_everything_that_was_loaded_answers_with_its_sample_flag(database: Database) -> None:
    with database.write() as session:
        starter.load(session, at=NOON)
        assert offices.current(session).sample

    with database.read() as session:
        for slug in ("ppid-apa", next(slug for slug, content in ENTRIES.items() if content.is_sample)):
            live = entries.live_version(session, slug)
            assert live is not None
            assert live.is_sample == ENTRIES[slug].is_sample


def test_nobody_of_the_sample_has_a_password(database: Database) -> None:
    with database.write() as session:
        starter.load(session, at=NOON)
        assert session.scalars(select(Staff.password).where(Staff.password.is_not(None))).all() == []


def test_what_an_officer_changed_stays_when_the_sample_is_loaded_again(database: Database) -> None:
    with database.write() as session:
        starter.load(session, at=NOON)
        dewi = cast.dewi(session)
        entry = session.scalars(select(Entry).where(Entry.slug == "ppid-apa")).one()
        live = entries.live_version(session, "ppid-apa")
        assert live is not None
        mine = replace(content_of(live), answer="PPID kami ada di lantai dua.")
        entries.revise(session, entry, mine, lock=entry.lock, by=dewi, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=dewi, at=NOON)
        offices.save(session, values={"name": "Kantor Kami", "sample": False}, at=NOON)

    with database.write() as session:
        again = starter.load(session, at=NOON)

    assert again == Loaded(0, 0, 0)
    with database.read() as session:
        kept = entries.live_version(session, "ppid-apa")
        assert kept is not None
        assert kept.answer == "PPID kami ada di lantai dua."
        assert (offices.current(session).name, offices.current(session).sample) == ("Kantor Kami", False)


@pytest.mark.parametrize("slug", sorted(ENTRIES)[:: max(len(ENTRIES) // 12, 1)])
def test_an_answer_fits_one_message_and_leaves_no_blank(slug: str) -> None:
    answer = ENTRIES[slug].answer

    assert len(answer) <= entries.MAX_ANSWER
    assert "lorem" not in answer.lower()
