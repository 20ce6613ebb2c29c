"""Charts as they come out: gaps at breaks, hollow dots, and nothing that leaves the picture."""

import io
from itertools import pairwise
from typing import Any

import pytest
from PIL import Image

from knowledge.statistics import drawing

GREEN = (15, 107, 84)
LONG = "Persentase rumah tangga yang memiliki akses terhadap sumber air minum layak dan sanitasi layak berkelanjutan"
WORDS = {
    "not_zero": "Sumbu tegak tidak mulai dari nol.",
    "break": "Celah: basis berganti.",
    "hollow": "Kosong: sementara.",
}


def _dot(period: str, value: float, *, base: str = "", hollow: bool = False) -> dict[str, Any]:
    return {"period": period, "when": period, "value": value, "text": f"{value:.2f}", "base": base, "hollow": hollow}


def _spec(**more: Any) -> dict[str, Any]:
    about = {"lang": "id", "title": "Judul", "subtitle": "2010–2024 · persen", "decimals": 2, "source": "Sumber: BPS."}
    return {**about, "office": "Kantor", "words": WORDS, "shape": "lines", **more}


def _line(*dots: dict[str, Any], label: str = "Kabupaten Klaten") -> dict[str, Any]:
    return {"label": label, "points": list(dots)}


def _drawn(spec: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(drawing.chart(spec))).convert("RGB")


def _columns_with(picture: Image.Image, colour: tuple[int, int, int]) -> list[int]:
    pixels = picture.load()
    assert pixels is not None
    height = picture.height
    return [x for x in range(picture.width) if any(pixels[x, y] == colour for y in range(height))]


def _longest_gap(columns: list[int]) -> int:
    return max(after - before for before, after in pairwise(columns))


def test_nothing_joins_the_figures_of_two_bases() -> None:
    years = [(str(year), 1100.0 + year) for year in range(2010, 2022)]
    joined = [_dot(year, value) for year, value in years]
    parted = [_dot(year, value, base="SP2020" if year > "2015" else "SP2010") for year, value in years]

    assert _longest_gap(_columns_with(_drawn(_spec(series=[_line(*joined)])), GREEN)) < 5
    assert _longest_gap(_columns_with(_drawn(_spec(series=[_line(*parted)])), GREEN)) > 30


def test_a_provisional_figure_is_hollow() -> None:
    def green(*, hollow: bool) -> int:
        picture = _drawn(_spec(series=[_line(_dot("2023", 1.0), _dot("2024", 1.0, hollow=hollow))]))
        return sum(pixel == GREEN for pixel in picture.get_flattened_data())

    assert green(hollow=True) < green(hollow=False)


_MANY = [
    _line(*(_dot(str(year), number * 1e6 + year) for year in range(2015, 2025)), label=f"Kabupaten {LONG} {number}")
    for number in range(6)
]
_BARS = [
    {"label": f"{number}. Kabupaten {LONG}", "value": value, "text": f"{value:,.2f}", "hollow": False, "strong": True}
    for number, value in enumerate((123456789.12, -98765432.1, 0.0))
]
_MONTHS = [_dot(f"{2010 + number // 12}-{number % 12 + 1:02}", 5.0 + number % 7) for number in range(180)]


@pytest.mark.parametrize(
    "spec",
    [
        _spec(series=_MANY, title=LONG, source=f"Sumber: {LONG}. Lisensi: {LONG}"),
        _spec(shape="bars", rows=_BARS, title=LONG),
        _spec(series=[_line(*_MONTHS)], title="$harga$ _miring_ \\\\alpha"),
        _spec(series=[_line(_dot("2023", 0.0), _dot("2024", 0.0))]),
        _spec(series=[_line(_dot("2023", -5.25), _dot("2024", 5.17))]),
        _spec(shape="bars", rows=[{**_BARS[2], "hollow": True}]),
    ],
    ids=["six long lines", "long bars", "fifteen years of months", "all zero", "below zero", "one empty bar"],
)
def test_nothing_leaves_the_picture(spec: dict[str, Any]) -> None:
    picture = _drawn(spec)

    assert picture.width == 1080
    assert picture.height < 20 * picture.width
    edges = [(0, 0, 14, picture.height), (picture.width - 14, 0, picture.width, picture.height)]
    for edge in edges:
        assert picture.crop(edge).getcolors() == [((14) * picture.height, (255, 255, 255))]


def test_the_same_figures_are_the_same_picture() -> None:
    spec = _spec(series=[_line(_dot("2023", 1.0), _dot("2024", 2.0))])

    assert drawing.chart(spec) == drawing.chart(spec)
