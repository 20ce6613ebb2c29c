"""The complaint in conversation: few messages, nothing lost, filed once."""

import pytest
from sqlalchemy import select
from support.citizen import Citizen, Conversation, everything

from bot.port import Kind
from core.db import Database
from core.messages.media import Media
from core.privacy import keyring
from tickets.kinds import Priority, Visibility
from tickets.models import Attachment, Case, CaseEvent, Complaint


def _cases(database: Database) -> list[Case]:
    with database.read() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def _complaint(database: Database) -> Complaint:
    with database.read() as session:
        return session.scalars(select(Complaint)).one()


def test_a_guided_complaint_takes_four_messages(siti: Citizen, database: Database) -> None:
    assert "ceritakan" in everything(siti.says("saya mau lapor"))
    assert "Di mana" in everything(siti.says("lampu jalan mati sudah lama sekali"))
    assert "Periksa dulu" in everything(siti.says("depan masjid Al Ikhlas"))
    told = siti.says("ya")

    assert told[-1].number == _cases(database)[0].number
    assert "Kode rahasia" in told[-1].text
    assert "paling lambat" in told[-1].text


def test_a_whole_complaint_in_one_message_takes_two(siti: Citizen, database: Database) -> None:
    (card,) = siti.says(
        "Selamat pagi, saya warga Dukuh Ngemplak. Jalan antara Karanganom sampai Jatinom rusak parah sejak bulan Juni, "
        "sudah ada yang jatuh. Mohon diperbaiki."
    )
    assert "Lokasi: antara Karanganom sampai Jatinom" in card.text
    assert "Waktu: sejak bulan Juni" in card.text

    assert siti.says("ya benar")[-1].number
    kept = _complaint(database)
    assert kept.text.startswith("Selamat pagi, saya warga")
    assert kept.category == "jalan"


def test_a_question_in_the_middle_is_answered_and_the_draft_waits(siti: Citizen, database: Database) -> None:
    siti.says("lapor")
    siti.says("lampu jalan mati di depan pasar Cawas")
    aside = siti.says("eh sebentar, kantor buka sampai jam berapa?")
    assert "07.30" in everything(aside)
    assert "LANJUT" in everything(aside)

    assert "Lokasi: depan pasar Cawas, RT 3 RW 2" in everything(siti.says("ok lanjut, lokasinya RT 3 RW 2"))
    siti.says("ya")

    kept = _complaint(database)
    assert "jam berapa" not in kept.text
    assert kept.place == "depan pasar Cawas, RT 3 RW 2"


def test_a_draft_survives_a_restart_and_three_days(
    siti: Citizen, conversation: Conversation, database: Database
) -> None:
    siti.says("lampu jalan mati di desa Sumber")
    conversation.restart()
    conversation.clock.move(days=3)

    assert "Periksa dulu" in everything(siti.says("lanjut"))
    assert siti.says("ya")[-1].number


def test_cancelling_drops_the_draft_and_files_nothing(siti: Citizen, database: Database) -> None:
    siti.says("mau ngadu soal jalan rusak")
    assert "dibatalkan" in everything(siti.says("ga jadi deh"))
    assert "batal" not in everything(siti.says("status")).lower()

    assert _cases(database) == []


def test_the_same_words_again_mean_the_same_draft_and_later_the_same_case(siti: Citizen, database: Database) -> None:
    siti.says("lapor jalan rusak di Desa Buntalan RT 1")
    assert "tidak kami gandakan" in everything(siti.says("lapor jalan rusak di Desa Buntalan RT 1"))
    first = siti.says("ya")[-1].number
    assert siti.says("ya")[-1].number is None

    again = siti.says("lapor jalan rusak di desa buntalan rt 1")
    assert first in everything(again)
    assert len(_cases(database)) == 1


def test_the_same_case_can_be_reported_anew_when_that_is_meant(siti: Citizen, database: Database) -> None:
    siti.says("lapor jalan rusak di Desa Buntalan RT 1")
    siti.says("ya")
    siti.says("lapor jalan rusak di Desa Buntalan RT 1")
    siti.taps("Laporan baru")
    siti.says("ya")

    assert len(_cases(database)) == 2


def test_a_photo_first_is_kept_and_attached(siti: Citizen, database: Database) -> None:
    assert "Foto" in everything(siti.sends("photo"))
    assert "Lampiran: 1 berkas" in everything(siti.says("jalan berlubang depan SDN 2 Sumberejo"))
    siti.says("ya kirim")

    with database.read() as session:
        assert session.query(Attachment).count() == 1


def test_the_words_of_a_venue_are_the_place_of_a_report_and_not_what_happened(siti: Citizen) -> None:
    siti.writes(Kind.LOCATION, latitude=-7.7, longitude=110.6, text="Pasar Cawas, Jl. Raya 1")
    assert "Isi:" not in everything(siti.hears())

    told = everything(siti.says("jalan berlubang besar sejak kemarin"))

    assert "Isi: jalan berlubang besar sejak kemarin" in told
    assert "Lokasi: Pasar Cawas, Jl. Raya 1" in told


def test_an_album_a_voice_note_and_a_pin_are_all_kept_across_a_question_and_a_restart(
    siti: Citizen, conversation: Conversation, database: Database
) -> None:
    siti.says("lapor jalan ambles di desa Sumber")
    for part in range(5):
        siti.writes(Kind.MEDIA, group_key="album", text="lihat ini" if part == 2 else "", files=["photo"])
    siti.writes(Kind.MEDIA, files=["voice"])
    siti.writes(Kind.LOCATION, latitude=-7.7, longitude=110.6)
    conversation.clock.move(seconds=3)
    assert len(siti.hears()) == 3
    siti.says("berapa jumlah penduduk Klaten 2022?")
    conversation.restart()
    conversation.clock.move(days=3)

    assert "Lampiran: 6 berkas" in everything(siti.says("lanjut"))
    siti.says("ya")

    kept = _complaint(database)
    assert (kept.latitude, kept.longitude) == (-7.7, 110.6)
    with database.read() as session:
        kinds = sorted(media.kind.value for media in session.scalars(select(Media)))
    assert kinds == ["photo"] * 5 + ["voice"]


def test_an_album_waits_for_its_last_photo(siti: Citizen, conversation: Conversation) -> None:
    siti.writes(Kind.MEDIA, group_key="album", files=["photo"])
    assert siti.hears() == []

    siti.writes(Kind.MEDIA, group_key="album", files=["photo"])
    conversation.clock.move(seconds=3)

    assert len(siti.hears()) == 1


def test_an_identity_number_is_not_needed_and_not_repeated(siti: Citizen, database: Database) -> None:
    told = siti.says("nama budi nik 3310123456780001 hp 081234567890, laporan saya jalan rusak desa Tegalyoso")
    told += siti.says("ya")

    assert "3310123456780001" not in everything(told)
    assert "NIK, nomor telepon, dan akun tidak perlu" in everything(told)
    kept = _complaint(database)
    assert "3310123456780001" not in kept.text
    with database.read() as session:
        assert "3310123456780001" in keyring(session).open(kept.original)


def test_an_anonymous_report_by_button(siti: Citizen, database: Database) -> None:
    siti.says("lapor pungli di kantor Desa Contoh")
    told = siti.taps("Kirim anonim")

    assert "disembunyikan" in told[-1].text
    assert _cases(database)[0].visibility is Visibility.ANONIM


def test_text_and_place_can_be_changed_before_sending(siti: Citizen, database: Database) -> None:
    siti.says("lapor jalan rusak di desa Sumber")
    siti.taps("Ubah")
    siti.taps("Ubah lokasi")
    assert "Lokasi: RT 5 desa Trucuk" in everything(siti.says("RT 5 desa Trucuk"))
    siti.taps("Ubah")
    siti.taps("Ubah isi")
    assert "Isi: jembatan retak" in everything(siti.says("jembatan retak"))
    siti.says("ya")

    assert (_complaint(database).text, _complaint(database).place) == ("jembatan retak", "RT 5 desa Trucuk")


def test_correcting_the_message_corrects_the_draft(siti: Citizen) -> None:
    siti.says("lapor jalan rusk di desa Sumber", message_id="55")
    edited = siti.does(Kind.EDITED, text="lapor jalan rusak berat di desa Sumber", message_id="55")
    assert "Isi: jalan rusak berat" in everything(edited)


def test_editing_an_old_message_changes_nothing_and_says_so(siti: Citizen) -> None:
    assert "tidak berubah" in everything(siti.does(Kind.EDITED, text="halo", message_id="1"))


def test_an_endless_complaint_is_accepted_whole(siti: Citizen, database: Database) -> None:
    words = "Jalan rusak di desa Sumber. " + "Lubangnya dalam sekali dan berbahaya. " * 260
    assert len(words) > 9_900
    card = siti.says(words)
    assert "Dipersingkat" in everything(card)
    siti.says("ya")

    assert _complaint(database).text == words.strip()


def test_a_hundred_thousand_letters_get_an_answer_and_lose_nothing_unsaid(siti: Citizen, database: Database) -> None:
    told = siti.says("jalan rusak di desa Sumber " + "aduh " * 20_000)

    assert "lebih panjang" in everything(told)
    assert "Periksa dulu" in everything(told)


def test_an_emergency_names_the_number_first_and_is_recorded_at_once_when_wanted(
    siti: Citizen, database: Database
) -> None:
    told = siti.says("TOLONG ADA KEBAKARAN DI RUMAH TETANGGA JL MAWAR 12")
    assert "112" in told[0].text.splitlines()[0]
    assert len(told) == 1

    recorded = siti.says("udah telp, tolong catat juga")
    assert recorded[-1].number
    case = _cases(database)[0]
    assert case.priority is Priority.DARURAT
    assert _complaint(database).place == "JL MAWAR 12"


def test_a_question_about_fires_is_no_emergency(siti: Citizen) -> None:
    assert "SEGERA TELEPON" not in everything(siti.says("berapa jumlah kejadian kebakaran tahun 2023?"))


def test_a_javanese_report_is_understood_and_kept_as_written(siti: Citizen, database: Database) -> None:
    siti.says("dalan ngarep omahku bolong gedhe, piye le lapor?")
    card = siti.says("nggih, ning dukuh Jombor")
    assert "dukuh Jombor" in everything(card)
    assert _cases(database) == []
    siti.says("ya")

    assert _complaint(database).text == "dalan ngarep omahku bolong gedhe, piye le lapor?"


def test_going_back_and_skipping_keep_what_was_typed(siti: Citizen, database: Database) -> None:
    siti.says("lapor")
    siti.says("pohon tumbang menutup jalan")
    assert "Periksa dulu" in everything(siti.says("lewati"))
    assert "Bagian mana" in everything(siti.says("kembali"))
    siti.taps("Ubah lokasi")
    siti.says("dekat balai desa Sumber")
    siti.says("ya")

    assert _complaint(database).place == "dekat balai desa Sumber"


def test_thanks_in_the_middle_of_a_draft_are_returned_and_the_draft_waits(siti: Citizen) -> None:
    siti.says("lapor jalan rusak di desa Sumber")
    told = everything(siti.says("terima kasih"))

    assert "Sama-sama" in told
    assert "LANJUT" in told


def test_more_words_at_the_review_are_added_to_the_story(siti: Citizen, database: Database) -> None:
    siti.says("lapor jalan rusak di desa Sumber")
    siti.says("kemarin ada anak sekolah jatuh karena lubangnya tertutup air")
    siti.says("ya")

    assert _complaint(database).text == (
        "jalan rusak di desa Sumber\nkemarin ada anak sekolah jatuh karena lubangnya tertutup air"
    )


def test_filing_is_an_event_by_the_reporter(siti: Citizen, database: Database) -> None:
    siti.says("lapor jalan rusak di desa Sumber")
    siti.says("ya")

    with database.read() as session:
        event = session.scalars(select(CaseEvent)).one()
        assert (event.action, event.party.value) == ("diterima", "pelapor")


def test_lapor_as_a_command_opens_a_report_even_about_a_thing_of_another_office(siti: Citizen) -> None:
    assert "Di mana" in everything(siti.says("lapor bantuan sosial saya belum cair"))


@pytest.mark.parametrize(
    "asked", ["lapor ke mana kalau jalan rusak?", "gimana cara lapor lampu mati", "mau lapor sampah ke siapa"]
)
def test_asking_how_to_report_is_a_question_and_no_report(siti: Citizen, asked: str) -> None:
    told = siti.says(asked)

    assert "(langkah" not in everything(told)
    assert siti.says("lanjut")[0].text.startswith("Tidak ada draf")


def test_being_made_to_pay_is_a_complaint(siti: Citizen) -> None:
    told = everything(siti.says("Saya dimintai uang parkir dua kali lipat di Pasar Klaten tidak diberi karcis"))

    assert "Periksa dulu" in told
    assert "Lokasi: Pasar Klaten" in told


def test_a_sixth_report_within_a_day_is_recorded_and_said_to_wait(siti):
    for place in ("Sumber", "Jonggrangan", "Danguran", "Karanganom", "Gergunung"):
        siti.says(f"lapor lampu jalan mati di desa {place} sejak kemarin")
        assert len(siti.says("ya")) == 1

    siti.says("lapor jalan berlubang di desa Bareng sejak kemarin")
    receipt, told = siti.says("ya")

    assert receipt.number in told.text
    assert "periksa dulu" in told.text


def test_a_live_location_moves_the_point_of_the_draft_without_a_word(siti: Citizen, database: Database) -> None:
    siti.does(Kind.LOCATION, latitude=-7.7, longitude=110.6, message_id="7")
    siti.says("lapor jalan berlubang di depan pasar Cawas")

    assert siti.does(Kind.EDITED, latitude=-7.8, longitude=110.7, message_id="7") == []
    assert siti.does(Kind.EDITED, latitude=-9.9, longitude=120.0, message_id="6") == []
    siti.says("ya")

    with database.read() as session:
        complaint = session.scalars(select(Case)).one().complaint
        assert (complaint.latitude, complaint.longitude) == (-7.8, 110.7)


def test_a_live_location_nobody_writes_a_report_with_moves_in_silence(siti: Citizen) -> None:
    assert siti.does(Kind.EDITED, latitude=-7.8, longitude=110.7, message_id="7") == []


TOO_LARGE = 21 * 1024 * 1024


def test_a_file_that_is_too_large_is_told_of_at_once_and_its_words_are_kept(siti: Citizen, database: Database) -> None:
    told = siti.sends("video", text="jalan berlubang di depan pasar Cawas", size=TOO_LARGE)

    assert "20 MB" in told[0].text
    assert "Periksa dulu laporan Anda" in told[1].text
    assert "Lampiran" not in told[1].text
    with database.read() as session:
        assert session.scalars(select(Media)).all() == []


def test_a_file_that_is_too_large_and_without_words_leaves_the_draft_as_it_was(siti: Citizen) -> None:
    siti.says("lapor jalan berlubang di depan pasar Cawas")

    (told,) = siti.sends("video", size=TOO_LARGE)

    assert "20 MB" in told.text
    assert siti.says("ya")[-1].number
