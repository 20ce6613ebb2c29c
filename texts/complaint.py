"""The complaint, from the first word to the review card."""

from collections.abc import Mapping, Sequence
from typing import Any

from texts.words import Words, message, sentence_of

SHOWN = 600


@message
def together(w: Words, *, parts: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Several sentences that leave as one message: where each bubble is billed, an answer and the card beside it are one."""
    return "\n\n".join(sentence_of(kind)(w, **data) for kind, data in parts)


@message
def kept_for_staff(w: Words) -> str:
    return w("Pertanyaan Anda belum bisa saya jawab. Saya sertakan di laporan ini supaya dibaca petugas.")


def _step(w: Words, number: int) -> str:
    return w("(langkah {number} dari 3)", number=number)


@message
def what_happened(w: Words) -> str:
    return (
        w("Baik, ceritakan laporan Anda: apa yang terjadi dan di mana. Satu pesan sudah cukup, foto boleh menyusul.")
        + " "
        + _step(w, 1)
    )


@message
def what_happened_at(w: Words, *, name: str) -> str:
    return w(
        "Anda sedang di {name}. Ceritakan keluhan Anda tentang tempat ini, lokasinya sudah kami catat. Anda juga bisa "
        "langsung bertanya apa saja.",
        name=name,
    )


@message
def what_happened_to_this_photo(w: Words, *, files: int = 1, may_add: bool = False) -> str:
    count = (
        w("Foto Anda sudah kami terima.") if files == 1 else w("{files} berkas Anda sudah kami terima.", files=files)
    )
    return (
        count
        + " "
        + w("Apakah ini untuk laporan pengaduan? Ceritakan apa yang terjadi dan di mana, fotonya kami lampirkan.")
        + _or_to_an_own_one(w, may_add)
    )


def _or_to_an_own_one(w: Words, may_add: bool) -> str:
    return " " + w("Untuk laporan Anda yang sudah ada? Pilih nomornya.") if may_add else ""


@message
def what_happened_here(w: Words, *, may_add: bool = False) -> str:
    asked = w("Lokasi Anda sudah kami terima. Apakah ini untuk laporan pengaduan? Ceritakan apa yang terjadi di sana.")
    return asked + _or_to_an_own_one(w, may_add)


@message
def what_is_in_this_recording(w: Words, *, may_add: bool = False) -> str:
    asked = w(
        "Pesan suara Anda sudah kami simpan dan kami lampirkan. Tulis satu kalimat tentang isinya supaya laporan Anda "
        "cepat ditangani."
    )
    return asked + _or_to_an_own_one(w, may_add)


@message
def what_is_in_this_file(w: Words, *, may_add: bool = False) -> str:
    asked = w(
        "Berkas Anda sudah kami simpan. Apakah ini untuk laporan pengaduan? Ceritakan apa yang terjadi dan di mana."
    )
    return asked + _or_to_an_own_one(w, may_add)


@message
def where_is_it(w: Words, *, identity_hidden: bool = False) -> str:
    question = w(
        "Terima kasih, sudah kami catat. Di mana lokasinya? Sebut jalan, RT/RW, desa, atau patokannya; "
        "bisa juga kirim lokasi. Bila tidak tahu, tulis kapan kejadiannya."
    )
    return _hint(w, identity_hidden) + question + " " + _step(w, 2)


@message
def who_knows_you(w: Words, *, is_hidden: bool) -> str:
    if is_hidden:
        return w("Nama Anda sudah disembunyikan dari instansi yang dilaporkan dan dari publik.")
    return w("Balas ANONIM, maka nama Anda disembunyikan dari instansi yang dilaporkan dan dari publik.")


@message
def cannot_be_parted(w: Words) -> str:
    return w(
        "Laporan ini belum bisa kami pisahkan sendiri. Kirim dulu sebagai satu laporan, atau balas UBAH dan tulis yang pertama saja; "
        "yang kedua ditulis dalam pesan baru sesudahnya."
    )


@message
def review(
    w: Words,
    *,
    text: str,
    place: str | None = None,
    happened: str | None = None,
    pinned: bool = False,
    files: int = 0,
    anonymous: bool = False,
    secret: bool = False,
    identity_hidden: bool = False,
    resumed: bool = False,
    repeated: bool = False,
    pieces: Sequence[Mapping[str, Any]] = (),
    may_split: bool = False,
) -> str:
    lines = []
    if repeated:
        lines.append(w("Laporan ini sudah ada di draf Anda, jadi tidak kami gandakan."))
    elif resumed:
        lines.append(w("Kita lanjutkan draf laporan Anda."))
    lines.append(w("Periksa dulu laporan Anda:") + " " + _step(w, 3))
    if pieces:
        lines += _two_reports(w, pieces)
    else:
        lines += _told(w, text, place or (w("lokasi yang Anda kirim di peta") if pinned else None), happened)
    if files:
        lines.append(w("Lampiran: {files} berkas", files=files))
    if anonymous:
        lines.append(w("Nama Anda disembunyikan dari instansi terlapor (anonim)."))
    if secret:
        lines.append(w("Isinya dirahasiakan dari publik (rahasia)."))
    return _hint(w, identity_hidden) + "\n".join(lines).rstrip() + "\n\n" + _ways(w, pieces, may_split=may_split)


def _told(w: Words, text: str, place: str | None, happened: str | None) -> list[str]:
    shown = text if len(text) <= SHOWN else text[:SHOWN].rsplit(" ", 1)[0] + " …"
    lines = [w("Isi: {text}", text=shown)]
    if len(text) > SHOWN:
        lines.append(w("(Dipersingkat di sini; kami simpan lengkap, {count} huruf.)", count=w.number(len(text))))
    lines.append(w("Lokasi: {place}", place=place or w("belum disebut")))
    if happened:
        lines.append(w("Waktu: {happened}", happened=happened))
    return lines


def _two_reports(w: Words, pieces: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for number, piece in enumerate(pieces, start=1):
        lines += ["", w("Laporan {number}", number=number), *_told(w, piece["text"], piece["place"], piece["happened"])]
    return [*lines, ""]


def _ways(w: Words, pieces: Sequence[Mapping[str, Any]], *, may_split: bool) -> str:
    if pieces:
        return w(
            "Balas YA untuk mengirim keduanya, masing-masing dengan nomor sendiri, UBAH untuk memperbaiki, atau BATAL."
        )
    if may_split:
        return w(
            "Ini terdengar seperti dua laporan. Balas PISAH supaya masing-masing punya nomor sendiri, YA untuk mengirimnya "
            "sebagai satu laporan, UBAH untuk memperbaiki, atau BATAL."
        )
    return w("Balas YA untuk mengirim laporan, UBAH untuk memperbaiki, atau BATAL.")


def _hint(w: Words, identity_hidden: bool) -> str:
    if not identity_hidden:
        return ""
    return (
        w("Catatan: NIK, nomor telepon, dan akun tidak perlu dikirim untuk laporan. Semua itu kami samarkan.") + "\n\n"
    )


@message
def files_added(w: Words, *, files: int) -> str:
    return w("Foto atau berkas Anda kami lampirkan ke laporan ini. Lampiran sekarang: {files}.", files=files)


@message
def draft_waits(w: Words) -> str:
    return w("Draf Anda masih tersimpan. Ketik LANJUT untuk meneruskan, atau BATAL.")


@message
def draft_dropped(w: Words) -> str:
    return w("Laporan dibatalkan, tidak ada yang kami kirim. Ketik lapor bila ingin membuat laporan lagi.")


@message
def nothing_to_cancel(w: Words) -> str:
    return w("Tidak ada laporan yang sedang diisi. Ada yang bisa kami bantu?")


@message
def nothing_to_resume(w: Words) -> str:
    return w("Tidak ada draf yang bisa dilanjutkan. Tulis pertanyaan Anda, atau ketik lapor untuk membuat laporan.")


@message
def already_reported(w: Words, *, number: str) -> str:
    return w(
        "Laporan yang sama sudah kami terima dengan nomor {number}. Ketik status {number} untuk melihat perkembangannya. "
        "Bila ini kejadian lain, pilih laporan baru.",
        number=number,
    )


@message
def shall_we_reopen(w: Words, *, number: str, title: str, open_already: bool = False) -> str:
    if open_already:
        return w(
            "Apakah ini tentang laporan {number} ({title}) yang masih kami tangani? "
            "Kami bisa menambahkannya ke laporan itu, atau membuat laporan baru.",
            number=number,
            title=title,
        )
    return w(
        "Apakah ini tentang laporan {number} ({title})? Kami bisa membuka kembali laporan itu, atau membuat laporan baru.",
        number=number,
        title=title,
    )


@message
def is_this_for(w: Words, *, number: str, title: str, is_answered: bool = False) -> str:
    asked = w("Ini untuk laporan {number} ({title})?", number=number, title=title)
    if is_answered:
        return asked + " " + w("Tanpa pilihan Anda, pesan ini tetap kami sertakan untuk petugas.")
    return asked


@message
def added_to_case(w: Words, *, number: str) -> str:
    return w("Keterangan Anda sudah kami tambahkan ke laporan {number}. Petugas akan membacanya.", number=number)


@message
def objected(w: Words, *, number: str) -> str:
    return w(
        "Keberatan Anda atas pengarsipan laporan {number} kami catat. Supervisor akan memeriksanya dan Anda kami kabari.",
        number=number,
    )


@message
def added_elsewhere(w: Words, *, number: str) -> str:
    return w(
        "Keterangan Anda kami simpan di laporan {number}. Laporan ini sudah ditangani badan lain, jadi sampaikan juga di sana.",
        number=number,
    )


@message
def noted_as_settled(w: Words, *, number: str, may_rate: bool = False) -> str:
    told = w("Terima kasih, kami catat bahwa menurut Anda laporan {number} sudah beres.", number=number)
    return told + _how_satisfied(w, may_rate)


@message
def cannot_withdraw(w: Words, *, number: str) -> str:
    return w(
        "Laporan {number} sudah dikerjakan instansi terkait, jadi tidak bisa lagi dicabut begitu saja. Keinginan Anda kami "
        "teruskan kepada petugasnya.",
        number=number,
    )


@message
def nothing_to_withdraw(w: Words) -> str:
    return w("Tidak ada laporan terbuka dari chat ini yang bisa dicabut.")


@message
def which_case(w: Words) -> str:
    return w("Pesan Anda untuk laporan yang mana? Pilih salah satu.")


@message
def confirmed(w: Words, *, number: str, may_rate: bool = False) -> str:
    told = w("Terima kasih, laporan {number} kami tandai selesai atas konfirmasi Anda.", number=number)
    return told + _how_satisfied(w, may_rate)


def _how_satisfied(w: Words, may_rate: bool) -> str:
    return " " + w("Seberapa puas Anda? Balas angka 1 (kecewa) sampai 5 (puas).") if may_rate else ""


@message
def too_late_to_reopen(w: Words, *, number: str) -> str:
    return w(
        "Masa buka kembali laporan {number} sudah lewat. Kami buatkan laporan baru yang merujuk ke laporan lama.",
        number=number,
    )


@message
def withdrawn(w: Words, *, number: str) -> str:
    return w("Laporan {number} sudah kami cabut atas permintaan Anda.", number=number)


@message
def thanked(w: Words, *, number: str, is_answered: bool = False, may_rate: bool = False, is_nod: bool = False) -> str:
    told = w("Baik.") if is_nod else w("Terima kasih kembali.")
    if is_answered:
        return told + " " + w("Apakah masalah di laporan {number} sudah beres?", number=number)
    if may_rate:
        return (
            told
            + " "
            + w("Seberapa puas Anda dengan penanganan laporan {number}? Balas angka 1 sampai 5.", number=number)
        )
    return told


@message
def what_does_it_mean(w: Words, *, number: str, title: str, is_answered: bool) -> str:
    if is_answered:
        return w(
            "Pesan Anda tentang laporan {number} ({title}) kami baca. Apakah masalahnya sudah beres, atau kami buka kembali? "
            "Tanpa pilihan Anda, pesan ini tetap kami sertakan untuk petugas.",
            number=number,
            title=title,
        )
    return w(
        "Laporan {number} ({title}) sudah ditutup. Apakah masalahnya sudah beres, atau kami buka kembali dengan pesan Anda ini?",
        number=number,
        title=title,
    )


@message
def rating_thanks(w: Words, *, score: int, number: str, is_answered: bool = False) -> str:
    if is_answered:
        return _rated(w, score, number) + " " + w("Apakah masalahnya sudah beres?")
    return _rated(w, score, number)


def _rated(w: Words, score: int, number: str) -> str:
    if score <= 2:
        return w(
            "Terima kasih atas penilaian Anda ({score} dari 5) untuk {number}. Mohon maaf kami belum memuaskan. "
            "Tulis apa yang kurang; bila masalahnya belum beres, laporan bisa dibuka kembali.",
            score=score,
            number=number,
        )
    return w("Terima kasih atas penilaian Anda: {score} dari 5 untuk {number}.", score=score, number=number)


@message
def too_long_to_keep(w: Words, *, most: int) -> str:
    return w(
        "Laporan Anda lebih panjang dari {most} huruf. Bagian awalnya sudah kami simpan; "
        "kirim sisanya sebagai pesan tambahan atau dokumen.",
        most=w.number(most),
    )
