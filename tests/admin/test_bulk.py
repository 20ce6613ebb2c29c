"""Tindakan massal: chosen in the queue, confirmed, done by the worker one ticket at a time, each exactly once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from support import cast
from support.time import NOON

from core import errands
from core.audit import AuditEntry
from core.db import change
from core.errands import Errand, ErrandKind, ErrandState
from core.messages.outbox import OutboxMessage, OutboxState
from operations.errands import LANES, Errands
from tickets import bulk, classifying, quarantine, service
from tickets.classifying import Sorted
from tickets.filters import packed
from tickets.kinds import Kadar, Outcome, Status
from tickets.models import Case, CaseEvent
from tickets.queries import CaseFilter

CHECK, START = "/admin/massal/periksa", "/admin/massal/jalankan"
NOTICES = "/admin/pemberitahuan/"
ORDER = "Mohon dicek minggu ini."


class Killed(BaseException):
    """The worker's process is gone."""


@pytest.fixture
def worker(app, database, clock):
    def made(its_clock=clock, **more) -> Errands:
        files = app.extensions["pendopo_panel"].files
        return Errands(database, files, its_clock, public_url="https://kantor.example", **more)

    return made


@pytest.fixture
def six(database):
    """Six new complaints."""
    with database.write() as session:
        lanes = ("mawar", "melati", "kenanga", "anggrek", "dahlia", "cempaka")
        return [cast.a_complaint(session, text=f"Lampu mati di gang {lane}") for lane in lanes]


def _ticked(cases) -> list[str]:
    return [f"{case.id}.{case.version}" for case in cases]


def _start(browser, cases, act="disposisi", **fields) -> str:
    """Chosen in the queue, filled in, confirmed and started; the address of the errand."""
    chosen = browser.submit(browser.get("/admin/tiket/").form(CHECK), 200, tiket=_ticked(cases), tindakan=act)
    looked = browser.submit(chosen.form(CHECK), 200, **fields) if fields else chosen
    browser.submit(looked.form(START))
    return browser.answer.headers["Location"]


def _dispose(database, case, code=cast.DPUPR, instruction="Cek."):
    with database.write() as session:
        who, to = cast.koordinator(session), cast.agency(session, code)
        fresh = session.get(Case, case.id)
        service.dispose(session, fresh, by=who, version=None, agency=to, instruction=instruction, at=NOON)
        return fresh


def _dpupr(database) -> str:
    with database.write() as session:
        return str(cast.agency(session).id)


def _count(session, model, *where) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*where))


def test_of_many_tickets_each_is_done_or_says_why_not(enter, database, six, worker, session):
    dpupr = _dpupr(database)
    browser = enter(cast.koordinator)
    with database.write() as writing:
        who, archived = cast.koordinator(writing), writing.get(Case, six[1].id)
        service.archive(writing, archived, by=who, version=None, ground=Outcome.SPAM, reason="Iklan.", at=NOON)
    six[1].version += 1
    address = _start(browser, six, agency=dpupr, reason=ORDER)
    _dispose(database, six[2], cast.DLH)
    with database.write() as writing:
        who, secret = cast.koordinator(writing), writing.get(Case, six[3].id)
        classifying.verify(writing, secret, by=who, version=None, sort=Sorted(kadar=Kadar.BERKADAR), at=NOON)

    assert worker().run_next()

    page = browser.get(address)
    assert "3 dikerjakan, 3 ditolak" in " ".join(page.text.split())
    assert "Tidak bisa saat status tiket “Diarsipkan”" in page.text
    assert "Diubah orang lain setelah Anda memilihnya" in page.text
    assert "Tidak ada lagi di antara tiket yang boleh Anda buka" in page.text
    assert f"/admin/tiket/{six[1].number}" in page.links
    assert six[3].number not in page.html
    done = browser.get(f"{address}?hasil=selesai")
    assert [link for link in done.links if "/ADU-" in link] == [f"/admin/tiket/{six[n].number}" for n in (0, 4, 5)]
    for number in (0, 4, 5):
        case = session.get(Case, six[number].id)
        assert (case.status, str(case.agency_id)) == (Status.DISPOSED, dpupr)
    assert str(session.get(Case, six[2].id).agency_id) != dpupr
    (noted,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "bulk_ordered"))
    assert (noted.details["act"], noted.details["count"]) == ("disposisi", 6)


def test_the_confirmation_says_how_many_and_what_citizens_will_read(enter, database, six):
    browser = enter(cast.koordinator)
    chosen = browser.submit(browser.get("/admin/tiket/").form(CHECK), 200, tiket=_ticked(six), tindakan="disposisi")
    empty = browser.submit(chosen.form(CHECK), 422, agency=_dpupr(database))

    page = browser.submit(chosen.form(CHECK), 200, agency=_dpupr(database), reason=ORDER)

    assert "Tulis alasannya" in empty.text
    assert "Jalankan untuk 6 tiket" in page.text
    assert f"Laporan {six[0].number} sudah diperiksa dan diteruskan ke Dinas DPUPR. Jawaban pertama paling" in page.text


def test_a_worker_killed_again_and_again_does_no_ticket_twice(enter, database, six, worker, clock):
    address = _start(enter(cast.koordinator), six, agency=_dpupr(database), reason=ORDER)
    deaths = 0

    def dying():
        """Alive for five looks at the clock: the sixth comes when a ticket is moved and not yet kept."""
        looks = 0

        def look():
            nonlocal looks
            looks += 1
            if looks == 6:
                raise Killed
            return clock()

        return look

    for _ in range(20):
        try:
            if not worker(dying()).run_next():
                break
        except Killed:
            deaths += 1
        clock.now += timedelta(minutes=4)

    assert deaths >= len(six) - 1
    with database.read() as session:
        errand = session.get(Errand, int(address.rsplit("/", 1)[1]))
        assert (errand.state, errand.done, errand.rows) == (ErrandState.DONE, 6, 6)
        for case in six:
            assert _count(session, CaseEvent, CaseEvent.case_id == case.id, CaseEvent.action == "disposisi") == 1
            told = OutboxMessage.case_id == case.id, OutboxMessage.kind == "case_disposed"
            assert _count(session, OutboxMessage, *told) == 1


def test_a_ticket_that_breaks_leaves_nothing_and_holds_up_no_other(enter, database, six, worker, monkeypatch):
    address = _start(enter(cast.koordinator), six, agency=_dpupr(database), reason=ORDER)
    real = bulk.step

    def breaking(writing, order, pick, **given):
        real(writing, order, pick, **given)
        if pick.case_id == six[2].id:
            raise ZeroDivisionError

    monkeypatch.setattr(bulk, "step", breaking)
    assert worker().run_next()

    with database.read() as session:
        errand = session.get(Errand, int(address.rsplit("/", 1)[1]))
        assert (errand.state, errand.rows, list(errand.wanted["refused"].values())) == (ErrandState.DONE, 5, [[2]])
        moved = session.scalars(select(CaseEvent.case_id).where(CaseEvent.action == "disposisi")).all()
        assert sorted(moved) == [case.id for case in six if case is not six[2]]
        assert _count(session, OutboxMessage, OutboxMessage.kind == "case_disposed") == 5
        assert session.get(Case, six[2].id).status is Status.RECEIVED


def test_what_else_was_asked_for_does_not_wait_behind_a_bulk_act(enter, database, six, worker, session):
    address = _start(enter(cast.koordinator), six, agency=_dpupr(database), reason=ORDER)
    with database.write() as writing:
        wanted = {"format": "csv", "filters": packed(CaseFilter())}
        asked = errands.ask(writing, ErrandKind.DOWNLOAD, title="Log", wanted=wanted, by=cast.dewi(writing), at=NOON).id
    acts, others = LANES

    assert worker().run_next(others)
    states = [session.get(Errand, key).state for key in (asked, int(address.rsplit("/", 1)[1]))]

    assert states == [ErrandState.DONE, ErrandState.WAITING]
    assert not worker().run_next(others)
    assert worker().run_next(acts)
    assert sorted(acts + others) == sorted(ErrandKind)


def test_a_form_that_is_sent_twice_is_one_errand(enter, database, six, worker, session):
    browser = enter(cast.koordinator)
    chosen = browser.submit(browser.get("/admin/tiket/").form(CHECK), 200, tiket=_ticked(six), tindakan="disposisi")
    form = browser.submit(chosen.form(CHECK), 200, agency=_dpupr(database), reason=ORDER).form(START)

    addresses = set()
    for _ in range(2):
        browser.submit(form)
        addresses.add(browser.answer.headers["Location"])
        worker().run_next()

    assert len(addresses) == 1
    assert _count(session, Errand) == _count(session, AuditEntry, AuditEntry.action == "bulk_ordered") == 1
    assert _count(session, CaseEvent, CaseEvent.action == "disposisi") == 6


def test_what_an_agency_has_already_is_not_given_to_it_again(enter, database, six, worker, session):
    browser = enter(cast.koordinator)
    given = _dispose(database, six[0])

    address = _start(browser, [given, six[1]], agency=_dpupr(database), reason=ORDER)
    worker().run_next()

    assert "Tiket sudah didisposisikan ke OPD itu" in browser.get(address).text
    assert _count(session, OutboxMessage, OutboxMessage.kind == "case_disposed") == 2


def test_an_agency_s_officer_reaches_the_agency_s_tickets_and_colleagues_only(enter, database, six, worker, session):
    mine, theirs = _dispose(database, six[0]), _dispose(database, six[1], cast.DLH)
    rina, agus = enter(cast.rina), enter(cast.agus)
    with database.read() as reading:
        own, other = (cast.someone(reading, name).id for name in ("Rina", "Agus"))
    queue = rina.get("/admin/tiket/").form(CHECK)
    rina.submit(queue, 404, tiket=_ticked([mine]), tindakan="disposisi")
    chosen = rina.submit(queue, 200, tiket=_ticked([mine]), tindakan="tugaskan").form(CHECK)
    rina.submit(chosen, 422, assignee=str(other))
    form = rina.submit(chosen, 200, assignee=str(own)).form(START)

    rina.submit(form, pilihan=" ".join(_ticked([mine, theirs])))
    address = rina.answer.headers["Location"]
    worker().run_next()

    page = rina.get(address)
    assert "1 dikerjakan, 1 ditolak" in " ".join(page.text.split())
    assert theirs.number not in page.html
    assert session.get(Case, mine.id).assignee_id == own
    assert session.get(Case, theirs.id).assignee_id is None
    agus.get(address, 404)
    agus.post(f"{address}/berhenti", {}, 404)


def test_more_than_five_thousand_tickets_are_refused_with_a_sentence(enter, database, six, session, monkeypatch):
    browser = enter(cast.koordinator)
    queue = browser.get("/admin/tiket/").form(CHECK)
    many = [f"{number}.1" for number in range(1, bulk.MOST + 2)]

    browser.submit(queue, 302, tiket=many)
    refused = browser.then().text
    monkeypatch.setattr(bulk, "MOST", 5)
    browser.submit(queue, 302, semua="ya")

    assert "paling banyak 5000 sekaligus" in refused
    assert "paling banyak 5 sekaligus" in browser.then().text
    assert _count(session, Errand) == 0


def test_everything_the_filter_finds_can_be_chosen_and_what_fits_none_stops_there(enter, six):
    browser = enter(cast.koordinator)
    queue = browser.get("/admin/tiket/?tab=semua&cari=melati").form(CHECK)

    assert "Arsipkan: 1 tiket" in browser.submit(queue, 200, semua="ya", tindakan="arsipkan").text
    closing = browser.submit(queue, 200, semua="ya", tindakan="tutup")
    assert "tidak berlaku untuk satu pun tiket" in closing.text
    assert START not in closing.html


def test_for_ten_seconds_it_can_be_undone_whole(enter, clock, six, worker, session):
    browser = enter(cast.koordinator)
    assert "Belum ada tindakan massal" in browser.get("/admin/massal/").text
    address = _start(browser, six, "arsipkan", ground="bukan_kewenangan", reason="Wewenang provinsi.")
    clock.move(seconds=9)
    assert "Mulai dalam 1 detik" in browser.get(address).text
    assert not worker(undo_for=errands.UNDO_FOR).run_next()

    browser.submit(browser.get(address).form(f"{address}/berhenti"))

    clock.move(seconds=2)
    assert not worker(undo_for=errands.UNDO_FOR).run_next()
    assert "Oleh Anda, sebelum dimulai" in browser.get(address).text
    assert {case.status for case in session.scalars(select(Case))} == {Status.RECEIVED}
    assert "Diurungkan" in browser.get("/admin/massal/").text


def test_after_ten_seconds_it_begins(enter, clock, six, worker, session):
    browser = enter(cast.koordinator)
    address = _start(browser, six, "arsipkan", ground="bukan_kewenangan", reason="Wewenang provinsi.")
    clock.move(seconds=10)

    page = browser.get(address)
    assert "Urungkan" not in page.text
    assert "Hentikan" in page.text
    assert worker(undo_for=errands.UNDO_FOR).run_next()

    assert {case.status for case in session.scalars(select(Case))} == {Status.ARCHIVED}


def test_what_is_stopped_on_its_way_leaves_the_rest_alone(enter, six, worker, session, monkeypatch):
    browser = enter(cast.koordinator)
    address = _start(browser, six, "arsipkan", ground="bukan_kewenangan", reason="Wewenang provinsi.")
    once, form = bulk.step, browser.get(address).form(f"{address}/berhenti")

    def stops(*given, **more):
        once(*given, **more)
        raise Killed

    monkeypatch.setattr(bulk, "step", stops)
    with pytest.raises(Killed):
        worker().run_next()
    browser.submit(form)

    assert "Yang sudah dikerjakan tidak dibatalkan" in browser.get(address).text
    monkeypatch.setattr(bulk, "step", once)
    assert not worker().run_next()
    assert "Dihentikan oleh Anda" in browser.get(address).text
    assert {case.status for case in session.scalars(select(Case))} == {Status.RECEIVED}
    assert "Terhenti" in browser.get("/admin/massal/").text


def test_held_reports_are_let_in_and_answered_ones_are_closed(enter, database, six, worker, session):
    with database.write() as writing:
        who = cast.koordinator(writing)
        for place in (3, 4):
            answered = writing.get(Case, six[place].id)
            service.reply(writing, answered, by=who, version=None, text="Sudah menyala.", at=NOON)
            six[place].version = answered.version
        writing.flush()
        unsent = OutboxMessage.case_id == six[4].id
        change(writing, update(OutboxMessage).where(OutboxMessage.case_id == six[3].id).values(attempts=1))
        change(writing, update(OutboxMessage).where(unsent).values(attempts=0, state=OutboxState.NEW))
        held = cast.a_complaint(writing, text="Lampu mati di gang mawar")
        assert quarantine.consider(writing, held, cast.siti(writing), at=NOON)
    browser = enter(cast.koordinator)

    letting_in = _start(browser, [held], "lepas-karantina")
    closing = _start(browser, six[3:5], "tutup", reason="Sudah dijawab.")
    while worker().run_next():
        pass

    assert "1 dikerjakan, 0 ditolak" in " ".join(browser.get(letting_in).text.split())
    assert session.get(Case, held.id).attention is None
    page = browser.get(closing)
    assert "1 dikerjakan, 1 ditolak" in " ".join(page.text.split())
    assert "Belum ada jawaban yang terkirim ke pelapor" in page.text
    assert session.get(Case, six[3].id).status is Status.CLOSED


def test_who_ordered_it_is_told_of_the_end_until_that_is_looked_at(enter, database, six, worker):
    browser = enter(cast.koordinator)
    address = _start(browser, six[:4], agency=_dpupr(database), reason=ORDER)
    _dispose(database, six[3])
    assert "Disposisi ke OPD: DPUPR" not in browser.get(NOTICES).text
    worker().run_next()

    page = browser.get(NOTICES)

    words = " ".join(page.text.split())
    assert "Pemberitahuan 1" in words
    assert "3 dikerjakan, 1 ditolak" in words
    assert address in page.links
    browser.submit(page.form(f"{NOTICES}dilihat"))
    looked = " ".join(browser.then().text.split())
    assert "Pemberitahuan 1" not in looked
    assert "3 dikerjakan, 1 ditolak" in looked
    assert "dikerjakan" not in enter(cast.rina).get(NOTICES).text
    for odd in ("", "x", "2026-03-13", "9999-12-31T23:59:59+00:00"):
        browser.submit(page.form(f"{NOTICES}dilihat"), hingga=odd)
