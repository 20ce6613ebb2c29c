"""Places in a table: a code of BPS or Kemendagri, or a name, is one region or a reason why it is none. Never a guess."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.statistics.importing.mapping import Level
from knowledge.statistics.importing.tables import Problem, problem
from knowledge.statistics.models import Region, RegionLevel

_R = RegionLevel
_OF_LEVEL: Mapping[Level, frozenset[RegionLevel]] = {
    Level.MIXED: frozenset({_R.NASIONAL, _R.PROVINSI, _R.KABUPATEN, _R.KOTA}),
    Level.PROVINCE: frozenset({_R.NASIONAL, _R.PROVINSI}),
    Level.KABKOTA: frozenset({_R.NASIONAL, _R.PROVINSI, _R.KABUPATEN, _R.KOTA}),
    Level.KECAMATAN: frozenset({_R.KECAMATAN}),
    Level.DESA: frozenset({_R.DESA}),
}
_PREFIXES: tuple[tuple[re.Pattern[str], frozenset[RegionLevel]], ...] = (
    (re.compile(r"^(?:kabupaten|kab\.?)\s+(?=\S)"), frozenset({_R.KABUPATEN})),
    (re.compile(r"^(?:kota administrasi|kota adm\.?|kotamadya|kota)\s+(?=\S)"), frozenset({_R.KOTA})),
    (re.compile(r"^(?:provinsi|prov\.?)\s+(?=\S)"), frozenset({_R.PROVINSI})),
    (re.compile(r"^(?:kecamatan|kec\.?)\s+(?=\S)"), frozenset({_R.KECAMATAN})),
    (re.compile(r"^(?:desa/kelurahan|desa|kelurahan|kel\.?)\s+(?=\S)"), frozenset({_R.DESA})),
)
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A region as rows are matched with it."""

    id: int
    code: str
    name: str
    level: RegionLevel
    parent_id: int | None


class PlaceBook:
    """Every region by its codes and names, read once for an import."""

    def __init__(self, session: Session) -> None:
        self.by_id: dict[int, Known] = {}
        self._bps: dict[str, Known] = {}
        self._kemendagri: dict[str, Known] = {}
        self._names: dict[str, list[Known]] = defaultdict(list)
        for row in session.scalars(select(Region).order_by(Region.id)):
            known = Known(row.id, row.code, row.name, row.level, row.parent_id)
            self.by_id[row.id] = known
            if row.code_bps:
                self._bps[row.code_bps] = known
            if row.code_kemendagri:
                self._kemendagri[row.code_kemendagri.replace(".", "")] = known
            aliases = [alias for alias in row.aliases if len(alias) > 2]
            for name in dict.fromkeys(_bare(one)[0] for one in (row.name, row.base_name, *aliases)):
                self._names[name].append(known)

    def of_code(self, cell: Any, *, is_kemendagri: bool) -> Known | Problem:
        """The region with this code in one of the two systems; a code both know for two places is looked up in its own."""
        code = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        digits = re.sub(r"\D", "", code)
        book = self._kemendagri if is_kemendagri else self._bps
        padded = f"{digits}00" if not is_kemendagri and len(digits) == 2 and digits not in book else digits
        found = book.get(padded)
        return found if found is not None else problem("unknown_code", code=code[:40])

    def of_name(self, cell: Any, level: Level, *, bare_is_kabupaten: bool = False) -> Known | Problem:
        """The one region of this name among the sorts of places the column holds."""
        said, levels = _bare(str(cell))
        wanted = levels or _OF_LEVEL[level]
        fitting = [one for one in self._names.get(said, ()) if one.level in wanted]
        if not levels and level is Level.KABKOTA:
            fitting = [one for one in fitting if one.level in {_R.KABUPATEN, _R.KOTA}] or fitting
            if bare_is_kabupaten and len(fitting) > 1:
                fitting = [one for one in fitting if one.level is _R.KABUPATEN]
        fitting = list({one.id: one for one in fitting}.values())
        if len(fitting) == 1:
            return fitting[0]
        if not fitting:
            return problem("unknown_place", name=str(cell)[:80])
        return problem("ambiguous_place", name=str(cell)[:80], options=[one.name for one in fitting[:_MOST_NAMED]])

    def children(self, parent_id: int, levels: Sequence[RegionLevel]) -> set[int]:
        """The regions that together are this one."""
        return {one.id for one in self.by_id.values() if one.parent_id == parent_id and one.level in levels}


def _bare(name: str) -> tuple[str, frozenset[RegionLevel]]:
    """A name without the word for its sort, and the sorts that word allows (none: any)."""
    said = " ".join(re.findall(r"[a-z0-9'./]+", name.lower().replace("kab.", "kab ").replace("-", " ")))
    for prefix, levels in _PREFIXES:
        if prefix.search(said):
            return prefix.sub("", said), levels
    return said, frozenset()
