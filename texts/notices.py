"""Notices: what the reporter of a case is told at each step, with what happens next and by when."""

from datetime import date

from texts import labels
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
) -> str:
    is_request = number.startswith("PPD")
    opening = (
        w("Permohonan Anda sudah kami terima.") if is_request else w("Laporan Anda sudah kami terima. Terima kasih.")
    )
    lines = [opening, w("Nomor: {number}", number=number)]
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
        lines.append(_skipped(w, skipped))
    if anonymous:
        lines.append(w("Nama Anda disembunyikan dari instansi terlapor."))
    lines.append("")
    lines.append(w("Cek kapan saja dari chat ini: ketik status {number}", number=number))
    if telegram and w.keyring is not None:
        code = w.keyring.secret_code(case_id, code_version)
        lines.append(w("Ikuti juga lewat Telegram: {link}", link=f"https://t.me/{telegram}?start=tkt_{number}_{code}"))
    return "\n".join(lines)


def _skipped(w: Words, skipped: list[list[str]]) -> str:
    holidays = [f"{w.short_day(date.fromisoformat(day))} ({reason})" for day, reason in skipped if reason != "weekend"]
    if not holidays:
        return w("(dihitung dalam hari kerja)")
    return w("(dihitung dalam hari kerja; tidak dihitung: {days})", days=", ".join(holidays))


@message
def news_waiting(w: Words, *, number: str) -> str:
    """What an approved template says outside the window; its words stand with the service, these show what was said."""
    return w("Ada kabar untuk laporan {number}. Balas pesan ini untuk membacanya.", number=number)


@message
def officer_template(w: Words, *, number: str, text: str) -> str:
    """What an officer said through an approved template; the service holds the words, these show what was said."""
    return text


@message
def case_question(w: Words, *, number: str, case_id: int, title: str, text: str, days: int) -> str:
    return w(
        "Petugas perlu keterangan untuk laporan {number}:\n{text}\n\nBalas saja di chat ini, paling lambat {days} hari kerja.",
        number=number,
        text=text,
        days=days,
    )


@message
def case_disposed(w: Words, *, number: str, case_id: int, title: str, agency: str, due_on: str | None = None) -> str:
    told = w("Laporan {number} sudah diperiksa dan diteruskan ke {agency}.", number=number, agency=agency)
    if due_on is None:
        return told
    return told + " " + w("Jawaban pertama paling lambat {day}.", day=w.day(date.fromisoformat(due_on)))


@message
def case_in_progress(w: Words, *, number: str, case_id: int, title: str) -> str:
    return w("Laporan {number} mulai dikerjakan. Kami kabari begitu ada jawaban.", number=number)


@message
def case_answered(w: Words, *, number: str, case_id: int, title: str, text: str) -> str:
    return w(
        "Jawaban untuk laporan {number}:\n{text}\n\nApakah masalahnya sudah beres?",
        number=number,
        text=text,
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
def case_lapsed(w: Words, *, number: str, case_id: int, title: str, days: int) -> str:
    return w(
        "Laporan {number} kami tutup karena tidak ada tanggapan atas jawaban kami. Bila belum beres, "
        "balas BELUM BERES dalam {days} hari kerja.",
        number=number,
        days=days,
    )


@message
def case_archived(w: Words, *, number: str, case_id: int, title: str, ground: str, reason: str = "") -> str:
    why = w(labels.OUTCOME[Outcome(ground)])
    if reason:
        why += f": {reason}"
    return w(
        "Laporan {number} kami arsipkan ({why}). Bila Anda tidak setuju, tulis alasannya di sini atau ketik: petugas.",
        number=number,
        why=why,
    )


@message
def case_reopened(w: Words, *, number: str, case_id: int, title: str) -> str:
    return w("Laporan {number} kami buka kembali dan kami tangani lagi.", number=number)
