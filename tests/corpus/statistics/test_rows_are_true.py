"""The corpus of questions about figures says what the data says: every expected value is taken from the observations again."""

import csv
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
DATA = ROOT / "knowledge" / "statistics" / "data" / "sample"
OUTCOMES = {"answer", "clarify", "no_data", "refuse_break", "definition", "metadata", "release", "handoff"}
OPERATIONS = set(
    "value latest series change compare_regions rank_top ratio components definition metadata release_date service".split()
)
SERVICES = {"perpustakaan", "konsultasi", "publikasi", "mikro", "rekomendasi"}

Row = dict[str, Any]
Observed = dict[tuple[str, str, str, str], float]


def _rows(name: str) -> list[Row]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


ROWS = _rows("questions.jsonl")
FOLLOWUPS = _rows("followups.jsonl")


def _table(name: str, folder: Path = DATA) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def observed() -> Observed:
    return {
        (row["indicator"], row["region_code"], row["dimension"], row["period"]): float(row["value"])
        for row in _table("observations.csv")
    }


def test_there_are_enough_questions_and_no_two_are_the_same() -> None:
    texts = [re.sub(r"\W+", " ", row["text"].lower()).strip() for row in ROWS]

    assert len(ROWS) >= 320
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    assert len({row["id"] for row in [*ROWS, *FOLLOWUPS]}) == len(ROWS) + len(FOLLOWUPS)


def test_every_outcome_operation_and_service_is_asked() -> None:
    expected = [row["expected"] for row in ROWS]

    assert {one["outcome"] for one in expected} == OUTCOMES
    assert {one["operation"] for one in expected} == OPERATIONS
    assert {one["service"] for one in expected} - {""} == SERVICES
    assert all(set(one["accept"]) <= OUTCOMES - {one["outcome"]} for one in expected)


def test_every_followup_leans_on_something_said_before() -> None:
    assert [row["id"] for row in FOLLOWUPS if not row["after"]] == []
    assert [row["id"] for row in ROWS if "after" in row] == []


def test_no_more_than_a_third_of_the_questions_share_their_frame() -> None:
    frames = Counter(_frame(row) for row in ROWS)

    assert sum(count for count in frames.values() if count > 2) <= len(ROWS) / 3


def _frame(row: Row) -> str:
    """The sentence without its figures and the words of its subject: what a template would leave standing."""
    words = re.findall(r"[a-z]+", row["text"].lower())
    return " ".join(words[2:])


def test_every_indicator_of_the_data_is_asked() -> None:
    known = {row["indicator"] for row in _table("indicators.csv")}
    asked = {indicator for row in ROWS for indicator in row["expected"]["indicator"]}

    assert asked == known


def test_every_place_is_known_or_said_to_be_outside() -> None:
    places = {row["region_code"] for row in _table("regions.csv")}
    places |= {
        row["kemendagri_code"]
        for row in _table("gazetteer.csv", ROOT / "core" / "places" / "data")
        if row["level"] in {"kecamatan", "desa"}
    }
    named = {region.removesuffix("/*") for row in [*ROWS, *FOLLOWUPS] for region in row["expected"]["regions"]}

    assert named - places == {"luar-cakupan"}


@pytest.mark.parametrize("row", [*ROWS, *FOLLOWUPS], ids=lambda row: row["id"])
def test_the_expected_value_is_what_was_observed(row: Row, observed: Observed) -> None:
    expected = row["expected"]
    if expected["outcome"] in {"no_data", "refuse_break"}:
        assert expected["answer"] is None
        assert not [key for key in _asked_for(expected) if (key in observed) == (expected["outcome"] == "no_data")]
    elif expected["outcome"] == "answer":
        assert _rounded(expected["answer"]) == _rounded(_ANSWERS[expected["operation"]](expected, observed))
    elif expected["operation"] == "value" and expected["answer"] is not None:
        assert [value for _, value in expected["answer"]] == [observed[key] for key in _asked_for(expected)]


def _rounded(answer: object) -> object:
    if isinstance(answer, dict):
        return {key: _rounded(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return [_rounded(value) for value in answer]
    return round(answer, 2) if isinstance(answer, float) else answer


def _asked_for(expected: Row) -> list[tuple[str, str, str, str]]:
    return [
        (indicator, region, expected["dimension"], period)
        for indicator in expected["indicator"]
        for region in expected["regions"]
        for period in expected["periods"]
    ]


def _single(expected: Row, observed: Observed) -> object:
    values = {key[0]: observed[key] for key in _asked_for(expected)}
    return values if len(values) > 1 else next(iter(values.values()))


def _newest(expected: Row, observed: Observed) -> object:
    (indicator,), (region,) = expected["indicator"], expected["regions"]
    newest = max(period for i, r, d, period in observed if (i, r, d) == (indicator, region, expected["dimension"]))
    assert expected["periods"] == [newest]
    return _single(expected, observed)


def _series(expected: Row, observed: Observed) -> object:
    assert expected["answer"] == sorted(expected["answer"])
    assert [period for period, _ in expected["answer"]] == expected["periods"]
    return [[key[3], observed[key]] for key in _asked_for(expected)]


def _change(expected: Row, observed: Observed) -> object:
    first, last = (observed[key] for key in _asked_for(expected))
    return last - first


def _comparison(expected: Row, observed: Observed) -> object:
    return {key[1]: observed[key] for key in _asked_for(expected)}


def _ranking(expected: Row, observed: Observed) -> object:
    (indicator,), (scope,), (period,) = expected["indicator"], expected["regions"], expected["periods"]
    province, shown = scope.removesuffix("/*"), expected["answer"]
    members = {
        region: value
        for (i, region, dimension, when), value in observed.items()
        if (i, dimension, when) == (indicator, expected["dimension"], period)
        and region[:2] == province[:2]
        and region != province
    }
    descending = shown[0][1] == max(members.values())
    ordered = sorted(members.items(), key=lambda member: member[1], reverse=descending)
    assert ordered[len(shown) - 1][1] != ordered[len(shown)][1], "a tie at the cut"
    return [list(member) for member in ordered[: len(shown)]]


def _ratio(expected: Row, observed: Observed) -> object:
    (period,), regions = expected["periods"], expected["regions"]
    over = expected["indicator"][0], regions[0]
    under = expected["indicator"][-1], regions[-1]
    if over == under:
        return 100 * observed[(*over, "laki-laki", period)] / observed[(*over, "perempuan", period)]
    plain = observed[(*over, "", period)] / observed[(*under, "", period)]
    scale = defaultdict(lambda: 1.0, {("dokter", "jumlah_penduduk"): 100.0, ("bayi_bblr", "bayi_lahir"): 100.0})
    return plain * (100.0 if regions == ["3310", "3300"] else scale[over[0], under[0]])


_ANSWERS = {
    "value": _single,
    "latest": _newest,
    "series": _series,
    "change": _change,
    "compare_regions": _comparison,
    "rank_top": _ranking,
    "ratio": _ratio,
}
