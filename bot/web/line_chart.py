"""A line chart as plain shapes for a page: breaks are gaps, provisional points are hollow, the axis says where it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge.statistics.models import FigureStatus
from knowledge.statistics.store import Reading

WIDTH, HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 100, 28, 24, 40
_MOST_LABELS = 8


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure: where it stands, and whether it is provisional."""

    x: float
    y: float
    period: str
    value: Decimal
    is_hollow: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines between figures of one base, the dots on them, and the marks of both axes."""

    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    levels: tuple[tuple[float, Decimal], ...]
    periods: tuple[tuple[float, str], ...]
    begins_at_zero: bool
    has_break: bool


def line_chart(found: Sequence[Reading]) -> Chart | None:
    """The chart of one region's figures in order; None for fewer than two."""
    if len(found) < 2:
        return None
    values = [one.value for one in found]
    low, high = min(values), max(values)
    pad = (high - low) * Decimal("0.15") or abs(high) * Decimal("0.1") or Decimal(1)
    bottom = Decimal(0) if Decimal(0) <= low <= high / 2 else low - pad
    top = high + pad
    times = [_time(one.period) for one in found]
    first, span = times[0], (times[-1] - times[0]) or 1.0
    dots = tuple(
        Dot(
            round(_LEFT + (time - first) / span * (WIDTH - _LEFT - _RIGHT), 1),
            _height(one.value, bottom, top),
            one.period,
            one.value,
            one.status not in {FigureStatus.TETAP, FigureStatus.REVISI},
        )
        for time, one in zip(times, found, strict=True)
    )
    levels = tuple((_height(level, bottom, top), level) for level in _levels(bottom, top))
    step = max(1, -(-len(dots) // _MOST_LABELS))
    periods = tuple((dot.x, dot.period) for dot in dots[::step])
    bases = [one.base for one in found]
    return Chart(_lines(dots, bases), dots, levels, periods, bottom == 0, len(set(bases)) > 1)


def _time(period: str) -> float:
    return int(period[:4]) + (int(period[5:]) - 1) / 12 if len(period) == 7 else float(period[:4])


def _height(value: Decimal, bottom: Decimal, top: Decimal) -> float:
    share = float((value - bottom) / (top - bottom))
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _levels(bottom: Decimal, top: Decimal) -> list[Decimal]:
    return [bottom + (top - bottom) * part / 4 for part in range(5)]


def _lines(dots: Sequence[Dot], bases: Sequence[str]) -> tuple[str, ...]:
    """One line for each run of the same base; nothing joins two bases."""
    runs: list[list[Dot]] = []
    for place, dot in enumerate(dots):
        if place and bases[place] == bases[place - 1]:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return tuple(" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1)
