"""Emergencies: the numbers to call stand before every other word."""

from texts.words import Words, message


@message
def call_first(w: Words, *, sort: str = "", in_draft: bool = False) -> str:
    first, *others = w.office.emergency or ()
    lines = [w("SEGERA TELEPON {number} ({label}).", number=first.number, label=w(first.label))]
    if others:
        lines.append(" · ".join(f"{other.number} {w(other.label)}" for other in others))
    lines.append("")
    lines.append(
        w(
            "Bot ini tidak bisa mengirim bantuan darurat. Setelah menelepon, balas CATAT bila ingin kami catat sebagai laporan."
        )
    )
    return "\n".join(lines)


@message
def not_alone(w: Words) -> str:
    first, *others = w.office.emergency or ()
    lines = [
        w(
            "Terima kasih sudah bercerita. Anda tidak sendirian. Telepon {number} ({label}) sekarang.",
            number=first.number,
            label=w(first.label),
        )
    ]
    if others:
        lines.append(" · ".join(f"{other.number} {w(other.label)}" for other in others))
    lines.append("")
    lines.append(
        w(
            "Minta seseorang yang dipercaya menemani, atau pergi ke IGD atau puskesmas terdekat. Konseling gratis dari "
            "Kementerian Kesehatan ada di healing119.id. Petugas kami juga bisa diajak bicara pada jam layanan."
        )
    )
    return "\n".join(lines)


@message
def called(w: Words) -> str:
    return w("Baik. Balas CATAT bila ingin kejadian ini kami catat juga sebagai laporan.")


@message
def also_recorded(w: Words) -> str:
    return w("Laporan darurat Anda kami catat dengan prioritas tertinggi.")
