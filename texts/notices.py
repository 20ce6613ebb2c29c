"""Notices: what the reporter of a case is told at each step, with what happens next and by when."""

from datetime import date

from texts import labels
from texts.status import not_counted
from texts.words import Words, message
from tickets.kinds import Outcome


@message
def case_received(
    w: Words,
    *,
    number: str,
    case_id: int,
    title: str,
    due_on: str,
    code_version: int = 1,
    skipped: list[list[str]] | None = None,
    verified_by: str | None = None,
    emergency: bool = False,
    anonymous: bool = False,
    telegram: str | None = None,
    was: str | None = None,
) -> str:
    is_request = number.startswith("PPD")
    opening = (
        w("Permohonan Anda sudah kami terima.") if is_request else w("Laporan Anda sudah kami terima. Terima kasih.")
    )
    lines = [opening, w("Nomor: {number}", number=number)]
    if was:
        lines[0] = w("Laporan {was} meminta informasi publik, jadi kami teruskan ke PPID sebagai permohonan.", was=was)
    if w.keyring is not None:
        code = w.keyring.secret_code(case_id, code_version)
        lines.append(w("Kode rahasia: {code} (simpan, jangan dibagikan)", code=code))
    if emergency:
        lines.append(w("Prioritas: darurat. Petugas kami langsung melihatnya di antrean teratas."))
    if verified_by:
        lines.append(w("Diperiksa petugas paling lambat: {day}", day=w.day(date.fromisoformat(verified_by))))
    promise = "Jawaban tertulis paling lambat: {day}" if is_request else "Ditindaklanjuti paling lambat: {day}"
    lines.append(w(promise, day=w.day(date.fromisoformat(due_on))))
    if skipped:
        lines.append(not_counted(w, skipped))
    if anonymous:
        lines.append(w("Nama Anda disembunyikan dari instansi terlapor."))
    lines.append("")
    lines.append(w("Cek kapan saja dari chat ini: ketik status {number}", number=number))
    if telegram and w.keyring is not None:
        code = w.keyring.secret_code(case_id, code_version)
        lines.append(w("Ikuti juga lewat Telegram: {link}", link=f"https://t.me/{telegram}?start=tkt_{number}_{code}"))
    return "\n".join(lines)


@message
def news_waiting(w: Words, *, number: str | None) -> str:
    """What an approved template says outside the window; its words stand with the service, these show what was said."""
    if number is None:
        return w("Ada kabar untuk percakapan Anda. Balas pesan ini untuk membacanya.")
    return w("Ada kabar untuk laporan {number}. Balas pesan ini untuk membacanya.", number=number)


def news_of(number: str | None) -> str:
    """What fills the one blank of that template, which is approved in Indonesian: a report, or the talk with an officer."""
    return number or "percakapan Anda"


@message
def officer_template(w: Words, *, number: str | None, text: str) -> str:
    """What an officer said through an approved template; the service holds the words, these show what was said."""
    return text


@message
def case_question(w: Words, *, number: str, case_id: int, title: str, text: str, days: int | None = None) -> str:
    if days is None:
        request = "Petugas perlu keterangan untuk permohonan {number}:\n{text}\n\nBalas saja di chat ini."
        return w(request, number=number, text=text)
    return w(
        "Petugas perlu keterangan untuk laporan {number}:\n{text}\n\nBalas saja di chat ini, paling lambat {days} hari kerja.",
        number=number,
        text=text,
        days=days,
    )


@message
def case_verified(w: Words, *, number: str, case_id: int, title: str, due_on: str | None = None) -> str:
    told = w("Laporan {number} sudah diperiksa. Berikutnya: diteruskan ke instansi yang berwenang.", number=number)
    return told + _by(w, w("Ditindaklanjuti paling lambat {day}."), due_on)


def _by(w: Words, promise: str, due_on: str | None) -> str:
    """The promise with its day, or nothing when there is no day."""
    return " " + promise.format(day=w.day(date.fromisoformat(due_on))) if due_on else ""


@message
def case_disposed(w: Words, *, number: str, case_id: int, title: str, agency: str, due_on: str | None = None) -> str:
    told = w("Laporan {number} sudah diperiksa dan diteruskan ke {agency}.", number=number, agency=agency)
    return told + _by(w, w("Jawaban pertama paling lambat {day}."), due_on)


@message
def case_in_progress(w: Words, *, number: str, case_id: int, title: str, planned_on: str | None = None) -> str:
    told = w("Laporan {number} mulai dikerjakan. Kami kabari begitu ada jawaban.", number=number)
    return told + _by(w, w("Rencana selesai: {day}."), planned_on)


@message
def case_answered(w: Words, *, number: str, case_id: int, title: str, text: str, days: int | None = None) -> str:
    told = w(
        "Jawaban untuk laporan {number}:\n{text}\n\nApakah masalahnya sudah beres?",
        number=number,
        text=text,
    )
    if days is None:
        return told
    return told + " " + w("Tanpa kabar dari Anda dalam {days} hari kerja, laporan ini kami tutup.", days=days)


@message
def case_remind_question(w: Words, *, number: str, case_id: int, title: str, due_on: str) -> str:
    return w(
        "Kami masih menunggu keterangan Anda untuk laporan {number}. Balas di sini paling lambat {day}; sesudah itu "
        "laporan kami arsipkan.",
        number=number,
        day=w.day(date.fromisoformat(due_on)),
    )


@message
def case_remind_answer(w: Words, *, number: str, case_id: int, title: str, due_on: str) -> str:
    return w(
        "Laporan {number} sudah kami jawab. Apakah masalahnya sudah beres? Tanpa kabar dari Anda, laporan kami tutup "
        "setelah {day}.",
        number=number,
        day=w.day(date.fromisoformat(due_on)),
    )


@message
def case_progress(w: Words, *, number: str, case_id: int, title: str, text: str) -> str:
    return w("Kabar laporan {number}:\n{text}", number=number, text=text)


@message
def case_closed(w: Words, *, number: str, case_id: int, title: str, days: int) -> str:
    return w(
        "Laporan {number} ditutup karena sudah dijawab. Seberapa puas Anda? Balas angka 1 (kecewa) sampai 5 (puas). "
        "Bila belum beres, balas BELUM BERES dalam {days} hari kerja dan laporan kami buka kembali.",
        number=number,
        days=days,
    )


@message
def case_settled(w: Words, *, number: str, case_id: int, title: str, days: int) -> str:
    """To those whose report was dealt with together with the one whose reporter says that it is settled."""
    return w(
        "Warga lain yang melaporkan hal yang sama menyatakan masalahnya sudah beres, jadi laporan {number} ditutup. Bila bagi "
        "Anda belum beres, balas BELUM BERES dalam {days} hari kerja dan laporan kami buka kembali.",
        number=number,
        days=days,
    )


@message
def case_lapsed(w: Words, *, number: str, case_id: int, title: str, days: int) -> str:
    return w(
        "Laporan {number} kami tutup karena tidak ada tanggapan atas jawaban kami. Bila belum beres, "
        "balas BELUM BERES dalam {days} hari kerja.",
        number=number,
        days=days,
    )


@message
def case_archived(
    w: Words, *, number: str, case_id: int, title: str, ground: str, reason: str = "", days: int | None = None
) -> str:
    why = w(labels.OUTCOME[Outcome(ground)])
    if days is not None:
        return w(
            "Laporan {number} kami arsipkan karena keterangan yang kami tanyakan belum kami terima. Balas pesan ini dengan "
            "keterangannya dalam {days} hari kerja, dan laporan kami lanjutkan.",
            number=number,
            days=days,
        )
    if reason:
        why += f": {reason}"
    return w(
        "Laporan {number} kami arsipkan ({why}). Bila Anda tidak setuju, tulis alasannya di sini atau ketik: petugas.",
        number=number,
        why=why,
    )


@message
def case_reopened(w: Words, *, number: str, case_id: int, title: str, due_on: str | None = None) -> str:
    told = w("Laporan {number} kami buka kembali dan kami tangani lagi.", number=number)
    return told + _by(w, w("Jawaban berikutnya paling lambat {day}."), due_on)


@message
def case_revived(
    w: Words, *, number: str, case_id: int, title: str, due_on: str | None = None, completed_by: str | None = None
) -> str:
    told = w("Terima kasih, keterangan Anda kami terima dan laporan {number} kami lanjutkan.", number=number)
    told += _by(w, w("Diperiksa petugas paling lambat {day}."), due_on)
    return told + _by(w, w("Waktu penyelesaiannya dihitung lagi sejak hari ini, sampai {day}."), completed_by)


@message
def case_transferred(
    w: Words, *, number: str, case_id: int, title: str, target: str, reason: str = "", external_id: str | None = None
) -> str:
    if external_id:
        return w(
            "Laporan {number} sudah diterima {target} dengan nomor {external_id}. Perkembangannya bisa Anda tanyakan di "
            "sana dengan nomor itu.",
            number=number,
            target=target,
            external_id=external_id,
        )
    return w(
        "Laporan {number} bukan kewenangan kantor ini, jadi kami alihkan ke {target} ({reason}). Nomor dari {target} kami "
        "kabarkan begitu ada.",
        number=number,
        target=target,
        reason=reason,
    )


@message
def case_transfer_rejected(w: Words, *, number: str, case_id: int, title: str, due_on: str | None = None) -> str:
    told = w("Laporan {number} kembali kepada kami dan kami tangani sendiri.", number=number)
    return told + _by(w, w("Ditindaklanjuti paling lambat {day}."), due_on)


@message
def case_merged(w: Words, *, number: str, case_id: int, title: str, numbers: list[str]) -> str:
    return w(
        "Beberapa warga melaporkan hal yang sama. Laporan Anda {numbers} kami tangani bersama laporan itu. Nomor Anda tetap "
        "berlaku dan kabarnya tetap kami kirim ke sini.",
        numbers=", ".join(numbers),
    )


@message
def case_unmerged(w: Words, *, number: str, case_id: int, title: str) -> str:
    return w("Laporan {number} ternyata perkara tersendiri, jadi kami tangani terpisah lagi.", number=number)


@message
def case_quarantined(w: Words, *, number: str, case_id: int, title: str, why: str, most: int) -> str:
    reason = (
        w("isinya sama dengan laporan Anda sebelumnya")
        if why == "salinan"
        else w("Anda sudah mengirim lebih dari {most} laporan dalam sehari", most=most)
    )
    return w(
        "Laporan {number} tetap tercatat, tetapi kami periksa dulu sebelum masuk antrean karena {reason}. Tidak perlu "
        "mengirim ulang; tenggatnya tetap dihitung dari saat laporan ini masuk.",
        number=number,
        reason=reason,
    )


@message
def case_released(w: Words, *, number: str, case_id: int, title: str, due_on: str | None = None) -> str:
    told = w("Laporan {number} sudah kami periksa dan masuk antrean.", number=number)
    return told + _by(w, w("Ditindaklanjuti paling lambat {day}."), due_on)


@message
def case_split(
    w: Words,
    *,
    number: str,
    case_id: int,
    title: str,
    part: str,
    part_id: int,
    part_title: str,
    code_version: int = 1,
) -> str:
    lines = [
        w(
            "Laporan {number} memuat dua perkara. Yang kedua kami tangani dengan nomor sendiri: {part} ({title}).",
            number=number,
            part=part,
            title=part_title,
        )
    ]
    if w.keyring is not None:
        code = w.keyring.secret_code(part_id, code_version)
        lines.append(w("Kode rahasia: {code} (simpan, jangan dibagikan)", code=code))
    return "\n".join(lines)
