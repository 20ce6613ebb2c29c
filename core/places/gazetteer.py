"""The gazetteer: provinces, kabupaten and kota of the country, kecamatan and desa of the sample office's regency."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "gazetteer.csv"


class Level(StrEnum):
    PROVINSI = "provinsi"
    KABKOTA = "kabkota"
    KECAMATAN = "kecamatan"
    DESA = "desa"


@dataclass(frozen=True, slots=True)
class Place:
    """One region with both codes; ``bps_code`` is empty where no match is certain."""

    code: str
    bps_code: str
    name: str
    level: Level
    parent: str
    base_name: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by code and by base name ("klaten utara"); one base name may belong to several."""

    by_code: Mapping[str, Place]
    by_name: Mapping[str, tuple[Place, ...]]

    def within(self, code: str) -> list[Place]:
        """Every place inside this one."""
        return [place for place in self.by_code.values() if place.code.startswith(f"{code}.")]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The list, read once."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        places = [
            Place(
                row["kemendagri_code"],
                row["bps_code"],
                row["name"],
                Level(row["level"]),
                row["parent"],
                row["base_name"].lower(),
            )
            for row in csv.DictReader(file)
        ]
    names: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        names[place.base_name].append(place)
    return Gazetteer({place.code: place for place in places}, {name: tuple(found) for name, found in names.items()})
