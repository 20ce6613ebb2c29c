"""The books: messages that went nowhere, by kind and reason only, and the trail of what staff did."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from support import cast
from support.staff import everything
from support.time import NOON

from core import audit
from core.audit import AuditEntry
from core.messages import inbox, outbox
from core.messages.channels import Channel
from core.messages.inbox import Arrival, InboxMessage, InboxState
from core.messages.outbox import OutboxMessage, OutboxState, Refused, Unreachable
from operations.ticket import ACTIONS
from tickets import events
from tickets.models import Case

LETTERS, TRAIL = "/admin/pesan-bermasalah/", "/admin/jejak-audit/"


@pytest.fixture
def dead(database):
    """One message that could not be read, one that failed, and an answer that did not arrive."""
    with database.write() as session:
        inbox.accept_unreadable(session, Channel.TELEGRAM, "{rahasia pelapor", why="not JSON", at=NOON)
        inbox.accept(session, [Arrival(Channel.TELEGRAM, "1", "telegram:1001", '{"text": "isi rahasia"}')], at=NOON)
        failed = session.scalars(select(InboxMessage).where(InboxMessage.ext_id == "1")).one()
        for _ in range(3):
            inbox.stumble(session, failed.id, error="KeyError", most=3, at=NOON)
        data = {"number": "ADU-26-00001-X", "case_id": 1, "title": "x", "text": "jawaban rahasia"}
        outbox.enqueue(session, key="k", chat_key="telegram:1001", kind="case_answered", data=data, at=NOON)
        owed = session.scalars(select(OutboxMessage)).one()
        outbox.start_sending(owed)
        outbox.settle(owed, Unreachable("403"), at=NOON)
    return failed.id, owed.id


def test_what_went_wrong_is_shown_without_its_contents(enter, dead):
    page = enter(cast.teknis).get(LETTERS)

    for words in ("Kiriman yang tidak terbaca", "KeyError", "Jawaban tiket", "warga memblokir bot"):
        assert words in page
    assert "rahasia" not in page.html
    assert "1001" not in page.html


def test_a_message_is_tried_again_and_that_is_in_the_books(enter, dead, session):
    browser = enter(cast.teknis)
    page = browser.get(LETTERS)

    browser.submit(page.form(f"{LETTERS}masuk/{dead[0]}"))
    browser.submit(page.form(f"{LETTERS}keluar/{dead[1]}"))

    assert session.get(InboxMessage, dead[0]).state is InboxState.NEW
    assert session.get(OutboxMessage, dead[1]).state is OutboxState.NEW
    retried = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "message_retried")).all()
    assert retried == [f"masuk:{dead[0]}", f"keluar:{dead[1]}"]


def test_what_nobody_can_read_is_not_tried_again(enter, dead, session):
    unreadable = session.scalars(select(InboxMessage.id).where(InboxMessage.ext_id.like("raw:%"))).one()
    browser = enter(cast.teknis)

    assert not [form for form in browser.get(LETTERS).forms if form.action == f"{LETTERS}masuk/{unreadable}"]
    browser.post(f"{LETTERS}masuk/{unreadable}")

    assert session.get(InboxMessage, unreadable).state is InboxState.DEAD
    assert "tidak bisa dicoba lagi" in browser.then()


@pytest.fixture
def failed(database):
    """Three answers refused for one reason, and one for another."""
    with database.write() as session:
        for number, error in enumerate(("400/100", "400/100", "400/100", "400/132000")):
            outbox.enqueue(session, key=f"k{number}", chat_key="web:1", kind="case_answered", data={}, at=NOON)
            session.flush()
            row = session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"k{number}")).one()
            outbox.start_sending(row)
            outbox.settle(row, Refused(error), at=NOON)


def test_everything_that_failed_for_one_reason_is_tried_again_with_one_tap(enter, failed, session):
    browser = enter(cast.teknis)
    page = browser.get(LETTERS)

    browser.submit(next(form for form in page.forms if form.values.get("alasan") == ["400/100"]))

    assert "3 pesan dicoba lagi" in browser.then()
    states = session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)).all()
    assert states == [OutboxState.NEW] * 3 + [OutboxState.DEAD]
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "messages_retried"))
    assert entry.details == {"reason": "400/100", "rows": 3}


def test_one_reason_is_looked_at_by_itself(enter, failed):
    page = enter(cast.teknis).get(f"{LETTERS}keluar/?alasan=400/132000")

    assert "Pesan keluar yang tidak sampai (1)" in page


def test_more_than_a_hundred_are_turned_page_by_page(enter, database):
    with database.write() as session:
        for number in range(105):
            inbox.accept_unreadable(session, Channel.TELEGRAM, f"x{number}", why="not JSON", at=NOON)
    browser = enter(cast.teknis)

    assert f"{LETTERS}masuk/" in browser.get(LETTERS).links
    assert "101–105 dari 105" in browser.get(f"{LETTERS}masuk/?hal=2").text


@pytest.mark.parametrize(("box", "place"), [("masuk", 0), ("keluar", 1)])
def test_what_nothing_can_be_done_about_is_dismissed_with_a_reason_in_the_books(enter, dead, session, box, place):
    browser = enter(cast.teknis)
    path = f"{LETTERS}{box}/{dead[place]}/kesampingkan"

    browser.submit(browser.get(LETTERS).form(path), sebab="ya")
    assert "paling sedikit 5 huruf" in browser.then()
    browser.submit(browser.get(LETTERS).form(path), sebab="Warga sudah ditelepon.")

    assert not [form for form in browser.then().forms if form.action == path]
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "message_dismissed"))
    assert (entry.subject, entry.details) == (f"{box}:{dead[place]}", {"reason": "Warga sudah ditelepon."})


def test_what_was_buried_keeps_its_row_and_not_its_contents_and_says_why_it_cannot_be_tried(enter, dead, database):
    with database.write() as session:
        assert inbox.purge_raw(session, before=NOON + timedelta(days=1)) == 2
    browser = enter(cast.teknis)

    page = browser.get(LETTERS)
    browser.post(f"{LETTERS}masuk/{dead[0]}")

    assert "KeyError" in page
    assert "masa simpan 30 hari" in page
    assert "isinya sudah dihapus" in browser.then()


def test_a_message_that_does_not_exist_is_not_found(enter):
    enter(cast.teknis).post(f"{LETTERS}keluar/999", {}, 404)


def test_the_menu_counts_what_went_wrong(enter, dead):
    assert "Pesan bermasalah 3 menunggu" in " ".join(enter(cast.teknis).get("/admin/").text.split())


def test_the_trail_is_searched_and_narrowed(enter, database):
    with database.write() as session:
        for number, action in enumerate(("login", "staff_created", "login")):
            audit.record(
                session, by=cast.dewi(session), action=action, subject=f"staff:90{number}", at=NOON, details={"rows": 1}
            )
    browser = enter(cast.teknis)

    assert browser.get(TRAIL).text.count("dewi@kantor.example") == 3
    assert browser.get(f"{TRAIL}?aksi=staff_created").text.count("dewi@kantor.example") == 1
    assert browser.get(f"{TRAIL}?cari=staff:902").text.count("dewi@kantor.example") == 1
    assert browser.get(f"{TRAIL}?aksi=tidak-ada").text.count("dewi@kantor.example") == 3


def test_the_trail_names_what_was_acted_on(enter, database):
    with database.write() as session:
        dewi, case = cast.dewi(session), cast.a_complaint(session)
        for subject in (f"staff:{dewi.id}", f"case:{case.number}", "service_point:7"):
            audit.record(session, by=None, action="login", subject=subject, at=NOON)
        path = f"/admin/tiket/{case.number}"

    page = enter(cast.teknis).get(f"{TRAIL}?aksi=login")

    assert "Akun dewi@kantor.example" in page
    assert "Titik layanan 7" in page
    assert path in page.links


def test_the_trail_turns_its_pages(enter, database):
    with database.write() as session:
        for number in range(60):
            audit.record(session, by=None, action="login", subject=f"staff:9{number:03}", at=NOON)
    browser = enter(cast.teknis)

    first = browser.get(f"{TRAIL}?aksi=login")

    assert "?aksi=login&hal=2" in first.links
    assert "Akun 9059" in first
    assert "Akun 9000" in browser.get(f"{TRAIL}?aksi=login&hal=2")


def test_the_chain_holds_after_a_day_of_work_in_the_panel(enter, database):
    browser = enter(everything)
    with database.write() as session:
        case = cast.a_complaint(session)
    path = f"/admin/tiket/{case.number}"
    browser.submit(browser.get(path).form(f"{path}/jawab"), text="Sudah diganti.")
    browser.submit(browser.get("/admin/opd/baru").form("/admin/opd/baru"), name="A", short_name="A", code="opd-a")
    browser.submit(browser.get("/admin/tiket/?tab=semua").form("/admin/tiket/unduh"), 200, bentuk="csv")

    with database.write() as session:
        assert list(audit.verify(session)) == []
        assert list(events.verify(session, session.get(Case, case.id))) == []


def test_what_changed_is_told_in_words_and_not_in_codes(enter, database):
    duties, hours = ["admin_opd@2", "ppid"], {"senin": ["07.30", "16.00"]}
    changes = {
        "hours": [{}, hours],
        "emergency": [[], [{"number": "112", "label": "darurat"}]],
        "sample": [True, False],
    }
    with database.write() as session:
        for action, subject, details in (
            ("staff_changed", "staff:99", {"before": [], "after": duties}),
            ("case_recorded", "case:ADU-26-00001-X", {"source": "loket", "backdated": False}),
            ("office_changed", "office", changes),
            ("channel_asked", "channel:telegram:pesan", {}),
            *((f"ticket_{act}", "case:ADU-26-00001-X", {"from": "terminal"}) for act in ACTIONS),
        ):
            audit.record(session, by=None, action=action, subject=subject, at=NOON, details=details)

    page = enter(cast.dewi).get(TRAIL)

    for words in (
        "sesudah: Admin OPD (OPD 2), PPID",
        "cara masuk: Datang ke loket · tanggal mundur: tidak",
        "jam layanan: – menjadi senin 07.30, 16.00 · nomor darurat: – menjadi 112 darurat · kantor contoh: ya menjadi tidak",
        "Tiket ditutup dari terminal",
        "Kanal Telegram, pesan",
    ):
        assert words in page
