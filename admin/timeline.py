"""The story of a case: events with their words, files and deliveries, in the order they happened."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import reporters, showing
from admin.reporters import Reporter
from admin.showing import Chip, Tone
from core import staff as people
from core.files import SHOWN_IN_THE_PAGE
from core.messages.media import Media, MediaState
from core.messages.outbox import OFFICE_REFUSED, UNBOOKED, Delivery, OutboxMessage, OutboxState
from core.messages.outfiles import GONE, TOO_LARGE
from core.staff import Agency, Staff
from texts import channels, labels
from texts import panel as said
from tickets import events, held_files, notices, queries
from tickets.internal_notes import MENTIONS
from tickets.kinds import Attention, ClockKind, Kadar, Party, Rung, Source, Subject
from tickets.models import Attachment, Case, CaseEvent
from tickets.states import Action

_TO_REPORTER = frozenset({Action.ANSWER, Action.APPROVE, Action.ASK, "kabar"})
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as a screen shows it. Its own name is never shown: it may name a person."""

    id: int
    name: str
    state: MediaState
    is_picture: bool
    size: int
    is_held: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a notice of an event has come."""

    chip: Chip
    channel: str
    at: datetime | None
    reason: str | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: ``side`` is whose words they are."""

    key: int
    at: datetime
    title: str
    who: str
    side: str
    text: str | None
    reason: str | None
    change: str | None
    extra: Sequence[str]
    files: Sequence[File]
    sendings: Sequence[Sending]
    mentions: frozenset[str] = frozenset()


def of_case(session: Session, case: Case, reporter: Reporter, looking: Staff) -> list[Step]:
    """The steps of a case, the newest last, and among them what was reported in the cases that were merged into it.

    Whoever works on a case reads all of it here, also where the merged cases themselves are not theirs to open; each
    reporter is called as this person may know them.
    """
    happened = events.of_case(session, case)
    named = (key for event in happened for key in (event.staff_id, *event.details.get(MENTIONS, {}).values()))
    staff = people.names(session, named)
    agencies = {agency.code: agency.name for agency in session.scalars(select(Agency))}
    files, sendings = _files(session, case), _sendings(session, case)
    others = _Speakers(session, case, reporter, looking)
    steps = [
        Step(
            key=event.id,
            at=event.at,
            title=labels.EVENT.get(event.action, event.action),
            who=_who(event, staff, others),
            side=_side(event),
            text=_text(session, event, case),
            reason=event.reason,
            change=_change(event),
            extra=_extra(event, case, agencies, staff),
            files=files.get(event.id, ()),
            sendings=sendings.get(event.id, ()),
            mentions=frozenset(event.details.get(MENTIONS, ())),
        )
        for event in happened
    ]
    for member in notices.merged_into(session, case):
        _put_in(steps, _of_member(session, member, others))
    return steps


class _Speakers:
    """Whose words stand in a case: its reporter's, or those of somebody whose report was merged into it."""

    def __init__(self, session: Session, case: Case, reporter: Reporter, looking: Staff) -> None:
        self._session, self._looking = session, looking
        self._known = {case.number: reporter.shown}

    def name(self, number: str | None) -> str:
        if number is None:
            return next(iter(self._known.values()))
        if number not in self._known:
            case = queries.by_number(self._session, number)
            shown = reporters.of_case(self._session, case, self._looking).shown if case is not None else "Pelapor lain"
            self._known[number] = shown
        return self._known[number]


def _of_member(session: Session, member: Case, others: _Speakers) -> list[Step]:
    """What a reporter said before the case was merged; what came after is passed on to the case that stands for it."""
    said_before = []
    for event in events.of_case(session, member):
        if event.action == Action.MERGE:
            break
        if event.party is Party.REPORTER or event.action == "diterima":
            said_before.append(event)
    files = _files(session, member)
    return [
        Step(
            key=event.id,
            at=event.at,
            title="Laporan yang digabung"
            if event.action == "diterima"
            else labels.EVENT.get(event.action, event.action),
            who=others.name(member.number),
            side="from-reporter",
            text=_text(session, event, member),
            reason=None,
            change=None,
            extra=[
                f"Dari pelapor tiket: {member.number}",
                *(_where_and_when(member) if event.action == "diterima" else ()),
            ],
            files=files.get(event.id, ()),
            sendings=(),
        )
        for event in said_before
    ]


def _put_in(steps: list[Step], more: Sequence[Step]) -> None:
    """Each after the first step and before the first that came later; the steps themselves keep their order."""
    for step in more:
        later = (place for place, other in enumerate(steps) if place and other.at > step.at)
        steps.insert(next(later, len(steps)), step)


def undelivered(steps: Sequence[Step]) -> bool:
    """Has an answer or a question not reached the reporter, and will not by itself?"""
    return any(
        sending.chip.tone is Tone.BAD for step in steps if step.side == "to-reporter" for sending in step.sendings
    )


def _who(event: CaseEvent, staff: Mapping[int, str], speakers: _Speakers) -> str:
    if event.party is Party.REPORTER:
        return speakers.name(event.details.get("from"))
    return staff.get(event.staff_id or 0, "Petugas") if event.party is Party.STAFF else "Sistem"


def _side(event: CaseEvent) -> str:
    if event.is_internal:
        return "inside"
    if event.party is Party.REPORTER:
        return "from-reporter"
    return "to-reporter" if event.action in _TO_REPORTER else "move"


def _text(session: Session, event: CaseEvent, case: Case) -> str | None:
    """What the reporter said is shown as it may be now: they may have asked to be hidden since, or a rule become stricter."""
    if event.action != "diterima":
        is_theirs = event.text and event.party is Party.REPORTER
        return notices.shown_words(session, case, event.text) if is_theirs else event.text
    report = case.complaint or case.permohonan
    return report.text if report is not None else None


def _change(event: CaseEvent) -> str | None:
    if event.before is None or event.before is event.after:
        return None
    return f"{labels.STATUS[event.before]} → {labels.STATUS[event.after]}"


def _extra(event: CaseEvent, case: Case, agencies: Mapping[str, str], staff: Mapping[int, str]) -> list[str]:
    """The details of an event, in words."""
    found = []
    if code := event.details.get("agency"):
        found.append(f"Kepada: {agencies.get(code, code)}")
    if score := event.details.get("score"):
        found.append(f"Nilai: {score} dari 5")
    if "assignee" in event.details:
        found.append(f"Ditugaskan kepada {event.details['assignee']}" if event.details["assignee"] else "Dilepas")
    if source := event.details.get("source"):
        found.append(f"Dicatat petugas: {labels.SOURCE[Source(source)]}")
    if told := event.details.get(MENTIONS):
        found.append(f"Memberi tahu: {', '.join(dict.fromkeys(staff.get(key, 'petugas') for key in told.values()))}")
    found.extend(_more(event))
    if event.action == "diterima" and case.complaint is not None:
        found.extend(_where_and_when(case))
    if event.action == "diterima" and case.permohonan is not None and case.permohonan.purpose:
        found.append(f"Tujuan: {case.permohonan.purpose}")
    return found


_DETAILS = {
    "evidence": "Bukti",
    "target": "Tujuan",
    "external_id": "Nomor di sana",
    "into": "Digabung ke",
    "from": "Dari pelapor tiket",
    "follows": "Lanjutan dari",
}


def _more(event: CaseEvent) -> list[str]:
    """What a move noted beside its words."""
    details = event.details
    found = [f"{name}: {details[key]}" for key, name in _DETAILS.items() if details.get(key)]
    if cases := details.get("cases"):
        found.append(f"Tiket: {', '.join(cases[:MOST_NAMED])}{' …' if len(cases) > MOST_NAMED else ''}")
    if planned := details.get("planned_on"):
        found.append(f"Rencana selesai: {showing.short_day(planned)}")
    if why := details.get("attention"):
        found.append(labels.ATTENTION[Attention(why)])
    if rung := details.get("rung"):
        clock, due_on = labels.CLOCK[ClockKind(details["clock"])], showing.short_day(details["due_on"])
        found.append(f"{clock}, {due_on}. {labels.RUNG[Rung(rung)]}")
    if kadar := details.get("kadar"):
        subject = f"; {labels.SUBJECT[Subject(details['subject'])]}" if "subject" in details else ""
        found.append(f"Klasifikasi: {labels.KADAR[Kadar(kadar)]}{subject}")
    found.extend(
        f"{labels.CLOCK[ClockKind(clock)]}: {showing.short_day(before)} menjadi {showing.short_day(after)}"
        for clock, before, after in details.get("moved", ())
    )
    return found


def _where_and_when(case: Case) -> list[str]:
    if case.complaint is None:
        return []
    facts = [
        ("Tempat", case.complaint.place),
        ("Waktu kejadian", case.complaint.happened),
    ]
    return [f"{name}: {fact}" for name, fact in facts if fact]


def _files(session: Session, case: Case) -> dict[int, list[File]]:
    """The files of each event; those without one belong to the report itself."""
    rows = session.execute(
        select(Media, Attachment.event_id)
        .join(Attachment, Attachment.media_id == Media.id)
        .where(Attachment.case_id == case.id)
        .order_by(Attachment.id)
    ).all()
    found: dict[int, list[File]] = defaultdict(list)
    held = held_files.held(session, case)
    for place, (media, event_id) in enumerate(rows, 1):
        found[event_id or 0].append(file_of(media, f"{said.MEDIA_KIND[media.kind]} {place}", is_held=media.id in held))
    return found


def file_of(media: Media, name: str, *, is_held: bool = False) -> File:
    """A file as a page shows it, under a name that tells nobody's."""
    is_picture = media.state is MediaState.STORED and media.mime in SHOWN_IN_THE_PAGE
    return File(media.id, name, media.state, is_picture, media.size or 0, is_held)


def _sendings(session: Session, case: Case) -> dict[int, list[Sending]]:
    known = [case.id, *(member.id for member in notices.merged_into(session, case))]
    rows = session.scalars(select(OutboxMessage).where(OutboxMessage.case_id.in_(known)).order_by(OutboxMessage.id))
    found: dict[int, list[Sending]] = defaultdict(list)
    for row in rows:
        found[row.event_id or 0].append(sending(row))
    return found


_ON_THE_WAY = Chip("belum terkirim", Tone.WARN)
_UNBOOKED = Chip("terkirim, belum tercatat", Tone.WARN)
_STATES = {
    OutboxState.NEW: _ON_THE_WAY,
    OutboxState.SENDING: Chip("sedang dikirim", Tone.WARN),
    OutboxState.SENT: Chip("terkirim", Tone.GOOD),
    OutboxState.DEAD: Chip("gagal terkirim", Tone.BAD),
    OutboxState.EXPIRED: Chip("tidak dikirim lagi", Tone.PLAIN),
    OutboxState.HELD: Chip(channels.HELD, Tone.INFO),
}
_FURTHER = {
    Delivery.DELIVERED: Chip("sampai", Tone.GOOD),
    Delivery.READ: Chip("sudah dibaca", Tone.GOOD),
    Delivery.UNCERTAIN: Chip("mungkin terkirim", Tone.WARN),
    Delivery.FAILED: Chip("gagal terkirim", Tone.BAD),
}
_REASONS = {
    "stopped": "warga menghentikan bot",
    "403": "warga memblokir bot",
    "400": "chat sudah tidak ada",
    "migrated": "chat sudah pindah",
    "time-out": "layanan chat tidak menjawab",
    GONE: "berkasnya tidak ada lagi di penyimpanan; warga sudah diberi tahu",
    TOO_LARGE: "berkasnya terlalu besar untuk layanan chat; warga sudah diberi tahu",
}


def sending(row: OutboxMessage) -> Sending:
    """One row of the outbox, in words."""
    chip = _FURTHER.get(row.delivery, _STATES[row.state]) if row.delivery else _STATES[row.state]
    if row.state is OutboxState.HELD:  # not sent, whatever was tried before, and nobody's fault
        return Sending(chip, labels.CHANNEL[row.channel], None, None, None)
    if (row.error or "").startswith(UNBOOKED):
        chip = _UNBOOKED
    return Sending(chip, labels.CHANNEL[row.channel], row.sent_at, reason_of(row.error), row.rendered)


def reason_of(error: str | None) -> str | None:
    """Why a sending failed, as an officer understands it; what is not known by name is given as it came."""
    if error and error.startswith(UNBOOKED):
        return "sudah sampai, tetapi hitungan tanggapannya belum tercatat; coba lagi mencatatnya tanpa mengirim ulang"
    if error and error.startswith(OFFICE_REFUSED):
        return f"akun kantor ditolak: {channels.refusal(error)}"
    return _REASONS.get(error, f"layanan chat menolak: {error}") if error else None
