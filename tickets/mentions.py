"""Mentions: `@name` in an internal note tells a colleague, once. Only who may see the case can be told of it.

A colleague is called by their name in small letters with full stops (`@rina.wulandari`); the beginning is enough while it
means one person. Who has the very name of somebody else carries their account's number behind it.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import office as offices
from core.clock import local_day
from core.errors import Refusal
from core.staff import OPERATOR_EMAIL, Staff
from tickets import chat_notices, staff_notices
from tickets.chat_notices import ChatNotice
from tickets.models import Case, CaseEvent
from tickets.states import may_see

MOST_SUGGESTED = 8
MENTION = re.compile(r"(?<![\w@./])@([^\W_](?:[\w.-]*\w)?)")
_APART = re.compile(r"[^a-z0-9]+")


class MentionUnseen(Refusal):
    """Somebody is mentioned who may not see the case: they would be told of what is not theirs to know."""

    code = "mention_unseen"


class MentionUnclear(Refusal):
    """The name may mean several colleagues; ``handles`` are theirs."""

    code = "mention_unclear"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Who is meant by each name in a note, and the names that mean nobody."""

    people: Mapping[str, Staff] = field(default_factory=dict)
    nobody: Sequence[str] = ()


def read(session: Session, case: Case, text: str) -> Mentioned:
    """Who a note about this case mentions. Refuses :class:`MentionUnseen` and :class:`MentionUnclear`."""
    names = list(dict.fromkeys(found.casefold() for found in MENTION.findall(text)))
    if not names:
        return Mentioned()
    colleagues = _handles(session)
    seeing = {handle: person for handle, person in colleagues.items() if may_see(person, case)}
    people: dict[str, Staff] = {}
    for name in names:
        meant = {} if name in colleagues.keys() - seeing.keys() else _meant(name, seeing)
        if len(meant) > 1:
            handles = ", ".join(f"@{handle}" for handle in sorted(meant)[:MOST_SUGGESTED])
            raise MentionUnclear(name=name, handles=handles)
        if meant:
            people[name] = next(iter(meant.values()))
        elif _meant(name, colleagues):
            raise MentionUnseen(name=name, number=case.number)
    return Mentioned(people, [name for name in names if name not in people])


def suggest(session: Session, case: Case, typed: str, *, besides: Staff) -> list[tuple[str, Staff]]:
    """Colleagues who may see the case and whose name, or a part of it, begins so; each with what is written for them."""
    begun = _plain(typed)
    found = [
        (handle, person)
        for handle, person in sorted(_handles(session).items())
        if person.id != besides.id and _begins(handle, begun) and may_see(person, case)
    ]
    return sorted(found, key=lambda pair: not pair[0].startswith(begun))[:MOST_SUGGESTED]


def _begins(handle: str, begun: str) -> bool:
    return f".{handle}".find(f".{begun}") >= 0


def tell(
    session: Session, case: Case, event: CaseEvent, people: Sequence[Staff], *, by: Staff, text: str, at: datetime
) -> None:
    """Tell who is mentioned, in the panel and in their own chat. The same words of a day tell nobody twice."""
    words = hashlib.sha256(f"{by.id}|{text}".encode()).hexdigest()[:12]
    about = f"m{case.id}.{local_day(at, offices.current(session).zone):%y%m%d}.{words}"
    others = [person for person in people if person.id != by.id]
    told = staff_notices.mention(session, others, about=about, case_id=case.id, event_id=event.id, at=at)
    again = [person for person in others if person.id in {notice.staff_id for notice in told}]
    chat_notices.tell(session, case, ChatNotice.MENTIONED, again, key=about, at=at, words=f"{by.name}: {text}")


def _meant(name: str, handles: Mapping[str, Staff]) -> dict[str, Staff]:
    """The one with exactly this name, or else all whose name begins with these words."""
    if name in handles:
        return {name: handles[name]}
    return {handle: person for handle, person in handles.items() if handle.startswith(f"{name}.")}


def _handles(session: Session) -> dict[str, Staff]:
    """What each active colleague is called in a note."""
    accounts = session.execute(select(Staff.id, Staff.name).where(Staff.email != OPERATOR_EMAIL)).all()
    names = {account.id: _plain(account.name.split(",")[0]) for account in accounts}
    shared = Counter(names.values())
    active = session.scalars(select(Staff).where(Staff.active, func.lower(Staff.email) != OPERATOR_EMAIL))
    return {
        f"{names[person.id]}.{person.id}"
        if shared[names[person.id]] > 1 or not names[person.id]
        else names[person.id]: person
        for person in active
    }


def _plain(name: str) -> str:
    """Rina Wulandari, S.T. is rina.wulandari."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _APART.sub(".", bare).strip(".")
