"""Many reports of one thing, two things in one report, and everything taken apart again."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.cast import a_complaint, agency, budi, dewi, inspektur, koordinator, siti, someone, tono, verifikator
from support.time import NOON, MovableClock

from core import office as offices
from core.db import Database
from core.messages import contacts
from core.messages.channels import Channel
from core.messages.contacts import Contact
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from core.staff import Role, Staff
from tickets import classifying, deadlines, events, merging, notices, queries, reactions, service, timekeeping, triage
from tickets.classifying import Sorted
from tickets.kinds import ClockKind, Kadar, LinkKind, Status, Subject
from tickets.merging import CannotMerge
from tickets.models import Case, CaseClock, Rating
from tickets.notices import Notice
from tickets.states import NotYourCase, NotYourPart, may_see


def _somebody(session: Session, number: int) -> Contact:
    user = f"7{number:03d}"
    return contacts.meet(
        session, channel=Channel.TELEGRAM, ext_user=user, chat_key=f"telegram:{user}", name=None, at=NOON
    )


def _told(session: Session, kind: str) -> list[str]:
    rows = select(OutboxMessage.chat_key).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(session.scalars(rows))


def _klaten(session: Session) -> None:
    offices.save(session, values={"region_code": "33.10"}, at=NOON)


_SAID = (
    "Jembatan Kali Putih di Bayat ambrol, tidak bisa dilewati",
    "jembatan kali putih bayat ambrol separuh tolong diperbaiki",
    "Jembatan Kali Putih kecamatan Bayat ambrol pak, anak sekolah memutar",
    "lapor jembatan kali putih ambrol desa paseban bayat",
)


def _bridge(session: Session) -> tuple[list[Case], list[Case]]:
    """Sixty reports of one bridge, some of which name no place, and five of another one of the same name."""
    here = [
        a_complaint(session, contact=_somebody(session, number), text=text, place=None, category="jalan")
        for number in range(60)
        for text in [
            _SAID[number % 4] if number % 10 else "jembatan kali putih bayat ambrol total, motor saja tidak bisa"
        ]
    ]
    there = [
        a_complaint(
            session,
            contact=_somebody(session, 100 + number),
            text="Jembatan Kali Putih di Kemalang ambrol kena lahar",
            place="Kemalang",
            category="jalan",
        )
        for number in range(5)
    ]
    return here, there


def _state(session: Session, cases: list[Case]) -> list[object]:
    """All of what undoing has to bring back."""
    terms = session.execute(
        select(CaseClock.case_id, CaseClock.kind, CaseClock.due_on, CaseClock.met_at, CaseClock.paused_at)
        .where(CaseClock.case_id.in_([case.id for case in cases]))
        .order_by(CaseClock.id)
    ).all()
    return [[tuple(row) for row in terms], [(case.status, case.outcome, case.closed_at, case.due_on) for case in cases]]


def test_sixty_reports_of_one_bridge_and_five_of_its_namesake(database: Database) -> None:
    with database.write() as session:
        _klaten(session)
        here, there = _bridge(session)
        by = koordinator(session)

        found = triage.clusters(session, queries.visible_to(by))

        assert [set(group) for group in found] == [{case.id for case in here}, {case.id for case in there}]
        before = _state(session, [*here, *there])
        merging.merge(session, here[7], [case for case in here if case is not here[7]], by=by, version=None, at=NOON)
        assert {case.status for case in here if case is not here[7]} == {Status.MERGED}
        assert {case.status for case in there} == {Status.RECEIVED}
        assert len(_told(session, Notice.MERGED)) == 59
        assert len(set(_told(session, Notice.MERGED))) == 59

        assert merging.unmerge_all(session, here[7], by=by, reason="Ternyata bukan", at=NOON) == 59
        assert _state(session, [*here, *there]) == before
        assert all(list(events.verify(session, case)) == [] for case in here)


def test_a_report_that_could_be_either_bridge_joins_neither(database: Database) -> None:
    with database.write() as session:
        _klaten(session)
        _bridge(session)
        vague = a_complaint(
            session, contact=siti(session), text="jembatan kali putih ambrol", place=None, category="jalan"
        )

        found = triage.clusters(session, queries.visible_to(koordinator(session)))

        assert all(vague.id not in group for group in found)


def test_who_reported_the_same_twice_is_told_once_with_both_numbers(database: Database) -> None:
    with database.write() as session:
        master = a_complaint(session, contact=budi(session))
        mine = [a_complaint(session), a_complaint(session)]

        merging.merge(session, master, mine, by=koordinator(session), version=None, at=NOON)

        assert _told(session, Notice.MERGED) == [siti(session).chat_key]


def test_merged_reporters_hear_each_update_once_under_their_own_number(database: Database) -> None:
    with database.write() as session:
        master, mine = a_complaint(session, contact=budi(session)), a_complaint(session)
        also = a_complaint(session, contact=budi(session))
        by = koordinator(session)
        merging.merge(session, master, [mine, also], by=by, version=None, at=NOON)

        service.reply(session, master, by=by, version=None, text="Sudah diperbaiki.", at=NOON)

        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == Notice.ANSWERED)).all()
        told = {row.chat_key: keyring(session).open_json(row.data)["number"] for row in rows}
        assert told == {budi(session).chat_key: master.number, siti(session).chat_key: mine.number}
        assert len(rows) == 2


def test_delivery_to_a_merged_reporter_starts_the_reaction_term(database: Database) -> None:
    with database.write() as session:
        master, mine = a_complaint(session, contact=budi(session)), a_complaint(session)
        merging.merge(session, master, [mine], by=koordinator(session), version=None, at=NOON)
        service.reply(session, master, by=koordinator(session), version=None, text="Sudah.", at=NOON)

        timekeeping.delivered(session, kind=Notice.ANSWERED, case_id=mine.id, at=NOON)

        assert deadlines.open_clock(session, master, ClockKind.REPORTER_REACTS) is not None


def test_the_terms_of_the_master_are_the_earliest_of_all_and_its_own_again_after(
    database: Database, clock: MovableClock
) -> None:
    with database.write() as session:
        early = a_complaint(session)
        master = a_complaint(session, contact=budi(session), at=clock.move(days=5))
        own, by = master.due_on, koordinator(session)

        merging.merge(session, master, [early], by=by, version=None, at=clock.now)
        assert master.due_on == deadlines.of_case(session, early)[0].due_on
        merging.unmerge(session, early, by=by, version=None, reason="Lain", at=clock.now)

        assert master.due_on == own


def test_a_merged_reporter_says_it_is_not_settled_and_the_work_is_taken_up_again(database: Database) -> None:
    with database.write() as session:
        master, mine = a_complaint(session, contact=budi(session)), a_complaint(session)
        merging.merge(session, master, [mine], by=koordinator(session), version=None, at=NOON)
        service.reply(session, master, by=koordinator(session), version=None, text="Sudah.", at=NOON)
        reactions.confirm(session, mine, at=NOON)
        assert master.status is Status.ANSWERED

        reactions.rate(session, mine, score=2, comment=None, at=NOON)
        reactions.say_more(session, mine, text="Masih bolong", at=NOON)

        assert (master.status, mine.status) == (Status.REOPENED, Status.MERGED)
        session.flush()
        assert session.get(Rating, mine.id).score == 2
        assert session.get(Rating, master.id) is None


def test_what_was_merged_into_a_case_that_is_merged_goes_along_and_comes_back(database: Database) -> None:
    with database.write() as session:
        first, second, third = (a_complaint(session, contact=who(session)) for who in (siti, budi, tono))
        by = koordinator(session)
        merging.merge(session, second, [first], by=by, version=None, at=NOON)
        merging.merge(session, third, [second], by=by, version=None, at=NOON)
        assert {contact.id for contact, _ in _audience(session, third)} == {
            siti(session).id,
            budi(session).id,
            tono(session).id,
        }

        merging.unmerge(session, second, by=by, version=None, reason="Lain", at=NOON)

        assert [case.id for case in _members(session, second)] == [first.id]
        assert _members(session, third) == []


def _audience(session: Session, case: Case) -> list[tuple[Contact, Case]]:
    return notices.audience(session, case)


def _members(session: Session, case: Case) -> list[Case]:
    return notices.merged_into(session, case)


def test_only_complaints_of_the_same_sight_are_merged_and_only_by_who_leads(database: Database) -> None:
    with database.write() as session:
        case, secret = a_complaint(session), a_complaint(session, contact=budi(session))
        sort = Sorted(kadar=Kadar.BERKADAR)
        classifying.verify(session, secret, by=verifikator(session), version=None, sort=sort, at=NOON)

        with pytest.raises(CannotMerge):
            merging.merge(session, case, [case], by=koordinator(session), version=None, at=NOON)
        with pytest.raises(NotYourPart):
            merging.merge(session, case, [a_complaint(session)], by=verifikator(session), version=None, at=NOON)
        with pytest.raises(CannotMerge):
            merging.merge(session, case, [secret], by=_sees_all(session), version=None, at=NOON)


def _sees_all(session: Session) -> Staff:
    return someone(session, "Semua", (Role.KOORDINATOR, None), (Role.INSPEKTORAT, None))


def test_what_was_merged_into_a_case_is_for_the_same_eyes_as_that_case(database: Database) -> None:
    with database.write() as session:
        master, mine, by = a_complaint(session, contact=budi(session)), a_complaint(session), koordinator(session)
        merging.merge(session, master, [mine], by=by, version=None, at=NOON)

        classifying.verify(
            session, master, by=by, version=None, sort=Sorted(kadar=Kadar.BERKADAR, category="aparatur"), at=NOON
        )

        assert not may_see(by, mine)
        with pytest.raises(NotYourCase):
            merging.unmerge(session, mine, by=by, version=None, reason="Lain", at=NOON)
        merging.unmerge(session, mine, by=inspektur(session), version=None, reason="Lain", at=NOON)
        assert mine.status is Status.RECEIVED
        assert not may_see(by, mine)
        assert deadlines.open_clock(session, mine, ClockKind.COMPLETION).days == 60
        assert list(events.verify(session, mine)) == []


def test_a_part_of_what_is_berkadar_is_berkadar_too(database: Database) -> None:
    with database.write() as session:
        case, leads = a_complaint(session), inspektur(session)
        sort = Sorted(kadar=Kadar.BERKADAR, category="aparatur")
        classifying.verify(session, case, by=verifikator(session), version=None, sort=sort, at=NOON)

        part = merging.split(session, case, by=leads, version=None, text="Pungli di loket lain", at=NOON)

        assert may_see(leads, part)
        assert not may_see(koordinator(session), part)
        assert deadlines.open_clock(session, part, ClockKind.COMPLETION).days == 60


def test_two_matters_in_one_report_become_two_cases_received_together(database: Database, clock: MovableClock) -> None:
    with database.write() as session:
        case = a_complaint(session, text="Lampu mati dan sampah menumpuk di pasar")

        part = merging.split(
            session, case, by=koordinator(session), version=None, text="Sampah menumpuk di pasar", at=clock.move(days=2)
        )

        assert (part.received_at, part.status) == (case.received_at, Status.RECEIVED)
        assert deadlines.open_clock(session, part, ClockKind.VERIFICATION).start_day.isoformat() == "2026-03-11"
        assert part.complaint is not None
        assert part.complaint.category == "sampah"
        assert _told(session, Notice.SPLIT) == [siti(session).chat_key]
        assert [(row.kind, other.id) for row, other, _ in merging.of_case(session, part)] == [
            (LinkKind.CHILD_OF, case.id)
        ]
        assert [found.id for found in queries.of_contact(session, siti(session).id)] == [part.id, case.id]


def test_a_link_is_made_and_undone(database: Database) -> None:
    with database.write() as session:
        one, other, by = a_complaint(session), a_complaint(session), koordinator(session)
        made = merging.link(session, one, other, by=by, version=None, at=NOON)
        session.flush()
        assert [found.id for _, found, _ in merging.of_case(session, other)] == [one.id]

        merging.unlink(session, one, made.id, by=by, version=None, at=NOON)

        assert merging.of_case(session, one) == []


def test_likely_duplicates_across_channels_are_shown_and_others_are_not(database: Database) -> None:
    with database.write() as session:
        _klaten(session)
        mine = a_complaint(session, text="Lampu jalan mati depan pasar Wedi", place="pasar Wedi", category="lampu")
        same = a_complaint(
            session, contact=budi(session), text="lampu pju mati depan pasar wedi", place=None, category="lampu"
        )
        a_complaint(
            session,
            contact=tono(session),
            text="lampu jalan mati depan pasar",
            place="pasar Delanggu",
            category="lampu",
        )
        a_complaint(
            session, contact=tono(session), text="sampah menumpuk depan pasar Wedi", place=None, category="sampah"
        )

        found = triage.duplicates(session, mine, queries.visible_to(koordinator(session)))

        assert [like.case_id for like in found] == [same.id]


def test_a_suggestion_names_its_reason_and_learns_from_where_reports_like_it_went(database: Database) -> None:
    with database.write() as session:
        dlh, by = agency(session, "dlh"), koordinator(session)
        for number in range(2):
            earlier = a_complaint(session, text=f"Pohon tumbang menutup jalan Merbabu nomor {number}", category="jalan")
            service.dispose(session, earlier, by=by, version=None, agency=dlh, instruction="Cek", at=NOON)
        agency(session, "dpupr")
        case = a_complaint(
            session, contact=budi(session), text="Pohon tumbang menutup jalan Merbabu lagi", category=None
        )

        guess = triage.suggest(session, case, queries.visible_to(by))

        assert guess.agency_id == dlh.id
        assert guess.category is not None
        assert guess.category.code == "jalan"
        assert "laporan serupa ditangani DLH" in " ".join(guess.why)


def test_a_question_is_suggested_as_one_and_pungli_as_berkadar(database: Database) -> None:
    with database.write() as session:
        seen = queries.visible_to(koordinator(session))
        question = a_complaint(session, text="Berapa biaya dan apa syarat membuat KTP")
        bribe = a_complaint(session, text="Ada pungli oknum petugas di loket", category="aparatur")

        assert triage.suggest(session, question, seen).subject is Subject.INFORMASI
        assert triage.suggest(session, bribe, seen).kadar is Kadar.BERKADAR


def test_what_a_person_may_not_see_is_no_suggestion_for_them(database: Database) -> None:
    with database.write() as session:
        case = a_complaint(session, text="Ada pungli oknum petugas di loket KTP", category="aparatur")
        secret = a_complaint(
            session, contact=budi(session), text="Ada pungli oknum petugas loket KTP", category="aparatur"
        )
        sort = Sorted(kadar=Kadar.BERKADAR, category="aparatur")
        classifying.verify(session, secret, by=verifikator(session), version=None, sort=sort, at=NOON)

        assert triage.duplicates(session, case, queries.visible_to(koordinator(session))) == []
        assert [like.case_id for like in triage.duplicates(session, case, queries.visible_to(dewi(session)))] == [
            secret.id
        ]


def test_a_promised_first_answer_is_not_lost_by_merging_and_goes_back_with_its_case(database: Database) -> None:
    with database.write() as session:
        master, member, by = a_complaint(session), a_complaint(session, contact=budi(session)), koordinator(session)
        service.dispose(session, member, by=by, version=None, agency=agency(session), instruction="Cek", at=NOON)
        promised = deadlines.open_clock(session, member, ClockKind.FIRST_ANSWER).due_on

        merging.merge(session, master, [member], by=by, version=None, at=NOON)
        owed = deadlines.open_clock(session, master, ClockKind.FIRST_ANSWER)
        assert (owed.due_on, master.due_on) == (promised, min(promised, master.due_on))

        merging.unmerge(session, member, by=by, version=None, reason="Lain", at=NOON)
        assert deadlines.open_clock(session, master, ClockKind.FIRST_ANSWER) is None
        assert deadlines.open_clock(session, member, ClockKind.FIRST_ANSWER).due_on == promised
