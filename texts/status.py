"""Status of a case, told to those who may read it; everybody else hears the same neutral sentence."""

from datetime import date

from texts import labels
from texts.words import Words, message
from tickets.kinds import CaseKind, Outcome, Status

EXAMPLE = "ADU-26-00123-X"


def not_counted(w: Words, skipped: list[list[str]]) -> str:
    """How a date was counted, with each day off that was passed over by name."""
    days = [f"{w.short_day(date.fromisoformat(day))} ({reason})" for day, reason in skipped if reason != "weekend"]
    if not days:
        return w("(dihitung dalam hari kerja)")
    return w("(dihitung dalam hari kerja; tidak dihitung: {days})", days=", ".join(days))


@message
def ask_for_number(w: Words) -> str:
    return w("Tulis nomor laporan Anda, misalnya {example}. Lupa nomornya? Ketik: daftar laporan.", example=EXAMPLE)


@message
def no_cases_here(w: Words) -> str:
    return w(
        "Belum ada laporan dari chat ini. Bila Anda melapor lewat chat lain, tulis nomor laporan dan kode rahasianya, "
        "misalnya: status {example} ABCDE12345.",
        example=EXAMPLE,
    )


@message
def your_cases(w: Words, *, cases: list[list[str]]) -> str:
    """``cases`` are [number, title, status] as strings."""
    lines = [f"• {number} · {w(labels.STATUS[Status(status)])} · {title}" for number, title, status in cases]
    return (
        w("Laporan Anda dari chat ini:")
        + "\n"
        + "\n".join(lines)
        + "\n"
        + w("Pilih atau tulis nomornya untuk melihat isinya.")
    )


@message
def not_found(w: Words) -> str:
    return w(
        "Nomor itu tidak ditemukan untuk chat ini. Periksa lagi nomornya (contoh: {example}). "
        "Bila Anda melapor lewat chat lain, tulis nomor dan kode rahasianya: status NOMOR KODE.",
        example=EXAMPLE,
    )


@message
def mistyped(w: Words, *, number: str) -> str:
    return w(
        "Nomor {number} tidak cocok: sepertinya ada huruf atau angka yang salah ketik. Periksa lagi nomor pada pesan "
        "penerimaan laporan Anda.",
        number=number,
    )


@message
def too_many_tries(w: Words) -> str:
    return w("Terlalu banyak percobaan dengan kode yang tidak cocok. Coba lagi dalam satu jam, atau ketik: petugas.")


@message
def card(
    w: Words,
    *,
    number: str,
    kind: str,
    status: str,
    title: str,
    received_on: str,
    outcome: str | None = None,
    due_on: str | None = None,
    agency: str | None = None,
    last_answer: str | None = None,
    skipped: list[list[str]] | None = None,
    planned_on: str | None = None,
    together: bool = False,
    sent_to: str | None = None,
    external_id: str | None = None,
    now: str | None = None,
) -> str:
    state = w(labels.STATUS[Status(status)])
    if outcome:
        state += f" ({w(labels.OUTCOME[Outcome(outcome)])})"
    lines = [
        f"{w(labels.KIND[CaseKind(kind)])} {number}",
        title,
        w("Status: {state}", state=state),
        w("Diterima: {day}", day=w.dated(date.fromisoformat(received_on))),
    ]
    if agency:
        lines.append(w("Ditangani: {agency}", agency=agency))
    if planned_on:
        lines.append(w("Rencana selesai: {day}.", day=w.day(date.fromisoformat(planned_on))))
    if due_on:
        lines.append(w("Paling lambat: {day}", day=w.day(date.fromisoformat(due_on))))
        lines.extend([not_counted(w, skipped)] if skipped else [])
    if together:
        lines.append(w("Ditangani bersama laporan warga lain tentang hal yang sama."))
    if sent_to:
        lines.append(w("Dialihkan ke: {target}", target=sent_to))
    if external_id:
        lines.append(w("Nomor di sana: {external_id}", external_id=external_id))
    if now:
        lines.append(w("Dilanjutkan dengan nomor {number}.", number=now))
    lines.append(w(NEXT[Status(status)]))
    if last_answer:
        lines.append("\n" + w("Jawaban terakhir: {text}", text=last_answer))
    return "\n".join(lines)


NEXT = {
    Status.RECEIVED: "Berikutnya: petugas memeriksa kelengkapan laporan Anda.",
    Status.WAITING: "Kami menunggu keterangan dari Anda. Balas saja di chat ini.",
    Status.VERIFIED: "Berikutnya: laporan diteruskan ke instansi yang berwenang.",
    Status.DISPOSED: "Instansi yang berwenang sudah menerima laporan Anda.",
    Status.IN_PROGRESS: "Laporan Anda sedang dikerjakan.",
    Status.ANSWERED: "Sudah dijawab. Beri tahu kami apakah masalahnya beres.",
    Status.REOPENED: "Laporan dibuka kembali dan ditangani lagi.",
    Status.CLOSED: "Laporan selesai. Bila muncul lagi, tulis saja di sini.",
    Status.ARCHIVED: "Laporan diarsipkan. Bila Anda keberatan, ketik: petugas.",
    Status.TRANSFERRED: "Badan lain yang menanganinya. Kami kabari bila ada perubahan.",
    Status.MERGED: "Kabarnya tetap kami kirim ke sini dengan nomor Anda.",
}
