"""How long a picture of figures takes: the first one, the later ones, and beside them a bare matplotlib figure.

usage: python -m benchmarks charts

Everything is drawn in the child process, as the worker has it drawn, and comes back as a PNG.
"""

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

from core import child
from knowledge.statistics import drawing

TIMES = 15
_WORDS = {
    "not_zero": "Sumbu tegak tidak mulai dari nol.",
    "break": "Celah: basis berganti.",
    "hollow": "Kosong: sementara.",
}


def _about(**more: Any) -> dict[str, Any]:
    about = {
        "lang": "id",
        "title": "Persentase penduduk miskin (P0) Kabupaten Klaten",
        "subtitle": "2010–2024 · persen",
    }
    return {**about, "decimals": 2, "source": "Sumber: BPS.", "office": "Kantor", "words": _WORDS, **more}


def _line(name: str, start: float) -> dict[str, Any]:
    dots = [
        {"period": str(year), "when": str(year), "value": start - year % 100 * 0.3, "text": "12,33",
         "base": "SP2010" if year < 2018 else "SP2020", "hollow": year == 2024}
        for year in range(2010, 2025)
    ]  # fmt: skip
    return {"label": name, "points": dots}


SERIES = _about(shape="lines", series=[_line("Kabupaten Klaten", 17.0)])
COMPARISON = _about(shape="lines", series=[_line(f"Kabupaten {number}", 17.0 + number) for number in range(5)])
RANKING = _about(
    shape="bars",
    rows=[
        {
            "label": f"{number}. Kabupaten",
            "value": 16.0 - number,
            "text": "12,33",
            "hollow": False,
            "strong": number == 9,
        }
        for number in range(1, 11)
    ],
)


def bare(size: tuple[float, float]) -> bytes:
    """A figure of the same size with one line and nothing else: what matplotlib itself costs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - only the child has it
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=size, dpi=drawing.DPI)
    FigureCanvasAgg(figure)
    figure.add_subplot().plot([1, 2, 3], [3, 1, 2])
    out = io.BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _taken(draw: Callable[[], bytes]) -> list[float]:
    found = []
    for _ in range(TIMES):
        started = time.perf_counter()
        assert draw().startswith(b"\x89PNG")
        found.append((time.perf_counter() - started) * 1000)
    return sorted(found)


def main() -> None:
    """Print the table."""
    started = time.perf_counter()
    child.call(drawing.chart, SERIES)
    print(f"the first one, with the start of the child: {time.perf_counter() - started:.1f} s\n")
    size = (drawing.WIDTH / 72, drawing.WIDTH / 72)
    plain = statistics.median(_taken(lambda: child.call(bare, size)))
    print("| picture | median ms | slowest ms | against a bare figure |")
    print("|---|---|---|---|")
    print(f"| a bare matplotlib figure | {plain:.0f} | | 1.0 |", flush=True)
    for name, spec in (("series", SERIES), ("comparison of five", COMPARISON), ("ranking of ten", RANKING)):
        taken = _taken(lambda spec=spec: child.call(drawing.chart, spec))  # type: ignore[misc]
        median = statistics.median(taken)
        print(f"| {name} | {median:.0f} | {taken[-1]:.0f} | {median / plain:.1f} |", flush=True)


if __name__ == "__main__":
    main()
