"""News of figures: a subscription is noted or ended, a figure is out, revised or taken back, a release moved."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from texts import numbers
from texts.figures import Line, Measure, _name
from texts.words import Words, message


@message
def figure_subscribed(w: Words, *, indicator: str, place: str) -> str:
    return w(
        "Baik. Begitu {what} {place} terbit atau diperbaiki, kami kabari di sini. Ketik langganan saya untuk melihat atau "
        "berhenti.",
        what=indicator, place=place,
    )  # fmt: skip


@message
def figure_cannot_subscribe(w: Words, *, most: int) -> str:
    return w(
        "Langganan belum bisa ditambah; paling banyak {most} data. Ketik langganan saya untuk menghentikan sebagian.",
        most=most,
    )


@message
def figure_subscriptions(w: Words, *, rows: Sequence[dict[str, str]]) -> str:
    if not rows:
        return w("Anda belum berlangganan data apa pun. Tombol “Beri tahu saya” ada di bawah jawaban tentang angka.")
    said = [w("Kami kabari bila data ini terbit atau diperbaiki:")]
    said += [f"• {row['indicator']}, {row['place']}" for row in rows]
    return "\n".join([*said, w("Pilih satu untuk berhenti, atau ketik berhenti langganan untuk semuanya.")])


@message
def figure_unsubscribed(w: Words, *, count: int) -> str:
    if not count:
        return w("Tidak ada langganan data yang berjalan.")
    return w("Langganan data dihentikan. Kami tidak mengabari lagi tentang data itu.")


@message
def figure_news(w: Words, *, measure: Measure, place: str, lines: Sequence[Line]) -> str:
    said = [w("Data yang Anda tunggu: {what} {place}.", what=_name(w, measure), place=place)]
    for line in lines:
        dimension = str(line["dimension"] or "")
        part = f" ({w(numbers.DIMENSION.get(dimension, dimension))})" if dimension else ""
        row = f"• {numbers.period(w, line['period'])}{part}: {numbers.value(w, line['value'], measure)}"
        if line["status"] != "tetap":
            row += f", {w(numbers.STATUS[line['status']])}"
        if line["before"] is not None:
            row += " " + w("(diperbaiki dari {before})", before=numbers.plain(w, line["before"], measure["decimals"]))
        said.append(row)
    sources = list(dict.fromkeys(line["source"] for line in lines))
    said.append(w("Sumber: {source}", source="; ".join(sources)) + ".")
    return "\n".join([*said, w("Ketik berhenti langganan bila tidak perlu dikabari lagi.")])


@message
def figure_withdrawn(w: Words, *, measure: Measure, place: str, periods: Sequence[str], lines: Sequence[Line]) -> str:
    when = ", ".join(numbers.period(w, period) for period in periods)
    said = [
        w("Perbaikan: angka {what} {place} untuk {period} yang kami kabarkan ditarik kembali.", what=_name(w, measure),
          place=place, period=when)
    ]  # fmt: skip
    for line in lines:
        said.append(
            w("Yang berlaku {period}: {value}.", period=numbers.period(w, line["period"]),
              value=numbers.value(w, line["value"], measure))
        )  # fmt: skip
    if not lines:
        said.append(w("Begitu angka yang benar terbit, kami kabari lagi."))
    return "\n".join(said)


@message
def figure_release_moved(w: Words, *, title: str, planned: str, before: str | None = None, reason: str = "") -> str:
    said = w("Jadwal terbit {title} berubah menjadi {day}.", title=title, day=w.dated(date.fromisoformat(planned)))
    if before:
        said += " " + w("Semula {day}.", day=w.dated(date.fromisoformat(before)))
    if reason:
        said += " " + w("Alasannya: {reason}", reason=reason)
    return said


def kept(rows: Sequence[Any]) -> list[dict[str, str]]:
    """Subscriptions as the list says them."""
    return [{"indicator": row.indicator, "place": row.place} for row in rows]
