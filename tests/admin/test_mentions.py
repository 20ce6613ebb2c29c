"""Mentions in internal notes: who is offered, who is told once, who is refused, and what a citizen never reads."""

import pytest
from sqlalchemy import select
from support import cast
from support.time import NOON

from core.messages.outbox import OutboxMessage
from core.staff import Role
from tickets import classifying, internal_notes, service
from tickets.classifying import Sorted
from tickets.kinds import Kadar, Visibility
from tickets.models import Case, CaseEvent
from tickets.staff_notices import StaffNotice

NOTICES = "/admin/pemberitahuan/"


@pytest.fixture
def case(database) -> Case:
    """An anonymous complaint that lies with Rina's agency; Agus belongs to another one."""
    with database.write() as session:
        for who in (cast.rina, cast.agus, cast.verifikator, cast.inspektur, cast.teknis):
            who(session)
        case = cast.a_complaint(session, visibility=Visibility.ANONIM)
        chief = cast.koordinator(session)
        service.dispose(session, case, by=chief, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        return case


def _page(case) -> str:
    return f"/admin/tiket/{case.number}"


def _note(browser, case, text, status=302):
    return browser.submit(browser.get(_page(case)).form(f"{_page(case)}/catatan"), status, text=text)


def _notices(session) -> list[StaffNotice]:
    session.expire_all()
    return list(session.scalars(select(StaffNotice)))


def _notes(session) -> list[CaseEvent]:
    session.expire_all()
    return list(session.scalars(select(CaseEvent).where(CaseEvent.action == internal_notes.NOTE)))


def _offered(browser, case, typed) -> list[str]:
    return [row["handle"] for row in browser.client.get(f"{_page(case)}/rekan?q={typed}").json]


def test_who_is_mentioned_finds_it_under_pemberitahuan_and_it_leads_to_the_note(enter, case, session):
    wati, rina = enter(cast.koordinator), enter(cast.rina)

    _note(wati, case, "Tolong cek lapangan, @rina")

    (note,) = _notes(session)
    assert "Rina diberi tahu." in wati.then()
    page = rina.get(NOTICES)
    for words in ("Anda disebut", "Wati:", "Tolong cek lapangan, @rina", f"{_page(case)}#kejadian-{note.id}"):
        assert words in page
    assert "Pemberitahuan 1" in " ".join(page.text.split())
    assert "Anda disebut" not in enter(cast.verifikator).get(NOTICES)


def test_the_name_stands_out_in_the_story_with_who_was_told(enter, case):
    wati = enter(cast.koordinator)

    _note(wati, case, "Cek ya @Rina, dan <b>@tidakada</b>")

    page = wati.then()
    assert '<mark class="mention">@Rina</mark>, dan &lt;b&gt;@tidakada' in page.html
    assert "Memberi tahu: Rina" in page
    assert "Tidak ada rekan bernama @tidakada" in page


@pytest.mark.parametrize("name", ["agus", "teguh"])
def test_who_may_not_see_the_ticket_is_not_told_and_the_author_knows(enter, case, session, name):
    wati = enter(cast.koordinator)

    page = _note(wati, case, f"Menurut @{name} bagaimana?", 422)

    assert f"@{name} tidak bisa membuka tiket ini" in page
    assert page.form(f"{_page(case)}/catatan").values["text"][0].strip() == f"Menurut @{name} bagaimana?"
    assert (_notes(session), _notices(session)) == ([], [])


def test_nobody_but_the_restricted_desk_is_told_of_what_is_berkadar(enter, database, case, session):
    with database.write() as writing:
        fresh = cast.a_complaint(writing)
        sort = Sorted(Kadar.BERKADAR, fresh.complaint.subject, None)
        classifying.verify(writing, fresh, by=cast.koordinator(writing), version=None, sort=sort, at=NOON)
    indra = enter(cast.inspektur)

    assert "@wati tidak bisa membuka" in _note(indra, fresh, "@wati mohon arahan", 422)
    assert _offered(indra, fresh, "wati") == []
    enter(cast.koordinator).get(f"{_page(fresh)}/rekan?q=", 404)

    with database.write() as writing:
        cast.dewi(writing)
    _note(indra, fresh, "@dewi mohon arahan")
    assert [notice.case_id for notice in _notices(session)] == [fresh.id]


def test_a_ticket_that_went_elsewhere_shows_neither_its_title_nor_the_note(enter, case, database):
    _note(enter(cast.koordinator), case, "Rahasia dapur, @rina")
    with database.write() as session:
        service.dispose(
            session, session.get(Case, case.id), by=cast.koordinator(session), version=None,
            agency=cast.agency(session, cast.DLH), instruction="Pindah", at=NOON,
        )  # fmt: skip

    page = enter(cast.rina).get(NOTICES)

    assert "tidak lagi Anda pegang" in page
    assert "Rahasia dapur" not in page
    assert case.number not in page


def test_the_same_words_saved_twice_tell_once_and_a_name_twice_in_a_note_too(enter, case, session, clock):
    wati = enter(cast.koordinator)
    form = wati.get(_page(case)).form(f"{_page(case)}/catatan")

    wati.submit(form, text="@rina dan sekali lagi @Rina")
    wati.submit(form, text="@rina dan sekali lagi @Rina")

    assert len(_notices(session)) == 1
    clock.move(days=1)
    _note(enter(cast.koordinator), case, "@rina dan sekali lagi @Rina")
    assert len(_notices(session)) == 2


def test_an_address_is_no_mention_and_oneself_is_not_told(enter, case, session):
    wati = enter(cast.koordinator)

    _note(wati, case, "Surat ke rina@kantor.example, kata @wati. Lihat https://contoh.example/@rina")

    assert _notices(session) == []
    assert len(_notes(session)) == 1


def test_a_beginning_that_means_two_is_asked_back_and_a_full_name_is_not(enter, case, database, session):
    with database.write() as writing:
        for name in ("Sri Wahyuni", "Sri Lestari"):
            cast.someone(writing, name, (Role.ADMIN_OPD, cast.DPUPR))
    wati = enter(cast.koordinator)

    assert "@sri.lestari, @sri.wahyuni" in _note(wati, case, "@sri tolong", 422)
    _note(wati, case, "@sri.lestari tolong")

    assert len(_notices(session)) == 1


def test_the_very_name_of_who_may_not_see_the_ticket_means_nobody_else(enter, case, database, session):
    with database.write() as writing:
        cast.someone(writing, "Agus Salim", (Role.ADMIN_OPD, cast.DPUPR))

    page = _note(enter(cast.koordinator), case, "@agus tolong", 422)

    assert "@agus tidak bisa membuka" in page
    assert _notices(session) == []


def test_two_of_one_name_are_told_apart_by_their_account(enter, case, database, session):
    with database.write() as writing:
        ids = [cast.someone(writing, "Rina", (Role.ADMIN_OPD, cast.DPUPR)).id]
        other = cast.someone(writing, "Rini", (Role.ADMIN_OPD, cast.DPUPR))
        other.name, ids = "Rina", [*ids, other.id]
    wati = enter(cast.koordinator)

    assert _offered(wati, case, "rina") == sorted(f"rina.{key}" for key in ids)
    _note(wati, case, f"@rina.{ids[1]} tolong")

    assert [notice.staff_id for notice in _notices(session)] == [ids[1]]


def test_while_typing_only_colleagues_who_may_see_the_ticket_are_offered(enter, case):
    wati = enter(cast.koordinator)

    assert _offered(wati, case, "ri") == ["rina"]
    assert _offered(wati, case, "agu") == []
    everybody = _offered(wati, case, "")
    assert {"rina", "yudi"} <= set(everybody)
    assert not {"agus", "teguh", "indra", "wati"} & set(everybody)
    assert f'data-mention="{_page(case)}/rekan"' in wati.get(_page(case)).html
    enter(cast.agus).get(f"{_page(case)}/rekan?q=", 404)


def test_a_note_with_a_mention_leaves_nothing_for_the_reporter(enter, case, session):
    before = len(session.scalars(select(OutboxMessage)).all())

    _note(enter(cast.koordinator), case, "@rina tolong cek")

    session.expire_all()
    assert len(session.scalars(select(OutboxMessage)).all()) == before
