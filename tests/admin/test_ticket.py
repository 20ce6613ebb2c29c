"""One ticket: its story, the steps a person may take, and what happens when two people take one at once."""

import re

import pytest
from sqlalchemy import select
from support import cast
from support.quarter import Desk, wib
from support.time import NOON

from core.messages import outbox
from core.messages.outbox import OutboxMessage, Sent, Unreachable
from tickets import reactions, service, timekeeping
from tickets.kinds import Kadar, Outcome, Status
from tickets.models import Case
from tickets.states import allowed


@pytest.fixture
def case(database):
    with database.write() as session:
        made = cast.a_complaint(
            session,
            text="Lampu jalan mati di depan pasar",
            place="depan Pasar Gede",
            happened="kemarin malam",
            latitude=-7.70512,
            longitude=110.60123,
            category="lampu",
        )
        cast.agency(session, "dishub")
    return made


def _reload(session, case) -> Case:
    session.expire_all()
    return session.get(Case, case.id)


def _form(browser, case, slug, **options):
    path = f"/admin/tiket/{case.number}"
    return browser.get(path).form(f"{path}/{slug}")


def test_the_report_is_shown_with_place_time_and_point(enter, case):
    page = enter(cast.koordinator).get(f"/admin/tiket/{case.number}")

    for words in ("Lampu jalan mati di depan pasar", "Tempat: depan Pasar Gede", "Waktu kejadian: kemarin malam"):
        assert words in page
    assert "geo:-7.70512,110.60123" in page.links


def test_every_skipped_date_of_a_deadline_is_explained(enter, database):
    with database.write() as session:
        case = cast.a_complaint(session, at=NOON)

    page = enter(cast.koordinator).get(f"/admin/tiket/{case.number}")

    assert "14 hari kerja sejak 11 Mar 2026" in page
    for words in ("Rab, 18 Mar", "Jum, 20 Mar", "akhir pekan", "Hari Suci Nyepi", "PermenPANRB 62/2018"):
        assert words in page, words


def test_the_buttons_are_exactly_what_the_states_allow(enter, database, case):
    from admin.acts import ACTS

    for who in (cast.verifikator, cast.koordinator, cast.dewi):
        page = enter(who).get(f"/admin/tiket/{case.number}")
        with database.read() as session:
            moves = allowed(session.get(Case, case.id), who(session))
        shown = {form.action.rsplit("/", 1)[1] for form in page.forms if f"{case.number}/" in form.action}
        assert {act.slug for act in ACTS if act.action in moves} == shown & {act.slug for act in ACTS if act.action}


def test_a_verifikator_declares_a_report_in_order(enter, case, session):
    browser = enter(cast.verifikator)

    browser.submit(_form(browser, case, "verifikasi"))

    assert _reload(session, case).status is Status.VERIFIED
    assert "Diverifikasi" in browser.then()


def test_the_agency_of_the_category_is_proposed_for_the_disposition(enter, case, session):
    browser = enter(cast.koordinator)
    form = _form(browser, case, "disposisi")

    browser.submit(form, reason="Mohon dicek ke lokasi.")

    assert session.get(Case, case.id).agency_id == int(form.values["agency"][0])
    assert "Kepada: Dinas DISHUB" in browser.then()


def test_an_answer_goes_to_the_citizen_and_shows_how_far_it_has_come(enter, case, session, database):
    browser = enter(cast.koordinator)
    assert "Kirim ke warga (Telegram)" in browser.get(f"/admin/tiket/{case.number}")

    browser.submit(_form(browser, case, "jawab"), text="Lampu sudah diganti.")

    page = browser.then()
    assert "Lampu sudah diganti." in page
    assert "belum terkirim" in page
    owed = session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "case_answered"))
    assert owed.chat_key == "telegram:1001"
    with database.write() as writing:
        row = writing.get(OutboxMessage, owed.id)
        outbox.start_sending(row)
        outbox.settle(row, Sent("1", "Jawaban", "id"), at=NOON)
    assert "terkirim" in browser.get(f"/admin/tiket/{case.number}")


def test_an_answer_that_did_not_arrive_is_called_out(enter, case, database):
    browser = enter(cast.koordinator)
    browser.submit(_form(browser, case, "jawab"), text="Lampu sudah diganti.")
    with database.write() as session:
        row = session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "case_answered"))
        outbox.start_sending(row)
        outbox.settle(row, Unreachable("403"), at=NOON)

    page = browser.get(f"/admin/tiket/{case.number}")

    assert "Ada pesan yang belum sampai ke pelapor" in page
    assert "warga memblokir bot" in page


def test_an_empty_answer_is_refused_and_the_form_stays(enter, case):
    browser = enter(cast.koordinator)

    page = browser.submit(_form(browser, case, "jawab"), 422, text="   ")

    assert "Isi tulisan masih kosong" in page


def test_an_answer_that_is_too_long_comes_back_whole(enter, case):
    browser = enter(cast.koordinator)
    long = "kata " * 2500

    page = browser.submit(_form(browser, case, "jawab"), 422, text=long)

    assert "Tulisan terlalu panjang" in page
    assert page.form(f"/admin/tiket/{case.number}/jawab").values["text"][0].strip() == long.strip()


def test_when_somebody_was_faster_nothing_typed_is_lost(enter, case, session):
    slow, quick = enter(cast.koordinator), enter(cast.verifikator)
    form = _form(slow, case, "jawab")
    quick.submit(_form(quick, case, "verifikasi"))

    page = slow.submit(form, 409, text="Lampu sudah diganti.")

    again = page.form(f"/admin/tiket/{case.number}/jawab")
    assert "sudah diubah orang lain" in page
    assert again.values["text"] == ["Lampu sudah diganti."]
    slow.submit(again)
    assert _reload(session, case).status is Status.ANSWERED


def test_words_of_a_step_that_is_no_longer_possible_are_handed_back(enter, case):
    slow, quick = enter(cast.koordinator), enter(cast.verifikator)
    form = _form(slow, case, "arsipkan")
    quick.submit(_form(quick, case, "minta-kelengkapan"), text="Di RT berapa?")

    page = slow.submit(form, 409, ground="spam", reason="Sepertinya iklan.")

    assert "Tulisan Anda yang belum terkirim" in page
    assert "Sepertinya iklan." in page


def test_the_same_form_sent_twice_is_done_once(enter, case, session):
    browser = enter(cast.koordinator)
    form = _form(browser, case, "jawab")

    browser.submit(form, text="Sudah diganti.")
    browser.submit(form, 409, text="Sudah diganti.")

    assert len(session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "case_answered")).all()) == 1


def test_news_do_not_change_the_status(enter, case, session):
    browser = enter(cast.koordinator)

    browser.submit(_form(browser, case, "kabari"), text="Petugas sedang ke lokasi.")

    assert _reload(session, case).status is Status.RECEIVED
    assert session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "case_progress")) is not None


def test_a_note_is_for_staff_only_and_leaves_no_message(enter, case, session):
    browser = enter(cast.koordinator)
    before = len(session.scalars(select(OutboxMessage)).all())

    browser.submit(_form(browser, case, "catatan"), text="Sudah telepon pelaksana.")

    assert "hanya petugas" in browser.then()
    assert len(session.scalars(select(OutboxMessage)).all()) == before


def test_a_question_makes_the_case_wait_for_the_reporter(enter, case, session):
    browser = enter(cast.verifikator)

    browser.submit(_form(browser, case, "minta-kelengkapan"), text="Di RT/RW berapa?")

    assert _reload(session, case).status is Status.WAITING


def test_an_archive_needs_a_ground_and_a_reason(enter, case, session):
    browser = enter(cast.verifikator)
    form = _form(browser, case, "arsipkan")

    assert "Pilih dasarnya" in browser.submit(form, 422, ground="", reason="Iklan.")
    browser.submit(form, 422, ground="dikonfirmasi", reason="Iklan.")
    browser.submit(form, 422, ground="spam", reason="")
    browser.submit(form, ground="spam", reason="Iklan pinjaman.")

    assert _reload(session, case).outcome is Outcome.SPAM


def test_an_agency_takes_up_answers_closes_and_sends_back(enter, database, session):
    with database.write() as writing:
        who, agency = cast.koordinator(writing), cast.agency(writing)
        cases = [cast.a_complaint(writing, text=f"Jalan rusak {number}") for number in range(2)]
        for one in cases:
            service.dispose(writing, one, by=who, version=one.version, agency=agency, instruction="Cek.", at=NOON)
    rina = enter(cast.rina)

    rina.submit(_form(rina, cases[0], "proses"))
    rina.submit(_form(rina, cases[0], "jawab"), text="Sudah ditambal.")
    refused = rina.submit(_form(rina, cases[0], "tutup"), 422, reason="Selesai.")
    rina.submit(_form(rina, cases[1], "kembalikan"), reason="Bukan jalan kabupaten.")

    assert "belum ada jawaban yang terkirim" in refused
    assert _reload(session, cases[0]).status is Status.ANSWERED
    assert _reload(session, cases[1]).agency_id is None
    rina.get(f"/admin/tiket/{cases[1].number}", 404)


def test_a_supervisor_reopens_with_a_reason(enter, case, database, session):
    with database.write() as writing:
        one, who = writing.get(Case, case.id), cast.koordinator(writing)
        service.reply(writing, one, by=who, version=one.version, text="Sudah.", at=NOON)
    dewi = enter(cast.dewi)

    dewi.submit(_form(dewi, case, "buka-kembali"), reason="Foto menunjukkan lampu masih mati.")

    assert _reload(session, case).status is Status.REOPENED


def test_a_person_takes_a_case_and_puts_it_down_again(enter, case, session):
    browser = enter(cast.verifikator)

    browser.submit(_form(browser, case, "ambil"))
    assert _reload(session, case).assignee_id is not None
    browser.submit(_form(browser, case, "lepas"))

    assert _reload(session, case).assignee_id is None


def test_a_made_up_form_for_a_closed_case_is_refused(enter, case, database):
    with database.write() as writing:
        one, who = writing.get(Case, case.id), cast.koordinator(writing)
        service.archive(writing, one, by=who, version=one.version, ground=Outcome.SPAM, reason="Iklan.", at=NOON)
    browser = enter(cast.koordinator)

    page = browser.post(f"/admin/tiket/{case.number}/kabari", {"text": "Halo", "version": "2"}, 409)

    assert "tidak bisa dilakukan saat status tiket" in page


def test_a_supervisor_does_not_work_on_cases_by_made_up_forms(enter, case):
    browser = enter(cast.dewi)

    for slug in ("kabari", "ambil", "jawab"):
        page = browser.post(f"/admin/tiket/{case.number}/{slug}", {"text": "Halo", "version": "1"}, 422)
        assert "tidak berwenang" in page


def test_what_the_citizen_was_told_can_be_read_without_the_secret_code(enter, case, database):
    with database.write() as session:
        from bot.render import render
        from core.privacy import keyring

        row = session.scalar(select(OutboxMessage))
        outbox.start_sending(row)
        outbox.settle(row, Sent("1", render(session, row).masked, "id"), at=NOON)
        code = keyring(session).secret_code(case.id, 1)

    page = enter(cast.dewi).get(f"/admin/tiket/{case.number}")

    assert "Laporan Anda sudah kami terima" in page
    assert code not in page.html


def test_the_rating_stands_beside_the_case(enter, case, database):
    with database.write() as session:
        one, who = session.get(Case, case.id), cast.koordinator(session)
        service.reply(session, one, by=who, version=one.version, text="Sudah.", at=NOON)
        reactions.rate(session, one, score=2, comment="Lama sekali", at=NOON)

    page = enter(cast.koordinator).get(f"/admin/tiket/{case.number}")

    assert "2 dari 5" in page
    assert "Lama sekali" in page


def test_markup_a_citizen_typed_stays_text(enter, database):
    with database.write() as session:
        case = cast.a_complaint(session, text="<script>alert(1)</script><b>lampu</b> mati")

    page = enter(cast.koordinator).get(f"/admin/tiket/{case.number}")

    assert "<script>alert" not in page.html
    assert "<b>lampu</b>" in page.text


def test_berkadar_moves_the_case_out_of_sight_of_the_one_who_said_so_and_tells_them(enter, case):
    browser = enter(cast.koordinator)

    browser.submit(_form(browser, case, "verifikasi"), kadar=str(Kadar.BERKADAR))

    after = browser.then()
    assert "<h1>Antrean tiket</h1>" in after.html
    assert f"Tiket {case.number} sekarang ditangani bagian lain" in after
    browser.get(f"/admin/tiket/{case.number}", 404)
    enter(cast.inspektur).get(f"/admin/tiket/{case.number}")


def _terms(browser, case) -> str:
    """The card of terms."""
    html = browser.get(f"/admin/tiket/{case.number}").html
    return re.sub("<[^>]*>", " ", html[html.rindex(">Tenggat</h2>") :])


def test_a_reporter_who_stays_silent_is_not_called_late(enter, database):
    with database.write() as session:
        desk = Desk(session)
        silent = desk.comes(wib(2, 2))
        desk.asked(silent, wib(2, 3))
        timekeeping.lapse(session, silent.id, at=wib(2, 20))

    assert re.search(r"Pelapor melengkapi\s+Waktunya habis", _terms(enter(cast.koordinator), silent))


def test_a_ticket_that_went_elsewhere_kept_no_promise_by_that(enter, database):
    with database.write() as session:
        desk = Desk(session)
        spam, answered = desk.comes(wib(2, 2)), desk.comes(wib(2, 2))
        desk.archived(spam, Outcome.SPAM, wib(2, 3))
        desk.verified(answered, wib(2, 3))
        desk.answered(answered, wib(2, 4))
    browser = enter(cast.koordinator)

    assert re.search(r"Verifikasi\s+Tepat waktu", _terms(browser, spam))
    assert re.search(r"Penyelesaian\s+Dihentikan", _terms(browser, spam))
    assert re.search(r"Penyelesaian\s+Tepat waktu", _terms(browser, answered))


def test_a_term_that_another_one_took_the_place_of_is_not_called_finished(enter, database):
    with database.write() as session:
        desk = Desk(session)
        in_time, late = desk.comes(wib(3, 2)), desk.comes(wib(1, 5))
        for case, verified, changed in ((in_time, wib(3, 3), wib(3, 4)), (late, wib(1, 6), wib(2, 2))):
            desk.verified(case, verified)
            desk.reclassified(case, changed, kadar=Kadar.BERKADAR, category="aparatur")
    indra = enter(cast.inspektur)

    assert re.search(r"Penyelesaian\s+Diganti", _terms(indra, in_time))
    assert re.search(r"Penyelesaian\s+Lewat tenggat", _terms(indra, late))
