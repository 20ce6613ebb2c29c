"""Pemberitahuan: what the terms of one's cases have to tell and what became of one's errands, until it is looked at.

Who looks after the channels also finds here, until it is mended, what a service refuses the office.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten

from flask import redirect, request, url_for
from flask_admin import expose
from sqlalchemy import select

from admin import addresses
from admin.auth import may
from admin.base import DeskView
from admin.context import db, me, now, panel
from core import errands
from core import staff as people
from core.errands import Errand, ErrandKind
from core.messages import channel_alarms
from core.messages.channel_alarms import Alarm
from core.staff import Permission
from texts import channels
from texts.refusals import of_code
from tickets import queries, staff_notices
from tickets.models import Case, CaseEvent
from tickets.staff_notices import StaffNotice

MOST = 60
MOST_NAMED = 30
MOST_ERRANDS = 10
MOST_OF_A_NOTE = 240


@dataclass(frozen=True, slots=True)
class Told:
    """One notice with the cases it names, as far as this person may see them now."""

    notice: StaffNotice
    cases: Sequence[Case]
    more: int
    gone: int
    words: str = ""
    by: str = ""
    together: Sequence[StaffNotice] = ()

    @property
    def is_new(self) -> bool:
        """Has anything in it not been looked at?"""
        return any(notice.seen_at is None for notice in self.together or [self.notice])

    @property
    def earlier(self) -> Sequence[StaffNotice]:
        """What was told of the same ticket before."""
        return self.together[1:]


class Notices(DeskView):
    """For everybody who works on cases or looks after the channels; each sees what is for them."""

    permission = Permission.SEE_CASES

    def is_accessible(self) -> bool:
        return super().is_accessible() or may(Permission.SEE_DEAD_LETTERS)

    def __init__(self) -> None:
        super().__init__(name="Pemberitahuan", category="Layanan", endpoint="pemberitahuan", url="/admin/pemberitahuan")

    def badge(self) -> int:
        mine = staff_notices.unseen_count(db.session, me(db.session)) + errands.unseen_count(db.session, me(db.session))
        return mine + len(_alarms())

    @expose("/")
    def index(self):
        found = staff_notices.of_person(db.session, me(db.session), limit=MOST)
        ended = errands.told(db.session, me(db.session), limit=MOST_ERRANDS)
        return self.render(
            "panel/notices.html",
            told=_told(found),
            ended=[(errand, _leads_to(errand)) for errand in ended],
            newest=max((notice.id for notice in found), default=0),
            until=max((each.ended_at for each in ended if each.ended_at), default=None),
            unseen=any(notice.seen_at is None for notice in found) or any(each.looked_at is None for each in ended),
            why=of_code,
            alarms=_alarms(),
            words=channels,
        )

    @expose("/dilihat", methods=("POST",))
    def seen(self):
        with panel().database.write() as session:
            up_to = addresses.read_id(request.form.get("sampai", "")) or 0
            staff_notices.seen(session, me(session), up_to=up_to, at=now())
            until = addresses.read_moment(request.form.get("hingga", ""))
            if until is not None:
                errands.seen(session, me(session), up_to=until, at=now())
        return redirect(url_for(".index"))


def _alarms() -> list[Alarm]:
    """What is wrong with a channel, for who can have it mended."""
    return channel_alarms.now_open(db.session, at=now()) if may(Permission.SEE_DEAD_LETTERS) else []


def _leads_to(errand: Errand) -> str:
    """Where the result lies."""
    if errand.kind is ErrandKind.BULK:
        return url_for("massal.errand", key=errand.id)
    return url_for("laporan_triwulan.index")


def _told(found: Sequence[StaffNotice]) -> list[Told]:
    """The newest first. What the terms of one ticket told stands together, and a digest names what no newer one does."""
    by_id, by_number = _visible(found)
    notes, told = _notes(found), []
    terms: dict[int, list[StaffNotice]] = {}
    listed: set[str] = set()
    for notice in found:
        if notice.case_id is not None and notice.event_id is None:
            terms.setdefault(notice.case_id, []).append(notice)
            if terms[notice.case_id][0] is not notice:
                continue
        named = [number for number in notice.details.get("cases", []) if number not in listed]
        if notice.case_id is None and not named:
            continue
        listed.update(named)
        cases = [by_number[number] for number in named if number in by_number]
        if notice.case_id is not None:
            cases = [by_id[notice.case_id]] if notice.case_id in by_id else []
        more, gone = max(len(cases) - MOST_NAMED, 0), (len(named) or 1) - len(cases)
        words, by = notes.get(notice.event_id, ("", "")) if cases else ("", "")
        earlier = terms.get(notice.case_id or 0, []) if notice.event_id is None else []
        told.append(Told(notice, cases[:MOST_NAMED], more, gone, words, by, earlier))
    return told


def _notes(found: Sequence[StaffNotice]) -> Mapping[int | None, tuple[str, str]]:
    """The beginning of each note somebody is mentioned in, and who wrote it."""
    wanted = {notice.event_id for notice in found if notice.event_id is not None}
    notes = db.session.scalars(select(CaseEvent).where(CaseEvent.id.in_(wanted))).all()
    names = people.names(db.session, (note.staff_id for note in notes))
    return {
        note.id: (shorten(note.text or "", MOST_OF_A_NOTE, placeholder=" …"), names.get(note.staff_id or 0, ""))
        for note in notes
    }


def _visible(found: Sequence[StaffNotice]) -> tuple[Mapping[int, Case], Mapping[str, Case]]:
    ids = {notice.case_id for notice in found if notice.case_id is not None}
    numbers = {number for notice in found for number in notice.details.get("cases", [])}
    cases = select(Case).where(Case.id.in_(ids) | Case.number.in_(numbers), queries.visible_to(me(db.session)))
    known = list(db.session.scalars(cases))
    return {case.id: case for case in known}, {case.number: case for case in known}
