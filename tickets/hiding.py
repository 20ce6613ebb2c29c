"""Hiding: a reporter who asks, once a report is filed, that they or what they told be kept from others."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import events, notices, searching
from tickets.events import HIDDEN
from tickets.kinds import Party, Visibility
from tickets.models import Case, CaseEvent, CaseWords
from tickets.service import locked


def hide(session: Session, case: Case, wanted: Visibility, *, at: datetime) -> CaseEvent | None:
    """From now on the case hides what is ``wanted`` as well; None when it did already. It never shows more than before:
    the own name goes out of the words of the report. What people of the agency have read by then cannot be taken from them.
    """
    case = locked(session, case.id)
    becomes = _both(case.visibility, wanted)
    if becomes is case.visibility:
        return None
    case.visibility, case.version = becomes, case.version + 1
    return events.append(
        session,
        case,
        HIDDEN,
        party=Party.REPORTER,
        details={"visibility": becomes.value},
        is_internal=True,
        report=_unnamed(session, case),
        at=at,
    )


def _unnamed(session: Session, case: Case) -> str | None:
    """Write the report down as it may be read now, wherever it stands; its words. They lie sealed as they were sent."""
    report = case.complaint
    if report is None:
        return None
    case.title = notices.shown_words(session, case, case.title)[:200]
    report.text = notices.shown_words(session, case, report.text)
    report.place = notices.shown_words(session, case, report.place)[:300] if report.place else None
    report.happened = notices.shown_words(session, case, report.happened)[:120] if report.happened else None
    session.get_one(CaseWords, case.id).words = searching.folded(report.text, report.place)
    return report.text


def _both(one: Visibility, other: Visibility) -> Visibility:
    hides_reporter = one.hides_reporter or other.hides_reporter
    if one.hides_content or other.hides_content:
        return Visibility.ANONIM_RAHASIA if hides_reporter else Visibility.RAHASIA
    return Visibility.ANONIM if hides_reporter else Visibility.BIASA
