"""Metadata of indicators: edited by one person, published by another, and read as its owner approved it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Refusal, SavedMeanwhile
from core.staff import Role, Staff, agencies_of, office_wide
from knowledge.entries import FIGURES, touch
from knowledge.statistics.models import Activity, Direction, Indicator, IndicatorState, SeriesBase
from knowledge.statistics.sources import lacking_metadata

CODE = re.compile(r"[a-z][a-z0-9_]{2,79}")
MOST: Mapping[str, int] = {
    "name": 200, "name_en": 200, "topic": 80, "concept": 4000, "definition": 4000, "definition_en": 4000, "interpretation": 4000,
    "interpretation_en": 4000, "interpretation_source": 300, "method": 4000, "unit": 80, "frequency": 120, "owner": 200,
}  # fmt: skip
MOST_SYNONYMS = 60


class CodeNotUsable(Refusal):
    """The code of an indicator is short, of small letters, digits and underscores, and nobody else's."""

    code = "indicator_code"


class IndicatorIncomplete(Refusal):
    """An indicator has a name and a unit before it is kept, and all its metadata before it is published."""

    code = "indicator_incomplete"


class OwnEdit(Refusal):
    """Who edited an indicator last does not publish it."""

    code = "indicator_own_edit"


class NotTheOwner(Refusal):
    """How to read an indicator is approved by the owner of its data."""

    code = "indicator_not_owner"


class NotYourIndicator(Refusal):
    """The owner of data of one agency works on that agency's indicators."""

    code = "import_not_yours"


class UnitInUse(Refusal):
    """The unit of figures that are out does not change under them."""

    code = "indicator_unit"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person says about an indicator."""

    name: str = ""
    name_en: str = ""
    topic: str = ""
    concept: str = ""
    definition: str = ""
    definition_en: str = ""
    interpretation: str = ""
    interpretation_en: str = ""
    interpretation_source: str = ""
    method: str = ""
    unit: str = ""
    decimals: int = 2
    direction: Direction = Direction.NETRAL
    frequency: str = ""
    owner: str = ""
    synonyms: tuple[str, ...] = ()
    is_sensitive: bool = False
    agency_id: int | None = None


def of(indicator: Indicator) -> Facts:
    """What is said about an indicator now."""
    values = {field.name: getattr(indicator, field.name) for field in fields(Facts)}
    return Facts(**{**values, "synonyms": tuple(indicator.synonyms)})


def create(session: Session, code: str, facts: Facts, *, by: Staff, at: datetime) -> Indicator:
    """A new indicator as a draft, which nobody outside sees. Refuses :class:`CodeNotUsable`, :class:`IndicatorIncomplete`."""
    taken = session.scalar(select(Indicator.id).where(Indicator.code == code))
    if not CODE.fullmatch(code) or taken is not None:
        raise CodeNotUsable()
    _check(facts)
    indicator = Indicator(code=code, unit=facts.unit, synonyms=[], state=IndicatorState.DRAFT, made_at=at, lock=0)
    session.add(indicator)
    _put(indicator, facts, by)
    session.flush()
    session.add(SeriesBase(indicator_id=indicator.id, code="", name=""))
    session.flush()
    return indicator


def edit(session: Session, key: int, facts: Facts, *, lock: int | None, by: Staff) -> Indicator:
    """Say something else about an indicator. Another way to read it is a draft until the owner approves it again.

    Refuses :class:`SavedMeanwhile`, :class:`IndicatorIncomplete` and :class:`UnitInUse`.
    """
    indicator = _held(session, key, lock, by)
    _check(facts)
    if indicator.state is IndicatorState.PUBLISHED:
        if facts.unit != indicator.unit:
            raise UnitInUse()
        if lacking(session, indicator) == [] and lacking(session, indicator, facts):
            raise IndicatorIncomplete()
    if (facts.interpretation, facts.interpretation_en) != (indicator.interpretation, indicator.interpretation_en):
        indicator.interpretation_approved_by = indicator.interpretation_approved_at = None
    _put(indicator, facts, by)
    session.flush()
    if indicator.state is IndicatorState.PUBLISHED:
        touch(session, FIGURES)
    return indicator


def publish(session: Session, key: int, *, lock: int | None, by: Staff) -> Indicator:
    """Let citizens ask for it. Refuses :class:`SavedMeanwhile`, :class:`IndicatorIncomplete` and :class:`OwnEdit`."""
    indicator = _held(session, key, lock, by)
    if lacking(session, indicator):
        raise IndicatorIncomplete()
    if indicator.edited_by == by.id:
        raise OwnEdit()
    indicator.state, indicator.lock = IndicatorState.PUBLISHED, indicator.lock + 1
    session.flush()
    touch(session, FIGURES)
    return indicator


def approve_reading(session: Session, key: int, *, lock: int | None, by: Staff, at: datetime) -> Indicator:
    """The owner of the data stands by how it is read. Refuses :class:`SavedMeanwhile` and :class:`NotTheOwner`."""
    indicator = _held(session, key, lock, by)
    if not is_owner(by, indicator):
        raise NotTheOwner()
    if not indicator.interpretation.strip():
        raise IndicatorIncomplete()
    indicator.interpretation_approved_by, indicator.interpretation_approved_at = by.id, at
    indicator.lock += 1
    session.flush()
    touch(session, FIGURES)
    return indicator


def is_owner(staff: Staff, indicator: Indicator) -> bool:
    """Does this person own the data: for the whole office, or for the agency the indicator belongs to?"""
    if Role.PEMILIK_DATA in office_wide(staff):
        return True
    owned = Role.PEMILIK_DATA in staff.role_names
    return owned and indicator.agency_id is not None and indicator.agency_id in agencies_of(staff)


def in_charge(staff: Staff, indicator: Indicator) -> bool:
    """May this person bring, approve and describe these figures? An owner of one agency's data only that agency's."""
    if office_wide(staff) & {Role.PEMILIK_DATA, Role.SUPERVISOR}:
        return True
    return indicator.agency_id is not None and indicator.agency_id in agencies_of(staff)


def _held(session: Session, key: int, lock: int | None, by: Staff) -> Indicator:
    indicator = session.get_one(Indicator, key, with_for_update=True, populate_existing=True)
    if not in_charge(by, indicator):
        raise NotYourIndicator()
    if lock != indicator.lock:
        raise SavedMeanwhile(version=indicator.lock)
    return indicator


def lacking(session: Session, indicator: Indicator, facts: Facts | None = None) -> list[str]:
    """What has to be known before it is published, as it stands or as somebody is about to say it."""
    activity = session.get(Activity, indicator.activity_id) if indicator.activity_id else None
    return lacking_metadata(facts or indicator, activity_producer=activity.producer if activity else "")


def _check(facts: Facts) -> None:
    if not facts.name.strip() or not facts.unit.strip():
        raise IndicatorIncomplete()


def _put(indicator: Indicator, facts: Facts, by: Staff) -> None:
    for field in fields(Facts):
        setattr(indicator, field.name, getattr(facts, field.name))
    indicator.synonyms = list(dict.fromkeys(word.strip().lower() for word in facts.synonyms if word.strip()))[
        :MOST_SYNONYMS
    ]
    indicator.edited_by, indicator.lock = by.id, indicator.lock + 1
