"""BPS WebAPI: lists to their last page, tables with their sub-periods, and cells found by key, never by cutting keys up."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from knowledge.statistics.importing import cells
from knowledge.statistics.importing.cells import Style
from knowledge.statistics.importing.mapping import Column, Level, Use
from knowledge.statistics.importing.mapping import Mapping as RowMapping

MOST_PAGES = 200
HEADER = ("kode bps", "nama wilayah", "tahun", "bulan", "rincian", "nilai")
_NATION, _OUR_NATION = "9999", "0000"
_WHOLE_YEAR = frozenset({"tahun", "tahunan", "setahun", ""})
_CODE = 4


class ServiceSaid(Exception):
    """The service answered, and what it said is no data; the message may be shown to staff."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a table by the service's own number for it."""

    id: str
    label: str


class WebApi:
    """A thin client. Errors come with HTTP 200, lists in pages, and "nothing" as an empty string."""

    def __init__(self, client: httpx.Client, base: str, key: str) -> None:
        self._client, self._base, self._key = client, base.rstrip("/"), key

    def years(self, domain: str, variable: str) -> list[Year]:
        """Every year there is a table for, whichever page it is on."""
        found: list[Year] = []
        page, pages = 1, 1
        while page <= min(pages, MOST_PAGES):
            said = self._ask("th", domain=domain, var=variable, page=str(page))
            listed = said.get("data")
            if not listed:
                break
            about, rows = listed
            pages = int(about["pages"])
            found += [Year(str(row["th_id"]), str(row["th"])) for row in rows]
            page += 1
        return found

    def table(self, domain: str, variable: str, year: str) -> dict[str, Any]:
        """The table of one year as the service gives it; numbers exactly as they were written."""
        return self._ask("data", domain=domain, var=variable, th=year)

    def _ask(self, model: str, **wanted: str) -> dict[str, Any]:
        path = "/".join(part for pair in wanted.items() for part in pair)
        try:
            answer = self._client.get(f"{self._base}/list/model/{model}/lang/ind/{path}/key/{self._key}")
            answer.raise_for_status()
            said = json.loads(answer.text, parse_float=str, parse_int=str)
        except httpx.HTTPStatusError as error:
            raise ServiceSaid(f"layanan BPS menjawab {error.response.status_code}") from None
        except httpx.HTTPError as error:
            raise ServiceSaid(f"layanan BPS tidak terjangkau ({type(error).__name__})") from None
        except ValueError:
            raise ServiceSaid("jawaban layanan BPS bukan JSON") from None
        if not isinstance(said, dict) or str(said.get("status", "")).upper() != "OK":
            message = said.get("message") if isinstance(said, dict) else None
            raise ServiceSaid(f"layanan BPS menolak: {str(message or 'tanpa keterangan')[:120]}")
        return said


def rows_of(table: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The cells of a table in the order of :data:`HEADER`.

    A cell is looked up under every possible key; two that share one are named as colliding and hold no number.
    """
    if not table.get("datacontent"):
        return
    content = {str(key): str(value) for key, value in table["datacontent"].items()}
    try:
        variable = str(table["var"][0]["val"])
        parts = [_listed(table, name) for name in ("vervar", "turvar", "tahun", "turtahun")]
    except (KeyError, IndexError, TypeError):
        raise ServiceSaid("susunan tabel BPS tidak dikenal") from None
    combinations = [
        (place, part, year, within, f"{place[0]}{variable}{part[0]}{year[0]}{within[0]}")
        for place in parts[0]
        for part in parts[1]
        for year in parts[2]
        for within in parts[3]
    ]
    times = Counter(one[4] for one in combinations)
    met = set()
    for place, part, year, within, key in combinations:
        if key in content:
            met.add(key)
            value = content[key] if times[key] == 1 else f"kunci {key} milik {times[key]} sel"
            code = _OUR_NATION if place[0] == _NATION else place[0]
            yield (
                code if len(code) == _CODE else "",
                place[1],
                _period(year[1], within[1]),
                _month(within[1]),
                part[1],
                value,
            )
    for key in content.keys() - met:
        yield ("", f"kunci {key}", "", "", "", content[key])


def _listed(table: Mapping[str, Any], name: str) -> list[tuple[str, str]]:
    rows = table.get(name) or [{"val": "0", "label": ""}]
    return [(str(row["val"]), str(row["label"]).strip()) for row in rows]


def _month(label: str) -> str:
    return label if len(cells.month_numbers(label)) == 1 else ""


def _period(year: str, within: str) -> str:
    """A quarter is no month and no year: it stays written out, so that the check refuses it instead of guessing."""
    return year if within.lower() in _WHOLE_YEAR or _month(within) else f"{year} {within}"


def as_csv(tables: Sequence[Mapping[str, Any]]) -> bytes:
    """The cells of all years as one long table."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(HEADER)
    for table in tables:
        writer.writerows(rows_of(table))
    return out.getvalue().encode()


def mapping(indicator: str) -> RowMapping:
    """What the columns of :func:`as_csv` mean."""
    uses = (Use.CODE_BPS, Use.PLACE, Use.PERIOD, Use.MONTH, Use.DIMENSION, Use.VALUE)
    columns = {place: Column(use) for place, use in enumerate(uses)}
    return RowMapping(header=1, columns=columns, indicator=indicator, style=Style.POINT, level=Level.KABKOTA)
