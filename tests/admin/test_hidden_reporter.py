"""Case 4: an anonymous, confidential reporter who wrote down too much is named nowhere an agency can look."""

import logging
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, true
from support import cast
from support.time import NOON

from core import workdays
from core.files import FileStore
from core.messages import contacts, inbox, media
from core.messages.channels import Channel
from core.messages.inbox import Arrival, InboxMessage
from core.messages.media import MediaKind
from core.messages.outbox import OutboxMessage
from core.privacy import keyring
from texts import labels
from tickets import events, handing_over, hiding, merging, reactions, reporting, service
from tickets.export import Frame, as_csv
from tickets.kinds import Visibility
from tickets.models import Case
from tickets.reporting import Report

TELLING = (
    "081234567890",
    "0812-3456-7890",
    "3310120101900001",
    "sitirahayu_88",
    "rahayu",
    "siti@contoh.example",
    "ktp_rahayu",
)
TEXT = (
    "Saya Siti Rahayu, NIK 3310120101900001, telp 0812-3456-7890, telegram @sitirahayu_88, surel siti@contoh.example. "
    "Ada pungutan di kantor desa."
)


@pytest.fixture
def case(database, settings):
    kept = FileStore(settings.files_url).put(b"laporan rahayu 081234567890")
    with database.write() as session:
        who = contacts.meet(
            session,
            channel=Channel.TELEGRAM,
            ext_user="081234567890",
            chat_key="telegram:081234567890",
            name="Siti Rahayu",
            at=NOON,
        )
        inbox.accept(session, [Arrival(Channel.TELEGRAM, "1", who.chat_key, TEXT)], at=NOON)
        source = session.scalar(select(InboxMessage.id))
        file = media.expect(
            session,
            inbox_id=source,
            channel=Channel.TELEGRAM,
            chat_key=who.chat_key,
            kind=MediaKind.DOCUMENT,
            ext_file="f",
            name="ktp_rahayu_3310120101900001.pdf",
            at=NOON,
        )
        media.stored(session, file.id, sha256=kept.sha256, mime="application/pdf", size=kept.size)
        made = reporting.file_complaint(
            session,
            Report(text=TEXT, place="dekat rumah Bu Rahayu", media=(file.id,), visibility=Visibility.ANONIM_RAHASIA),
            contact=who,
            source_inbox_id=source,
            at=NOON,
        )
        by = cast.koordinator(session)
        service.dispose(session, made, by=by, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        reporting.add(session, made, text="hubungi saya Rahayu di 081234567890 atau @sitirahayu_88", at=NOON)
        service.reply(session, made, by=cast.rina(session), version=None, text="Sudah kami periksa.", at=NOON)
        reactions.rate(session, made, score=1, comment="Rahayu kecewa, wa.me/6281234567890", at=NOON)
        reactions.reopen(session, made, text="Belum, tanya Rahayu 0812-3456-7890", at=NOON)
    return made


def _clean(text: str) -> bool:
    said = text.lower()
    return not any(telling in said for telling in TELLING)


def test_no_page_search_or_error_of_the_agency_names_them(enter, case):
    rina = enter(cast.rina)
    opened = [
        rina.get("/admin/").html,
        rina.get("/admin/tiket/?tab=semua").html,
        rina.get(f"/admin/tiket/{case.number}").html,
        rina.get(f"/admin/tiket/{case.number[:-1]}0", 404).html,
        rina.post(f"/admin/tiket/{case.number}/jawab", {"text": "", "version": "1"}, 422).html,
    ]

    assert all(_clean(page) for page in opened)
    assert "[nama disamarkan]" in opened[2]


@pytest.mark.parametrize("word", ["rahayu", "0812", "sitirahayu_88", "3310120101900001", "siti"])
def test_a_search_for_the_name_or_number_finds_nothing(enter, case, word):
    page = enter(cast.rina).get(f"/admin/tiket/?tab=semua&cari={word}")

    assert f'href="{case.number}"' not in page.html


SPELLED = "Saya bu Ani, NIK 3310 0112 0385 0001, WA (0812) 3456 7890, rumah 0272-321123, IG siti_rahayu88, SITI_RAHAYU."


@pytest.mark.parametrize("word", ["3310 0112", "0812", "7890", "321123", "siti_rahayu88", "rahayu", "ani,"])
def test_no_spelling_of_a_name_or_number_is_found_or_shown(enter, database, word):
    with database.write() as session:
        who = contacts.meet(
            session, channel=Channel.TELEGRAM, ext_user="9", chat_key="telegram:9", name="Siti Rahayu Ani", at=NOON
        )
        told = {"text": SPELLED, "happened": "kemarin, tanya 0812-3456-7890", "visibility": Visibility.ANONIM_RAHASIA}
        case = cast.a_complaint(session, contact=who, **told)
        by = cast.koordinator(session)
        service.dispose(session, case, by=by, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        number = case.number
    rina = enter(cast.rina)

    assert f'href="{number}"' not in rina.get(f"/admin/tiket/?tab=semua&cari={word}").html
    assert word not in rina.get(f"/admin/tiket/{number}").text.lower()


def _released(enter, case):
    """The verifikator looks at the held file and lets it go."""
    browser = enter(cast.verifikator)
    page = browser.get(f"/admin/tiket/{case.number}")
    (form,) = [form for form in page.forms if "/lampiran/" in form.action]
    assert 'data-sure="Lepas berkas ini untuk OPD?' in page.html
    browser.submit(form)


def test_a_file_that_may_name_its_author_waits_for_a_look(enter, case):
    rina, desk = enter(cast.rina), enter(cast.verifikator)
    (link,) = [at for at in desk.get(f"/admin/tiket/{case.number}").links if "/lampiran/" in at]

    page = rina.get(f"/admin/tiket/{case.number}")

    assert "Minta verifikator memeriksanya" in page
    assert not [address for address in page.links if "/lampiran/" in address]
    rina.get(link, 404)
    desk.get(link)
    rina.post(f"/admin/tiket/{case.number}{link.removeprefix('/admin')}", {}, 404)
    _released(enter, case)
    rina.get(link)


def test_a_file_of_a_reporter_who_is_named_is_not_held(enter, database, settings):
    kept = FileStore(settings.files_url).put(b"%PDF-1.4 surat")
    with database.write() as session:
        who = cast.siti(session)
        by = cast.koordinator(session)
        file = media.keep(session, channel=who.channel, chat_key="x", kind=MediaKind.DOCUMENT, kept=kept, at=NOON)
        made = cast.a_complaint(session, contact=who, media=(file.id,))
        service.dispose(session, made, by=by, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        number, key = made.number, file.id

    rina = enter(cast.rina)

    assert "ditahan" not in rina.get(f"/admin/tiket/{number}").html
    rina.get(f"/admin/lampiran/{key}")


def test_the_file_is_given_under_a_name_of_ours(enter, case, database):
    _released(enter, case)
    rina = enter(cast.rina)
    page = rina.get(f"/admin/tiket/{case.number}")
    (link,) = [address for address in page.links if "/lampiran/" in address]

    rina.get(link)

    assert _clean(rina.answer.headers["Content-Disposition"])


def test_the_export_says_that_there_is_a_confidential_report_and_not_what(enter, case, database):
    with database.read() as session:
        frame = Frame([true()], ZoneInfo("Asia/Jakarta"), workdays.current(session), NOON.date(), labels.word)

    text = "".join(as_csv(database, frame))

    assert case.number in text
    assert "(rahasia)" in text
    assert "pungutan" not in text
    assert _clean(text)


def test_no_log_line_names_them(enter, case, caplog):
    with caplog.at_level(logging.DEBUG):
        enter(cast.rina).get(f"/admin/tiket/{case.number}")

    assert _clean(caplog.text)


def test_what_other_chats_are_told_of_it_names_nobody(case, database):
    with database.write() as session:
        other = cast.a_complaint(session, contact=cast.budi(session))
        merging.merge(session, case, [other], by=cast.koordinator(session), version=None, at=NOON)
        service.inform(session, case, by=cast.rina(session), version=None, text="Tim berangkat", at=NOON)
        told = session.scalars(select(OutboxMessage).where(OutboxMessage.chat_key == cast.budi(session).chat_key))
        data = [str(keyring(session).open_json(row.data)) for row in told]

    assert data
    assert all(_clean(words) and "pungutan" not in words for words in data)


@pytest.fixture
def joined(database, settings):
    """An anonymous report with a file that may name its author, merged into one of somebody who is named."""
    kept = FileStore(settings.files_url).put(b"%PDF-1.4 laporan rahayu")
    with database.write() as session:
        who, by = cast.tono(session), cast.koordinator(session)
        master = cast.a_complaint(session)
        theirs = cast.a_complaint(session, contact=who, visibility=Visibility.ANONIM)
        merging.merge(session, master, [theirs], by=by, version=None, at=NOON)
        service.dispose(session, master, by=by, version=None, agency=cast.agency(session), instruction="Cek", at=NOON)
        file = media.keep(
            session, channel=who.channel, chat_key=who.chat_key, kind=MediaKind.DOCUMENT, kept=kept, tells=True, at=NOON
        )
    return master, theirs, file


@pytest.mark.parametrize("say", [reporting.add, reactions.say_more])
def test_a_file_of_theirs_waits_for_a_look_also_on_the_ticket_that_stands_for_them(enter, database, joined, say):
    master, theirs, file = joined
    with database.write() as session:
        if say is reactions.say_more:
            service.reply(
                session,
                session.get_one(Case, master.id),
                by=cast.rina(session),
                version=None,
                text="Lampu sudah diganti.",
                at=NOON,
            )
        say(session, session.get_one(Case, theirs.id), text="Ini buktinya", media=[file.id], at=NOON)

    page = enter(cast.rina).get(f"/admin/tiket/{master.number}")

    assert "Minta verifikator memeriksanya" in page
    enter(cast.rina).get(f"/admin/lampiran/{file.id}", 404)
    _released(enter, master)
    enter(cast.rina).get(f"/admin/lampiran/{file.id}")


def test_no_file_of_theirs_goes_to_another_body_with_the_report_that_stands_for_them(database, joined):
    master, theirs, file = joined
    with database.write() as session:
        session.get_one(media.Media, file.id).tells = False
        reporting.add(session, session.get_one(Case, theirs.id), text="Ini buktinya", media=[file.id], at=NOON)

        assert handing_over.files_of(session, session.get_one(Case, master.id)) == []


def test_the_name_of_another_chat_that_follows_them_is_masked_too(database):
    with database.write() as session:
        case = cast.a_complaint(session, contact=cast.budi(session), visibility=Visibility.ANONIM)
        reporting.follow(session, case, cast.siti(session), at=NOON)

        event = reporting.add(session, case, text="Saya Siti Contoh, tolong cepat", at=NOON)

        assert event.text == "Saya [nama disamarkan], tolong cepat"


def test_who_asks_only_later_is_named_nowhere_from_then_on(enter, database):
    with database.write() as session:
        case = cast.a_complaint(session, text="Saya Siti, lampu di gang mati")
        reporting.add(session, case, text="Ini Siti lagi, tadi malam ada yang jatuh", at=NOON)
        assert "Siti" in case.title
        hiding.hide(session, case, Visibility.ANONIM, at=NOON)
    koordinator = enter(cast.koordinator)

    page = koordinator.get(f"/admin/tiket/{case.number}")

    assert "tadi malam ada yang jatuh" in page.text
    assert "Siti" not in page.text
    assert case.number not in koordinator.get("/admin/tiket/?tab=semua&cari=siti").text


def test_the_books_hold_when_a_report_is_written_down_without_its_name(database):
    with database.write() as session:
        case = cast.a_complaint(session, text="Saya Siti, lampu di gang mati", place="Rumah Siti, Pedan")
        hiding.hide(session, case, Visibility.ANONIM, at=NOON)
        hiding.hide(session, case, Visibility.RAHASIA, at=NOON)
        assert case.visibility is Visibility.ANONIM_RAHASIA
        assert "Siti" not in f"{case.title} {case.complaint.text} {case.complaint.place}"
        assert "Siti" in keyring(session).open(case.complaint.original)
        assert list(events.verify(session, case)) == []

        case.complaint.text += "!"

        assert [found.what for found in events.verify(session, case)] == [
            f"{case.number}: the words of the report were changed after it was written"
        ]
