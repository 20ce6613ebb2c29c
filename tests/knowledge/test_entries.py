"""Entries: nothing goes live unread, nothing is overwritten, and every version stays."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as runs
from hypothesis import strategies as some
from sqlalchemy.orm import Session
from support import cast
from support.time import NOON

from core.db import Database
from knowledge import entries
from knowledge.entries import Content, EntryChanged, EntryIncomplete, SlugTaken, check, content_of
from knowledge.models import Entry, EntryCategory, VersionState

KTP = Content(
    title="KTP hilang",
    category=EntryCategory.KANTOR,
    answer="Datang ke Disdukcapil membawa surat kehilangan.",
    source="Perbup contoh 1/2026",
    phrasings=("ktp saya hilang", "cara urus ktp hilang", "kehilangan ktp"),
    dated=date(2026, 1, 5),
    related=("ktp-rusak",),
)


def _published(session: Session, content: Content = KTP) -> Entry:
    entry = entries.create(session, content, by=cast.ppid(session), at=NOON)
    entries.publish(session, entry, lock=entry.lock, by=cast.dewi(session), at=NOON)
    return entry


def _live(session: Session, slug: str = "ktp-hilang") -> str | None:
    found = entries.live_version(session, slug)
    return found.answer if found else None


def test_a_draft_answers_nobody_until_it_is_published(database: Database) -> None:
    with database.write() as session:
        entry = entries.create(session, KTP, by=None, at=NOON)
        assert (entry.slug, _live(session)) == ("ktp-hilang", None)

        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        assert _live(session) == KTP.answer


def test_what_was_written_is_what_is_kept(database: Database) -> None:
    with database.write() as session:
        _published(session)
        live = entries.live_version(session, "ktp-hilang")
        assert live is not None
        assert content_of(live) == KTP


def test_a_revision_waits_while_the_old_words_go_on_answering(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        entries.revise(session, entry, replace(KTP, answer="Baru"), lock=entry.lock, by=None, at=NOON)
        assert _live(session) == KTP.answer

        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        assert _live(session) == "Baru"
        kept = [(version.number, version.state, version.answer) for version in entries.versions(session, entry)]
        assert kept == [(2, VersionState.PUBLISHED, "Baru"), (1, VersionState.SUPERSEDED, KTP.answer)]


def test_who_wrote_and_who_published_is_kept(database: Database) -> None:
    with database.write() as session:
        (version,) = entries.versions(session, _published(session))

        assert (version.made_by, version.published_by) == (cast.ppid(session).id, cast.dewi(session).id)


def test_of_two_who_edit_the_second_is_told_and_overwrites_nothing(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        opened = entry.lock
        entries.revise(session, entry, replace(KTP, answer="Dari Rina"), lock=opened, by=None, at=NOON)

        with pytest.raises(EntryChanged):
            entries.revise(session, entry, replace(KTP, answer="Dari Agus"), lock=opened, by=None, at=NOON)
        with pytest.raises(EntryChanged):
            entries.publish(session, entry, lock=opened, by=None, at=NOON)
        with pytest.raises(EntryChanged):
            entries.retire(session, entry, lock=opened, at=NOON)

        assert [version.answer for version in entries.versions(session, entry)] == ["Dari Rina", KTP.answer]


def test_two_at_the_same_time_cannot_both_save(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
    opened = entry.lock
    saved = []
    for name in ("Rina", "Agus"):
        try:
            with database.write() as session:
                found = entries.locked(session, entry.id)
                entries.revise(session, found, replace(KTP, answer=name), lock=opened, by=None, at=NOON)
            saved.append(name)
        except EntryChanged:
            pass

    assert saved == ["Rina"]


def test_publishing_without_a_draft_changes_nothing(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        before = entries.revision(session), entry.lock

        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        assert (entries.revision(session), entry.lock) == before


def test_older_words_come_back_as_a_draft(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        entries.revise(session, entry, replace(KTP, answer="Salah"), lock=entry.lock, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        oldest = entries.versions(session, entry)[-1]

        entries.restore(session, entry, oldest, lock=entry.lock, by=None, at=NOON)

        assert _live(session) == "Salah"
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        assert _live(session) == KTP.answer
        assert len(entries.versions(session, entry)) == 3


def test_a_retired_entry_answers_nobody_and_publishing_brings_it_back(database: Database) -> None:
    with database.write() as session:
        entry = _published(session)
        entries.retire(session, entry, lock=entry.lock, at=NOON)
        assert _live(session) is None

        entries.revise(session, entry, KTP, lock=entry.lock, by=None, at=NOON)
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)

        assert _live(session) == KTP.answer


def test_only_what_goes_live_moves_the_revision(database: Database) -> None:
    with database.write() as session:
        moves = [entries.revision(session)]
        entry = entries.create(session, KTP, by=None, at=NOON)
        moves.append(entries.revision(session))
        entries.publish(session, entry, lock=entry.lock, by=None, at=NOON)
        moves.append(entries.revision(session))
        entries.retire(session, entry, lock=entry.lock, at=NOON)
        moves.append(entries.revision(session))

    assert moves == [moves[0], moves[0], moves[0] + 1, moves[0] + 2]


def test_names_are_made_from_titles_and_never_twice(database: Database) -> None:
    with database.write() as session:
        made = [entries.create(session, KTP, by=None, at=NOON).slug for _ in range(3)]
        odd = entries.create(session, replace(KTP, title="؟؟؟"), by=None, at=NOON).slug

        assert made == ["ktp-hilang", "ktp-hilang-2", "ktp-hilang-3"]
        assert odd == "entri"
        with pytest.raises(SlugTaken):
            entries.create(session, KTP, slug="ktp-hilang", by=None, at=NOON)


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"title": "  "}, {"title": "needed"}),
        ({"answer": "\n"}, {"answer": "needed"}),
        ({"answer": "x" * 3501}, {"answer": "too_long"}),
        ({"source": ""}, {"source": "needed"}),
        ({"phrasings": ()}, {"phrasings": "needed"}),
        ({"phrasings": ("", "  ")}, {"phrasings": "needed"}),
        ({"phrasings": ("x" * 201,)}, {"phrasings": "too_long"}),
        ({"phrasings": tuple(str(number) for number in range(61))}, {"phrasings": "too_many"}),
        ({"title": "x" * 201}, {"title": "too_long"}),
        ({"source_url": "javascript:alert(1)"}, {"source_url": "not_an_address"}),
        ({"source_url": "klaten.example"}, {"source_url": "not_an_address"}),
    ],
)
def test_what_is_missing_is_named_field_by_field_and_nothing_is_saved(
    database: Database, change: dict[str, object], problems: dict[str, str]
) -> None:
    wrong = replace(KTP, **change)  # type: ignore[arg-type]
    assert check(wrong) == problems

    with database.write() as session:
        with pytest.raises(EntryIncomplete) as refused:
            entries.create(session, wrong, by=None, at=NOON)
        assert refused.value.data == {"problems": problems}
        assert session.query(Entry).count() == 0


def test_the_same_question_in_another_dress_is_kept_once(database: Database) -> None:
    ways = ("KTP hilang?", "  ktp hilang", "ktp HILANG!!", "kehilangan ktp", "")
    with database.write() as session:
        _published(session, replace(KTP, phrasings=ways))
        live = entries.live_version(session, "ktp-hilang")

        assert live is not None
        assert live.phrasings == ["KTP hilang?", "kehilangan ktp"]


@runs(max_examples=100, deadline=None)
@given(answer=some.text(max_size=4000), title=some.text(max_size=300), ways=some.lists(some.text(max_size=250)))
def test_the_check_takes_any_words(answer: str, title: str, ways: list[str]) -> None:
    problems = check(replace(KTP, answer=answer, title=title, phrasings=tuple(ways)))

    assert set(problems.values()) <= {"needed", "too_long", "too_many"}
    assert ("answer" in problems) == (not answer.strip() or len(answer) > 3500)
