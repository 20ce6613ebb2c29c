"""Figures: a number is said with its unit, period, place, source and status, or plainly not said."""

from collections.abc import Sequence
from typing import Any

from texts import numbers
from texts.words import Words, message

Line = dict[str, Any]
Measure = dict[str, Any]


def _name(w: Words, measure: Measure) -> str:
    return str(measure["name_en"] if w.lang == "en" and measure.get("name_en") else measure["name"])


def _of(w: Words, measure: Measure, line: Line) -> str:
    """The name with the part of the total: "Tingkat pengangguran terbuka, perempuan"."""
    part = line.get("dimension")
    return _name(w, measure) + (f", {w(numbers.DIMENSION.get(str(part), str(part)))}" if part else "")


def _source(w: Words, line: Line) -> str:
    said = w("Sumber: {source}", source=line["source"])
    said += w(", dicatat {day}, {status}.", day=numbers.day(w, line["noted"]), status=w(numbers.STATUS[line["status"]]))
    if line.get("base"):
        said += " " + w("Basis: {base}.", base=line["base"])
    return said


def _reads(w: Words, measure: Measure, line: Line) -> str:
    """The card says how to read only what holds its own number; the rest is behind "Cara membaca"."""
    text = measure["reading_en"] if w.lang == "en" else measure["reading"]
    return numbers.filled(w, text, line["value"], measure["decimals"]) if "{" in text else ""


@message
def figure_value(
    w: Words,
    *,
    measure: Measure,
    lines: Sequence[Line],
    before: Line | None = None,
    also: Sequence[Line] = (),
    break_at: Sequence[str] = (),
    is_latest: bool = False,
) -> str:
    said = []
    for line in lines:
        what = w("{what} {place}, {period}: {value}.", what=_of(w, measure, line), place=line["place"],
                 period=numbers.period(w, line["period"]), value=numbers.value(w, line["value"], measure))  # fmt: skip
        said.append(what)
    if is_latest:
        said.append(w("Ini angka terbaru yang kami miliki, bukan angka hari ini."))
    if len(lines) == 1 and (reads := _reads(w, measure, lines[0])):
        said.append(reads)
    if before is not None:
        said.append(_changed(w, measure, before, lines[-1]))
    if break_at:
        said.append(w("Tidak dibandingkan dengan periode sebelumnya karena basis datanya berbeda."))
    for line in also:
        said.append(
            w("Ada juga {period}: {value}.", period=numbers.period(w, line["period"]),
              value=numbers.value(w, line["value"], measure))
        )  # fmt: skip
    return "\n".join([" ".join(said), _source(w, lines[0])])


def _changed(w: Words, measure: Measure, first: Line, last: Line) -> str:
    way, amount = numbers.difference(w, first["value"], last["value"], measure)
    then = numbers.period(w, first["period"])
    if way == 0:
        return w("Sama dengan {then}.", then=then)
    return (
        w("Naik {amount} dari {then}.", amount=amount, then=then)
        if way > 0
        else w("Turun {amount} dari {then}.", amount=amount, then=then)
    )


@message
def figure_several(w: Words, *, cards: Sequence[dict[str, Any]]) -> str:
    return "\n\n".join(figure_value(w, measure=card["measure"], lines=[card["line"]]) for card in cards)


@message
def figure_series(
    w: Words, *, measure: Measure, lines: Sequence[Line], has_break: bool = False, bases: Sequence[str] = ()
) -> str:
    said = [
        w(
            "{what} {place} ({unit}):",
            what=_of(w, measure, lines[0]),
            place=lines[0]["place"],
            unit=numbers.unit(w, measure),
        )
    ]
    base = lines[0].get("base_code")
    for line in lines:
        if line.get("base_code") != base:
            said.append(w("— jeda: basis data berganti, angka di atas dan di bawah tidak sebanding —"))
            base = line.get("base_code")
        part = f" {w(numbers.DIMENSION[line['dimension']])}" if line["dimension"] in numbers.DIMENSION else ""
        said.append(
            f"• {numbers.period(w, line['period'])}{part}: {numbers.plain(w, line['value'], measure['decimals'])}"
            + ("" if line["status"] == "tetap" else f" ({w(numbers.STATUS[line['status']])})")
        )
    return "\n".join([*said, *_credits(w, lines)])


def _credits(w: Words, lines: Sequence[Line]) -> list[str]:
    sources = list(dict.fromkeys(line["source"] for line in lines))
    said = [w("Sumber: {source}", source="; ".join(sources[:3])) + "."]
    if any(line["status"] != "tetap" for line in lines):
        said.append(w("Sebagian angka masih sementara."))
    return said


@message
def figure_change(w: Words, *, measure: Measure, first: Line, last: Line, percent: str | None = None) -> str:
    way, amount = numbers.difference(w, first["value"], last["value"], measure)
    what, place = _of(w, measure, last), last["place"]
    blanks = {"what": what, "place": place, "amount": amount, "first": numbers.period(w, first["period"]),
              "last": numbers.period(w, last["period"])}  # fmt: skip
    if way > 0:
        said = w("{what} {place} naik {amount} dari {first} ke {last}.", **blanks)
    elif way < 0:
        said = w("{what} {place} turun {amount} dari {first} ke {last}.", **blanks)
    else:
        said = w(
            "{what} {place} tidak berubah dari {first} ke {last}.", **{k: v for k, v in blanks.items() if k != "amount"}
        )
    if percent is not None:
        said += " " + w(
            "Itu {percent} persen; dihitung layanan ini dari dua angka berikut.", percent=numbers.plain(w, percent, 2)
        )
    rows = [
        f"• {numbers.period(w, line['period'])}: {numbers.value(w, line['value'], measure)}" for line in (first, last)
    ]
    return "\n".join([said, *rows, *_credits(w, (first, last))])


@message
def figure_compare(w: Words, *, measure: Measure, lines: Sequence[Line]) -> str:
    periods = list(dict.fromkeys(line["period"] for line in lines))
    said = [w("{what}, {period} ({unit}):", what=_of(w, measure, lines[0]),
              period=", ".join(numbers.period(w, period) for period in periods), unit=numbers.unit(w, measure))]  # fmt: skip
    for line in lines:
        when = f" ({numbers.period(w, line['period'])})" if len(periods) > 1 else ""
        said.append(f"• {line['place']}{when}: {numbers.plain(w, line['value'], measure['decimals'])}")
    if len(lines) == 2 and len(periods) == 1:
        high, low = sorted(lines, key=lambda line: numbers.of(line["value"]), reverse=True)
        if high["value"] != low["value"]:
            said.append(
                w("{high} lebih tinggi {amount} daripada {low}.", high=high["place"], low=low["place"],
                  amount=numbers.difference(w, low["value"], high["value"], measure)[1])
            )  # fmt: skip
    return "\n".join([*said, *_credits(w, lines)])


@message
def figure_rank(
    w: Words,
    *,
    measure: Measure,
    lines: Sequence[Line],
    scope: str,
    of: int,
    is_lowest: bool,
    places: dict[str, int],
    level: str = "",
    without: str = "",
) -> str:
    way = w("dari yang terendah") if is_lowest else w("dari yang tertinggi")
    among = w("kota") if level == "kota" else w("kabupaten/kota")
    said = [
        w("{what} menurut {among} di {scope}, {period}, {way} ({of} wilayah, {unit}):", what=_of(w, measure, lines[0]), among=among,
          scope=scope, period=numbers.period(w, lines[0]["period"]), way=way, of=of, unit=numbers.unit(w, measure))
    ]  # fmt: skip
    for line in lines:
        said.append(f"{places[line['code']]}. {line['place']}: {numbers.plain(w, line['value'], measure['decimals'])}")
    if without:
        said.append(w("Tanpa {places}, yang datanya belum ada di sini.", places=without))
    return "\n".join([*said, *_credits(w, lines)])


@message
def figure_ratio(
    w: Words, *, measure: Measure, upper: Line, lower: Line, ratio: str, is_share: bool, is_sex: bool
) -> str:
    number, period = numbers.plain(w, ratio, 2), numbers.period(w, upper["period"])
    if is_sex:
        said = w(
            "Di {place} ada {number} laki-laki per 100 perempuan ({period}).",
            place=upper["place"],
            number=number,
            period=period,
        )
    elif is_share:
        said = w("{what} {upper} adalah {number} persen dari {lower} ({period}).", what=_name(w, measure), upper=upper["place"],
                 lower=lower["place"], number=number, period=period)  # fmt: skip
    else:
        said = w("{what} {upper} adalah {number} kali {lower} ({period}).", what=_name(w, measure), upper=upper["place"],
                 lower=lower["place"], number=number, period=period)  # fmt: skip
    rows = [
        f"• {line['place']}{' ' + w(numbers.DIMENSION[line['dimension']]) if line['dimension'] else ''}: "
        f"{numbers.value(w, line['value'], measure)}"
        for line in (upper, lower)
    ]
    note = w("Dihitung layanan ini dari dua angka berikut, bukan angka terbitan:")
    return "\n".join([said, note, *rows, *_credits(w, (upper, lower))])


@message
def figure_refused_break(w: Words, *, measure: Measure, lines: Sequence[Line], bases: Sequence[str]) -> str:
    named = " / ".join(base or w("seri sebelumnya") for base in bases)
    said = w(
        "{what}: angka-angka ini tidak sebanding karena basisnya berbeda ({bases}), jadi selisihnya tidak kami hitung.",
        what=_name(w, measure), bases=named,
    )  # fmt: skip
    rows = [
        f"• {line['place']}, {numbers.period(w, line['period'])}: {numbers.value(w, line['value'], measure)}"
        for line in lines[:6]
    ]
    return "\n".join([said, *rows, *(_credits(w, lines) if lines else [])])
