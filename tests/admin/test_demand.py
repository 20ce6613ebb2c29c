"""Figures asked for in vain: what is missed, where and for when, most people first."""

from support import cast
from support.time import NOON

from core.messages.channels import Channel
from knowledge.statistics.asked import FigureOutcome, QuestionLog

ADDRESS = "/admin/permintaan-data/"


def _in_vain(who: str, place: str, outcome: FigureOutcome = FigureOutcome.NO_DATA) -> QuestionLog:
    return QuestionLog(
        at=NOON, channel=Channel.WEB, asker=who, lang="id", text="?", outcome=outcome, operation="value",
        indicator="kepadatan penduduk", place=place, period="2023", parse={}, observation_ids=[], ms=1,
    )  # fmt: skip


def test_what_most_people_missed_stands_first_and_what_was_answered_not_at_all(enter, database):
    with database.write() as session:
        session.add_all(
            [
                _in_vain("siti", "wakanda"),
                _in_vain("siti", "bandung"),
                _in_vain("budi", "bandung"),
                _in_vain("budi", "sudah terjawab", FigureOutcome.ANSWER),
            ]
        )

    text = enter(cast.koordinator).get(ADDRESS).text

    assert text.index("bandung") < text.index("wakanda")
    assert "sudah terjawab" not in text


def test_without_demand_the_page_says_what_comes_here(enter):
    assert "Belum ada permintaan data" in enter(cast.koordinator).get(ADDRESS).text
