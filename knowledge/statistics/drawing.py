"""Drawing: a chart of figures as a PNG for a telephone, from plain values. Runs in the child process, never elsewhere.

Every size is in points of a picture 432 wide; sent at 1,080 pixels it is read on a screen 360 wide. The words are given,
in the reader's language; nothing is computed here but where things stand.
"""

from __future__ import annotations

import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

WIDTH, DPI = 432.0, 180
_LEFT, _RIGHT = 20.0, 20.0
_INK, _SOFT, _GRID, _PAPER = "#1c2521", "#56625b", "#e3e1d8", "#ffffff"
_COLOURS = ("#0f6b54", "#d55e00", "#0072b2", "#7a4b94", "#8a6d00", "#5b665f")
"""Told apart by eyes that see no red or no green, and each line has a mark of its own besides."""
_MARKS = ("o", "s", "^", "D", "v", "P")
_WEAK = "#7fb5a3"
_PLOT = 250.0
_ROW, _BAR = 37.0, 13.0
_FEW, _MOST_DOTS = 8, 48
_MOST_TICKS = 6


def chart(spec: dict[str, Any]) -> bytes:
    """The chart as a PNG."""
    page = _Page(spec)
    if spec["shape"] == "lines":
        _lines(page, spec)
    else:
        _bars(page, spec)
    return page.png()


class _Page:
    """A white page that grows downwards: title, what is measured, the plot, and below it where it comes from."""

    def __init__(self, spec: dict[str, Any]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only the child pays for it
        from matplotlib.figure import Figure  # noqa: PLC0415

        self.spec = spec
        self.figure: Figure = Figure(figsize=(WIDTH / 72, 10), dpi=DPI, facecolor=_PAPER)
        self.canvas: FigureCanvasAgg = FigureCanvasAgg(self.figure)
        self.notes: list[str] = []
        self._placed: list[tuple[float, float, str, dict[str, Any]]] = []
        self._plots: list[tuple[Axes, float, float, float, float]] = []
        self.depth = 20.0
        self.text(spec["title"], size=16.5, weight="bold")
        self.depth += 3
        self.text(spec["subtitle"], size=12.5, colour=_SOFT)
        self.depth += 8

    def width_of(self, words: str, size: float, weight: str = "normal") -> float:
        """How wide these words are, in points."""
        from matplotlib.font_manager import FontProperties  # noqa: PLC0415

        font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
        width, _, _ = self.canvas.get_renderer().get_text_width_height_descent(  # type: ignore[no-untyped-call]
            words, font, ismath=False
        )
        return float(width) * 72 / DPI

    def wrapped(self, words: str, size: float, weight: str, room: float) -> list[str]:
        """The words in lines that fit."""
        lines = [""]
        for word in words.split():
            longer = f"{lines[-1]} {word}".strip()
            if lines[-1] and self.width_of(longer, size, weight) > room:
                lines.append(word)
            else:
                lines[-1] = longer
        return lines

    def text(self, words: str, *, size: float, weight: str = "normal", colour: str = _INK) -> None:
        """Words below what is there, from the left edge."""
        for line in self.wrapped(words, size, weight, WIDTH - _LEFT - _RIGHT):
            self.put(_LEFT, self.depth, line, size=size, weight=weight, color=colour, va="top")
            self.depth += size * 1.3

    def put(self, x: float, depth: float, words: str, **look: Any) -> None:
        """Words at a place of the page."""
        self._placed.append((x, depth, words, look))

    def plot(self, height: float, left: float, right: float) -> Axes:
        """A plot below what is there."""
        axes = self.figure.add_axes((0.1, 0.1, 0.8, 0.8))
        self._plots.append((axes, left, self.depth, WIDTH - left - right, height))
        self.depth += height
        return axes

    def png(self) -> bytes:
        """Close the page below its notes and its source, and give it."""
        self.depth += 6
        for note in self.notes:
            self.text(note, size=10.5, colour=_SOFT)
        self.depth += 4
        self.text(self.spec["source"], size=10.5, colour=_SOFT)
        self.text(self.spec["office"], size=10.5, colour=_SOFT)
        height = self.depth + 14
        self.figure.set_size_inches(WIDTH / 72, height / 72)
        for axes, left, depth, width, tall in self._plots:
            axes.set_position((left / WIDTH, 1 - (depth + tall) / height, width / WIDTH, tall / height))
        for x, depth, words, look in self._placed:
            size = look.pop("size")
            self.figure.text(
                x / WIDTH, 1 - depth / height, words, fontsize=size, family="DejaVu Sans", parse_math=False, **look
            )
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
        return out.getvalue()


def _lines(page: _Page, spec: dict[str, Any]) -> None:
    """A line for each series; nothing joins two bases, and what is provisional is hollow."""
    several = spec["series"][: len(_COLOURS)]
    if len(several) > 1:
        _legend(page, several)
    dots = [dot for line in several for dot in line["points"]]
    low, high = min(dot["value"] for dot in dots), max(dot["value"] for dot in dots)
    pad = (high - low) * 0.14 or abs(high) * 0.1 or 1.0
    from_zero = 0 <= low <= high / 2
    bottom, top = (0.0 if from_zero else low - pad), high + pad
    levels = _levels(bottom, top)
    written = [_written(level, spec, levels) for level in levels]
    page.depth += 6
    left = _LEFT + max(page.width_of(words, 11.5) for words in written) + 7
    axes = page.plot(_PLOT, left, _RIGHT + 12)
    _quiet(axes)
    periods = sorted({dot["period"]: dot["when"] for dot in dots}.items())
    axes.set_ylim(bottom, top)
    first, last = _time(periods[0][0]), _time(periods[-1][0])
    axes.set_xlim(first - (last - first) * 0.04, last + (last - first) * 0.04)
    axes.set_yticks(levels, written, fontsize=11.5, color=_SOFT, family="DejaVu Sans")
    _periods(page, axes, periods, width=WIDTH - left - _RIGHT - 12)
    axes.grid(axis="y", color=_GRID, linewidth=0.8)
    if bottom < 0 < top:
        axes.axhline(0, color=_SOFT, linewidth=1)
    for number, line in enumerate(several):
        _line(axes, line["points"], _COLOURS[number], _MARKS[number])
    if len(several) == 1:
        _values(page, axes, several[0]["points"], width=WIDTH - left - _RIGHT - 12)
    page.depth += 20
    words = spec["words"]
    page.notes += [words["hollow"]] if any(dot["hollow"] for dot in dots) else []
    page.notes += [words["break"]] if any(_breaks(line["points"]) for line in several) else []
    page.notes += [] if bottom <= 0 <= top else [words["not_zero"]]


def _legend(page: _Page, several: list[dict[str, Any]]) -> None:
    """Which line is whose, with its last value: one below the other, so that long names fit."""
    newest = {line["points"][-1]["when"] for line in several}
    if len(newest) == 1:
        page.put(WIDTH - _RIGHT, page.depth, newest.pop(), size=10.5, color=_SOFT, va="top", ha="right")
        page.depth += 15
    for number, line in enumerate(several):
        last = line["points"][-1]
        middle = page.depth + 8
        axes = page.figure.add_axes((0, 0, 0.1, 0.1))
        page._plots.append((axes, _LEFT, page.depth + 3, 26, 10))
        axes.axis("off")
        axes.set_xlim(0, 2)
        axes.plot([0, 2], [0, 0], color=_COLOURS[number], linewidth=2.4)
        axes.plot([1], [0], color=_COLOURS[number], marker=_MARKS[number], markersize=6.5)
        room = WIDTH - _LEFT - _RIGHT - 34 - page.width_of(last["text"], 12, "bold") - 8
        name = page.wrapped(line["label"], 12, "normal", room)
        page.put(_LEFT + 34, middle, name[0] + ("…" if len(name) > 1 else ""), size=12, color=_INK, va="center")
        page.put(WIDTH - _RIGHT, middle, last["text"], size=12, weight="bold", color=_INK, va="center", ha="right")
        page.depth += 18
    page.depth += 4


def _line(axes: Axes, dots: list[dict[str, Any]], colour: str, mark: str) -> None:
    size = 7.0 if len(dots) <= 16 else 4.0
    marked = dots if len(dots) <= _MOST_DOTS else [dot for dot in dots if dot["hollow"] or dot is dots[-1]]
    runs: list[list[dict[str, Any]]] = [[dots[0]]]
    for before, dot in pairwise(dots):
        if dot["base"] == before["base"]:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    for run in runs:
        axes.plot(
            [_time(dot["period"]) for dot in run], [dot["value"] for dot in run], color=colour, linewidth=2.4,
            solid_capstyle="round", zorder=3,
        )  # fmt: skip
    for dot in marked:
        axes.plot(
            [_time(dot["period"])], [dot["value"]], marker=mark, markersize=size, color=colour,
            markerfacecolor=_PAPER if dot["hollow"] else colour, markeredgewidth=1.8, zorder=4, clip_on=False,
        )  # fmt: skip


def _breaks(dots: list[dict[str, Any]]) -> bool:
    return len({dot["base"] for dot in dots}) > 1


def _values(page: _Page, axes: Axes, dots: list[dict[str, Any]], *, width: float) -> None:
    """The numbers at the dots: all of a few, else the ends and the extremes, as far as none covers another."""
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    by_value = sorted(dots, key=lambda dot: float(dot["value"]))
    wanted = [dots[-1], dots[0], by_value[-1], by_value[0]]
    wanted += dots if len(dots) <= _FEW else []
    span = axes.get_xlim()[1] - axes.get_xlim()[0]
    taken: list[tuple[float, float, str]] = []
    for dot in wanted:
        middle = (_time(dot["period"]) - axes.get_xlim()[0]) / span * width
        half = page.width_of(dot["text"], 11.5, "bold") / 2 + 3
        aside, above = _beside(dots, dot)
        middle += aside * half
        if any(middle - half < end and start < middle + half for start, end, _ in taken):
            continue
        taken.append((middle - half, middle + half, dot["period"]))
        axes.annotate(
            dot["text"], (_time(dot["period"]), dot["value"]), xytext=(aside * 3, 8 if above else -9),
            textcoords="offset points", ha={0: "center", 1: "left", -1: "right"}[aside], va="bottom" if above else "top",
            fontsize=11.5, fontweight="bold", color=_INK, family="DejaVu Sans", annotation_clip=False, zorder=5,
            parse_math=False, path_effects=[withStroke(linewidth=3, foreground=_PAPER)],
        )  # fmt: skip


def _beside(dots: list[dict[str, Any]], dot: dict[str, Any]) -> tuple[int, bool]:
    """Where the line leaves room for a number: left (-1), right (1) or in the middle of the dot, above it or below."""
    place = next(number for number, one in enumerate(dots) if one["period"] == dot["period"])
    before = dots[place - 1]["value"] if place else None
    after = dots[place + 1]["value"] if place + 1 < len(dots) else None
    if before is None or after is None:
        other = after if before is None else before
        return 0, other is None or other <= dot["value"]
    if before > dot["value"] and after > dot["value"]:
        return 0, False
    return (before > dot["value"]) - (after > dot["value"]), True


def _periods(page: _Page, axes: Axes, periods: list[tuple[str, str]], *, width: float) -> None:
    """As many periods as have room, the newest always among them."""
    label = max(page.width_of(when, 11.5) for _, when in periods) + 12
    step = max(1, -(-len(periods) // max(2, int(width // label))))
    shown = periods[::-1][::step][::-1]
    axes.set_xticks(
        [_time(period) for period, _ in shown], [when for _, when in shown], fontsize=11.5, color=_SOFT,
        family="DejaVu Sans",
    )  # fmt: skip


def _bars(page: _Page, spec: dict[str, Any]) -> None:
    """A bar for each row below its name, so that the longest name has room. Bars always begin at zero."""
    rows = spec["rows"]
    low, high = min(0.0, *(row["value"] for row in rows)), max(0.0, *(row["value"] for row in rows))
    room = max(page.width_of(row["text"], 12.5, "bold") for row in rows) + 8
    page.depth += 2
    top = page.depth
    axes = page.plot(_ROW * len(rows), _LEFT, _RIGHT + room)
    axes.axis("off")
    axes.set_xlim(low, high if high > low else low + 1)
    axes.set_ylim(_ROW * len(rows), 0)
    any_strong = any(row["strong"] for row in rows)
    for number, row in enumerate(rows):
        colour = _COLOURS[0] if row["strong"] or not any_strong else _WEAK
        weight = "bold" if row["strong"] else "normal"
        name = page.wrapped(row["label"], 12.5, weight, WIDTH - _LEFT - _RIGHT)
        page.put(_LEFT, top + _ROW * number + 2, name[0] + ("…" if len(name) > 1 else ""), size=12.5, weight=weight,
                 color=_INK, va="top")  # fmt: skip
        middle = _ROW * number + 19 + _BAR / 2
        if low < 0:
            axes.plot([0, 0], [middle - _BAR * 0.8, middle + _BAR * 0.8], color=_SOFT, linewidth=1, clip_on=False)
        axes.barh(
            middle, row["value"], height=_BAR, color=_PAPER if row["hollow"] else colour, edgecolor=colour, linewidth=1.6,
            clip_on=False,
        )  # fmt: skip
        axes.annotate(
            row["text"], (max(row["value"], 0.0), middle), xytext=(6, 0), textcoords="offset points", va="center",
            fontsize=12.5, fontweight="bold", color=_INK, family="DejaVu Sans", annotation_clip=False, parse_math=False,
        )  # fmt: skip
    page.notes += [spec["words"]["hollow"]] if any(row["hollow"] for row in rows) else []


def _quiet(axes: Axes) -> None:
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_SOFT)
    axes.tick_params(length=0, pad=6)


def _levels(bottom: float, top: float) -> list[float]:
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    found = MaxNLocator(nbins=_MOST_TICKS, steps=[1, 2, 2.5, 5, 10], min_n_ticks=4).tick_values(bottom, top)
    return [float(level) for level in found if bottom <= level <= top]


def _written(level: float, spec: dict[str, Any], levels: list[float]) -> str:
    """12,5 in Indonesian, 12.5 in English, with no more decimals than the marks need."""
    step = levels[1] - levels[0] if len(levels) > 1 else 1.0
    decimals = next((count for count in range(5) if abs(round(step, count) - step) < step * 1e-6), 4)
    text = f"{level:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if spec["lang"] == "id" else text


def _time(period: str) -> float:
    return int(period[:4]) + (int(period[5:]) - 1) / 12 if len(period) == 7 else float(period[:4])
