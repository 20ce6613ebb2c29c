"""Triage: which category, agency and sort a report most likely has, and which others are of the same thing.

Everything here is a suggestion with its reason; a person confirms or overrules it, and nothing is done by it alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from core import office as offices
from core.language.normalise import words as spelled
from core.places.areas import are_apart, areas_in
from core.staff import Agency
from tickets import categories
from tickets.categories import Category
from tickets.kinds import CaseKind, Kadar, Status, Subject
from tickets.models import Case, Complaint
from tickets.queries import OPEN

NEIGHBOURS, LOOKED_AT, ALIKE = 5, 400, 62
SAME, AROUND = 70, timedelta(days=45)
FEWEST, COMPARED = 3, 400
_SHARED = 2
_NAMED = 90
_ASKS = frozenset(
    "berapa bagaimana kapan dimana apakah syarat syaratnya prosedur jadwal salinan dokumen informasi data".split()
)
_EMPTY = frozenset(
    "yang di dan ke dari ini itu sudah ada tidak untuk dengan pak bu mohon tolong segera lapor laporan saya kami warga "
    "depan dekat sangat juga karena agar ya pada jalan desa kecamatan dukuh rt rw".split()
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a report probably is. ``why`` says it in words a clerk can check."""

    category: Category | None
    agency_id: int | None
    subject: Subject
    kadar: Kadar
    why: tuple[str, ...]


def suggest(session: Session, case: Case, visible: ColumnElement[bool]) -> Suggestion:
    """Look at the words, at agencies that are named, and at what became of the most similar earlier reports."""
    assert case.complaint is not None
    text = f"{case.complaint.text} {case.complaint.place or ''}"
    said = spelled(text)
    earlier = _neighbours(session, case, said, visible)
    by_words = categories.suggest(said)
    voted = Counter(row.category for row in earlier if row.category)
    category = by_words or (categories.by_code(voted.most_common(1)[0][0]) if voted else None)
    why = []
    if category is not None and by_words is category:
        found = sorted(set(said) & category.objects)
        why.append(f"kata “{', '.join(found[:3])}” menunjuk ke {category.label}")
    agency_id, because = _agency(session, said, category, earlier)
    why += [because] if because else []
    touches = category is not None and category.needs_approval
    asks = not categories.tells_of_trouble(said) and bool(set(said) & _ASKS)
    if touches:
        why.append("menyangkut perilaku aparatur: periksa apakah berkadar pengawasan")
    if asks:
        why.append("bunyinya pertanyaan, bukan keluhan: periksa apakah minta keterangan")
    return Suggestion(
        category,
        agency_id,
        Subject.INFORMASI if asks else Subject.PENGADUAN,
        Kadar.BERKADAR if touches else Kadar.TIDAK_BERKADAR,
        tuple(why),
    )


def _agency(
    session: Session, said: Sequence[str], category: Category | None, earlier: Sequence[Row[*tuple[object, ...]]]
) -> tuple[int | None, str | None]:
    """An agency named in the text, else where similar reports went, else the one of the category."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only who looks at suggestions pays for it

    agencies = list(session.scalars(select(Agency).where(Agency.is_active)))
    text = " ".join(said)
    for agency in agencies:
        names = (" ".join(spelled(agency.name)), " ".join(spelled(agency.short_name)))
        if any(len(name) > 3 and fuzz.partial_ratio(name, text) >= _NAMED and len(name) <= len(text) for name in names):
            return agency.id, f"{agency.short_name} disebut dalam laporan"
    went = Counter(row.agency_id for row in earlier if row.agency_id)
    known = {agency.id: agency for agency in agencies}
    for agency_id, times in went.most_common(1):
        if times >= 2 and agency_id in known:
            numbers = ", ".join(str(row.number) for row in earlier if row.agency_id == agency_id)
            return agency_id, f"laporan serupa ditangani {known[agency_id].short_name} ({numbers[:80]})"
    usual = next((agency for agency in agencies if category is not None and agency.code == category.agency), None)
    return (usual.id, f"{usual.short_name} biasanya menangani kategori ini") if usual else (None, None)


def _neighbours(
    session: Session, case: Case, said: Sequence[str], visible: ColumnElement[bool]
) -> list[Row[*tuple[object, ...]]]:
    rows = session.execute(
        select(Case.number, Case.agency_id, Complaint.category, Complaint.text, Complaint.place)
        .join(Complaint, Complaint.case_id == Case.id)
        .where(visible, Case.id != case.id, Case.agency_id.is_not(None))
        .order_by(Case.id.desc())
        .limit(LOOKED_AT)
    ).all()
    mine = _gist(" ".join(said))
    scored = [(_alike(mine, _gist(f"{row.text} {row.place or ''}")), row) for row in rows]
    close = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: -pair[0])
    return [row for _, row in close[:NEIGHBOURS]]


@lru_cache(maxsize=4096)
def _gist(text: str) -> frozenset[str]:
    """The words of a report that say something, in the spelling messages are brought into."""
    return frozenset(word for word in spelled(text[:1500]) if word not in _EMPTY and len(word) > 2)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two reports speak of the same thing, 0 to 100; two words in common at least."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only who looks at suggestions pays for it

    if len(one & other) < _SHARED:
        return 0.0
    return fuzz.token_set_ratio(" ".join(sorted(one)), " ".join(sorted(other)))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a report is about, as far as it says so."""

    areas: frozenset[str]
    latitude: float | None
    longitude: float | None

    @property
    def is_known(self) -> bool:
        return bool(self.areas) or self.latitude is not None


@dataclass(frozen=True, slots=True)
class Likeness:
    """A report that may be of the same thing."""

    case_id: int
    score: int


@dataclass(frozen=True, slots=True)
class _Report:
    case_id: int
    category: str | None
    gist: frozenset[str]
    place: _Place


def duplicates(session: Session, case: Case, visible: ColumnElement[bool], *, limit: int = 5) -> list[Likeness]:
    """Open reports of about the same time that may be of the same thing, whatever channel they came by."""
    mine, others = None, []
    for report in _open_reports(session, visible, case.received_at):
        if report.case_id == case.id:
            mine = report
        else:
            others.append(report)
    return _likest(mine, others, limit) if mine is not None else []


def alike_to(
    session: Session, text: str, place: str, visible: ColumnElement[bool], *, at: datetime, limit: int = 5
) -> list[Likeness]:
    """Open reports of about this time that may be of the same thing as one that is not filed yet."""
    home = offices.current(session).region_code
    where = _Place(areas_in(f"{place} . {text[:1500]}", home), None, None)
    mine = _Report(0, None, _gist(f"{text} {place}"), where)
    return _likest(mine, _open_reports(session, visible, at), limit)


def _likest(mine: _Report, others: Sequence[_Report], limit: int) -> list[Likeness]:
    found = [Likeness(other.case_id, round(score)) for other in others if (score := _same_thing(mine, other))]
    return sorted(found, key=lambda likeness: (-likeness.score, likeness.case_id))[:limit]


def _same_thing(one: _Report, other: _Report) -> float:
    if one.category and other.category and one.category != other.category:
        return 0.0
    if are_apart(one.place.areas, other.place.areas) or _far(one.place, other.place):
        return 0.0
    score = _alike(one.gist, other.gist)
    return score if score >= SAME else 0.0


def _far(one: _Place, other: _Place) -> bool:
    """Two pins more than a kilometre apart."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return False
    return abs(one.latitude - other.latitude) > _A_KILOMETRE or abs(one.longitude - other.longitude) > _A_KILOMETRE


_A_KILOMETRE = 0.009


def clusters(session: Session, visible: ColumnElement[bool]) -> list[list[int]]:
    """Groups of open reports that look like one thing, the largest first; each case is in one group at most.

    What says where it is builds the groups; what does not joins one only when no other fits, so that two things of
    the same name stay apart.
    """
    reports = _open_reports(session, visible, None)
    groups: list[list[_Report]] = []
    for report in sorted(reports, key=lambda report: (not report.place.is_known, report.case_id)):
        fitting = [group for group in groups if _fits(report, group)]
        if report.place.is_known or not fitting:
            _best(report, fitting, groups).append(report)
        elif len(fitting) == 1:
            fitting[0].append(report)
    found = [[report.case_id for report in group] for group in groups if len(group) >= FEWEST]
    return sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))


def _fits(report: _Report, group: Sequence[_Report]) -> bool:
    """Alike to one of the first of the group, and not elsewhere than any of them."""
    if any(are_apart(report.place.areas, other.place.areas) or _far(report.place, other.place) for other in group):
        return False
    return any(_same_thing(report, other) for other in group[:NEIGHBOURS])


def _best(report: _Report, fitting: list[list[_Report]], groups: list[list[_Report]]) -> list[_Report]:
    if fitting:
        return max(fitting, key=lambda group: max(_same_thing(report, other) for other in group[:NEIGHBOURS]))
    groups.append([])
    return groups[-1]


def _open_reports(session: Session, visible: ColumnElement[bool], around: datetime | None) -> list[_Report]:
    wanted = [visible, Case.kind == CaseKind.PENGADUAN, Case.status.in_(OPEN), Case.status != Status.ANSWERED]
    if around is not None:
        near = Case.received_at.between(around - AROUND, around + AROUND)
        wanted = [visible, Case.kind == CaseKind.PENGADUAN, Case.status.in_(OPEN), near]
    rows = session.execute(
        select(
            Case.id,
            Complaint.category,
            Complaint.text,
            Complaint.place,
            Complaint.latitude,
            Complaint.longitude,
        )
        .join(Complaint, Complaint.case_id == Case.id)
        .where(*wanted)
        .order_by(Case.id.desc())
        .limit(COMPARED)
    )
    home = offices.current(session).region_code
    return [
        _Report(
            row.id,
            row.category,
            _gist(f"{row.text} {row.place or ''}"),
            _Place(areas_in(f"{row.place or ''} . {row.text[:1500]}", home), row.latitude, row.longitude),
        )
        for row in rows
    ]
