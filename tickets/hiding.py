"""Hiding: a reporter who asks, once a report is filed, that they or what they told be kept from others."""

from datetime import datetime

from sqlalchemy.orm import Session

from tickets import events
from tickets.kinds import Party, Visibility
from tickets.models import Case, CaseEvent
from tickets.service import locked

HIDDEN = "sembunyikan"


def hide(session: Session, case: Case, wanted: Visibility, *, at: datetime) -> CaseEvent | None:
    """From now on the case hides what is ``wanted`` as well; None when it did already. It never shows more than before,
    and what people of the agency have read by then cannot be taken from them.
    """
    case = locked(session, case.id)
    becomes = _both(case.visibility, wanted)
    if becomes is case.visibility:
        return None
    case.visibility, case.version = becomes, case.version + 1
    return events.append(
        session, case, HIDDEN, party=Party.REPORTER, details={"visibility": becomes.value}, is_internal=True, at=at
    )


def _both(one: Visibility, other: Visibility) -> Visibility:
    hides_reporter = one.hides_reporter or other.hides_reporter
    if one.hides_content or other.hides_content:
        return Visibility.ANONIM_RAHASIA if hides_reporter else Visibility.RAHASIA
    return Visibility.ANONIM if hides_reporter else Visibility.BIASA
