"""Pictures and workbooks of figures: the words beside them, and, as plain values, everything that is drawn or written."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from texts import numbers
from texts.figures import Measure, _name
from texts.words import Words, message

Point = dict[str, Any]
_SHORT_LICENCE = 40
_MOST_TOLD = 10


@message
def figure_picture(
    w: Words,
    *,
    shape: str,
    measure: Measure,
    points: Sequence[Point],
    sources: Sequence[str],
    licences: Sequence[str] = (),
    rank: Mapping[str, Any] | None = None,
    highlight: Sequence[str] = (),
    url: str = "",
    is_unmade: bool = False,
) -> str:
    more = "\n" + w("Tabel lengkapnya: {url}", url=url) if url else ""
    if is_unmade:
        return w("Maaf, gambarnya belum bisa dibuat. Angkanya tetap ada pada jawaban di atas.") + more
    title = _title(w, measure, points, rank)
    return "\n".join([f"{title}, {_span(w, points)}.", _sources(w, sources)]) + more


@message
def figure_workbook(
    w: Words, *, measure: Measure, indicator: str, regions: Sequence[str], place: str, url: str, is_unmade: bool = False
) -> str:
    if is_unmade:
        return w("Maaf, berkas Excel-nya belum bisa dibuat di sini. Berkas yang sama bisa diunduh: {url}", url=url)
    about = " ".join(filter(None, (_name(w, measure), place)))
    return w("{what}: lembar Data, Metadata dan Sumber. Angka terbaru selalu ada di {url}", what=about, url=url)


@message
def figure_too_few(w: Words, *, measure: Measure) -> str:
    return w("Baru ada satu angka {what} di layanan ini, jadi belum ada yang bisa digambar.", what=_name(w, measure))


def _title(
    w: Words, measure: Measure, points: Sequence[Point], rank: Mapping[str, Any] | None, *, with_places: bool = True
) -> str:
    """What is shown; the places beside each other are left out where the picture names them."""
    parts = {str(point["dimension"]) for point in points}
    part = f", {w(numbers.DIMENSION[next(iter(parts))])}" if len(parts) == 1 and parts <= set(numbers.DIMENSION) else ""
    if rank is not None:
        among = w("kota") if rank.get("level") == "kota" else w("kabupaten/kota")
        return w("{what} menurut {among} di {scope}", what=_name(w, measure) + part, among=among, scope=rank["scope"])
    places = list(dict.fromkeys(str(point["place"]) for point in points))
    if len(places) > 1 and not with_places:
        return _name(w, measure) + part
    where = ", ".join(places) if len(places) <= 3 else w("{count} wilayah", count=len(places))
    return f"{_name(w, measure)}{part} {where}"


def _span(w: Words, points: Sequence[Point]) -> str:
    first, last = min(point["period"] for point in points), max(point["period"] for point in points)
    return numbers.period(w, first) + (f"–{numbers.period(w, last)}" if last != first else "")


def _sources(w: Words, sources: Sequence[str]) -> str:
    said = w("Sumber: {source}", source="; ".join(sources[:2]))
    return said + (w(" dan {count} lainnya", count=len(sources) - 2) if len(sources) > 2 else "") + "."


def _licence(w: Words, licences: Sequence[str]) -> str:
    """The licence by its name; where the source names none, that is said."""
    named = [one for one in dict.fromkeys(licences) if one and len(one) <= _SHORT_LICENCE]
    return w("Lisensi: {name}.", name=", ".join(named)) if named else w("Lisensi: tidak dinyatakan sumbernya.")


def _chart(w: Words, data: Mapping[str, Any]) -> dict[str, Any]:
    """The chart of a row: what its file is called, what it shows in words, and what is drawn."""
    measure, points, rank = data["measure"], data["points"], data.get("rank")
    is_lines = data["shape"] == "lines"
    spec: dict[str, Any] = {
        "lang": w.lang,
        "shape": data["shape"],
        "title": _title(w, measure, points, rank, with_places=False),
        "subtitle": f"{_span(w, points)} · {numbers.unit(w, measure)}",
        "decimals": int(measure["decimals"]),
        "source": f"{_sources(w, data['sources'])} {_licence(w, data.get('licences', ()))}",
        "office": w.office.name,
        "words": {
            "not_zero": w("Sumbu tegak tidak mulai dari nol."),
            "break": w("Celah: basis data berganti, tidak sebanding."),
            "hollow": w("Titik kosong: angka sementara.") if is_lines else w("Batang kosong: angka sementara."),
        },
    }
    spec |= {"series": _series(w, measure, points)} if is_lines else {"rows": _rows(w, data)}
    said = _told_lines(w, measure, points) if is_lines else _told_rows(w, measure, points)
    kind = w("Grafik garis") if is_lines else w("Grafik batang")
    alt = f"{kind} {_title(w, measure, points, rank)}, {_span(w, points)}. {said}"
    return {"kind": "chart", "name": "grafik.png", "alt": alt, "spec": spec}


def _series(w: Words, measure: Measure, points: Sequence[Point]) -> list[dict[str, Any]]:
    """One line for each place and part, in the order they were answered."""
    found: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        found.setdefault((point["code"], str(point["dimension"])), []).append(point)
    return [
        {"label": _label(w, points, line[0]), "points": [_dot(w, measure, one) for one in line]}
        for line in found.values()
    ]


def _label(w: Words, points: Sequence[Point], one: Point) -> str:
    part = w(numbers.DIMENSION.get(str(one["dimension"]), str(one["dimension"]))) if one["dimension"] else w("jumlah")
    if len({point["code"] for point in points}) == 1:
        return part
    return f"{one['place']}, {part}" if one["dimension"] else str(one["place"])


def _dot(w: Words, measure: Measure, one: Point) -> dict[str, Any]:
    return {
        "period": one["period"],
        "when": numbers.short_period(w, one["period"]),
        "value": float(numbers.of(one["value"])),
        "text": numbers.plain(w, one["value"], measure["decimals"]),
        "hollow": _is_hollow(one),
        "base": one["base_code"],
    }


def _is_hollow(one: Point) -> bool:
    return one["status"] not in {"tetap", "revisi"}


def _rows(w: Words, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    rank, strong = data.get("rank") or {}, set(data.get("highlight", ()))
    places = rank.get("places", {})
    points: Sequence[Point] = data["points"]
    is_of_parts = len({one["code"] for one in points}) == 1 and any(one["dimension"] for one in points)
    return [
        {
            "label": (f"{places[one['code']]}. " if one["code"] in places else "")
            + (_label(w, points, one) if is_of_parts else one["place"]),
            "value": float(numbers.of(one["value"])),
            "text": numbers.plain(w, one["value"], data["measure"]["decimals"]),
            "hollow": _is_hollow(one),
            "strong": one["code"] in strong,
        }
        for one in points
    ]


def _told_lines(w: Words, measure: Measure, points: Sequence[Point]) -> str:
    """The chart for who cannot see it: where each line begins and ends."""
    said = []
    for _, line in groupby(points, key=lambda one: (one["code"], one["dimension"])):
        dots = list(line)
        first, last = dots[0], dots[-1]
        said.append(
            w("{what}: dari {first} ({then}) ke {last} ({now}).", what=_label(w, points, first),
              first=numbers.value(w, first["value"], measure), then=numbers.period(w, first["period"]),
              last=numbers.value(w, last["value"], measure), now=numbers.period(w, last["period"]))
        )  # fmt: skip
    return " ".join(said[:_MOST_TOLD])


def _told_rows(w: Words, measure: Measure, points: Sequence[Point]) -> str:
    rows = [f"{one['place']} {numbers.value(w, one['value'], measure)}" for one in points[:_MOST_TOLD]]
    return "; ".join(rows) + "."


def _workbook(w: Words, data: Mapping[str, Any]) -> dict[str, Any]:
    """The workbook of a row: whose figures are in it."""
    code = str(data["indicator"])
    spec = {"indicator": code, "regions": list(data["regions"]), "office": w.office.name}
    return {"kind": "workbook", "name": f"{code.replace('_', '-')}.xlsx", "alt": "", "spec": spec}


WORK: Mapping[str, Callable[[Words, Mapping[str, Any]], dict[str, Any]]] = {
    "figure_picture": _chart,
    "figure_workbook": _workbook,
}
"""Kinds whose file is made at delivery."""
