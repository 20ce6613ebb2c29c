"""Places: the area a report names, put so that the same place is counted together."""

from functools import lru_cache

from core.places.areas import areas_in
from core.places.gazetteer import Level, gazetteer

MOST = 60


def of(place: str | None, home_code: str, *, is_hidden: bool) -> tuple[str | None, str | None]:
    """The place as it is counted, and the kecamatan it surely lies in. A hidden report names none."""
    if not place or is_hidden:
        return None, None
    return _counted(" ".join(place.split())[:300], home_code)


@lru_cache(maxsize=20_000)
def _counted(place: str, home_code: str) -> tuple[str | None, str | None]:
    known = gazetteer().by_code
    codes = areas_in(place, home_code)
    districts = {code if known[code].level is Level.KECAMATAN else known[code].parent for code in codes}
    named = {code for code in codes if known[code].level is Level.KECAMATAN}
    if len(districts) > 1 and len(named) == 1:
        districts = named
    if len(districts) != 1:
        return place.lower()[:MOST], None
    (district,) = districts
    area = f"Kec. {known[district].name}"
    villages = [code for code in codes if known[code].level is Level.DESA and known[code].parent == district]
    return (f"{known[villages[0]].name}, {area}" if len(villages) == 1 else area), area
