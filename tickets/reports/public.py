"""The public version of a report: no ticket, no place below the kecamatan, and small numbers withheld.

A number between one and ``least`` says too much about few people. It is left out (None), and with it the next
smallest of its group where the rest and the total would give it away.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tickets.reports.definitions import DEFINITIONS
from tickets.reports.figures import Figures, on_time


def version_of(figures: Figures) -> Figures:
    """What anybody may read of these figures of the whole office."""
    least = DEFINITIONS[figures["definition"]].least
    states = {state: sum(row.values()) for state, row in figures["states"].items()}
    ratings = figures["ratings"]
    return {
        **{name: figures[name] for name in ("definition", "quarter", "first", "last", "total")},
        "came": withheld(figures["came"], least),
        "states": withheld(states, least),
        "steps": {step: _alone(count, least) for step, count in figures["steps"].items()},
        "promises": {kind: _kept(row, least) for kind, row in figures["promises"].items()},
        "speed": {name: _mean(row, least) for name, row in figures["speed"].items()},
        "ratings": {
            "scores": withheld(ratings["scores"], least),
            "given": _alone(ratings["given"], least),
            "silent": _alone(ratings["silent"], least),
            "mean": ratings["mean"] if ratings["given"] >= least else None,
        },
        "categories": _rows(figures["categories"], least),
        "channels": _rows(figures["channels"], least),
        "areas": [row for row in figures["areas"] if row[1] >= least],
        "weeks": _rows(figures["weeks"], least),
        "agencies": _agencies(figures["agencies"], least),
    }


def withheld(cells: Mapping[str, int], least: int) -> dict[str, int | None]:
    """The cells of one group that adds up, without the small ones and what would give them away."""
    hidden = {name for name, count in cells.items() if 0 < count < least}
    while hidden and (len(hidden) == 1 or sum(cells[name] for name in hidden) < least):
        rest = [name for name, count in cells.items() if count and name not in hidden]
        if not rest:
            break
        hidden.add(min(rest, key=lambda name: (cells[name], name)))
    return {name: None if name in hidden else count for name, count in cells.items()}


def _alone(count: int, least: int) -> int | None:
    return None if 0 < count < least else count


def _rows(rows: Iterable[list[Any]], least: int) -> list[list[Any]]:
    return [[name, count] for name, count in withheld({row[0]: row[1] for row in rows}, least).items()]


def _kept(row: Mapping[str, int], least: int) -> dict[str, Any]:
    """A share of few is no share."""
    fell = sum(count for name, count in row.items() if name != "berjalan")
    shown = withheld(row, least)
    is_whole = all(count is not None for count in shown.values())
    return {**shown, "on_time": on_time(row) if fell >= least and is_whole else None}


def _mean(row: Mapping[str, Any], least: int) -> dict[str, Any]:
    return {"count": _alone(row["count"], least), "mean": row["mean"] if row["count"] >= least else None}


def _agencies(rows: Iterable[Mapping[str, Any]], least: int) -> list[dict[str, Any]]:
    """Names, totals and means; the parts of a small total would tell it."""
    known = list(rows)
    totals = withheld({str(row["id"]): row["total"] for row in known}, least)
    return [
        {
            "name": row["name"],
            "total": totals[str(row["id"])],
            "receipt": _mean(row["receipt"], least),
            "on_time": _kept(row["promises"], least)["on_time"],
        }
        for row in known
    ]
