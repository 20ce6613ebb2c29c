"""Emergencies: the numbers to call stand before every other word."""

from texts.words import Words, message


def _other_numbers(w: Words) -> list[str]:
    """A line with the numbers of the office behind the first; no line where there is but one."""
    others = w.office.emergency[1:]
    return [" · ".join(f"{other.number} {w(other.label)}" for other in others)] if others else []


@message
def call_first(w: Words, *, sort: str = "", in_draft: bool = False) -> str:
    first = w.office.emergency[0]
    lines = [w("SEGERA TELEPON {number} ({label}).", number=first.number, label=w(first.label))]
    lines += [*_other_numbers(w), ""]
    lines.append(
        w(
            "Bot ini tidak bisa mengirim bantuan darurat. Setelah menelepon, balas CATAT bila ingin kami catat sebagai laporan."
        )
    )
    return "\n".join(lines)


@message
def not_alone(w: Words) -> str:
    first = w.office.emergency[0]
    lines = [
        w(
            "Terima kasih sudah bercerita. Anda tidak sendirian. Telepon {number} ({label}) sekarang.",
            number=first.number,
            label=w(first.label),
        )
    ]
    lines += [*_other_numbers(w), ""]
    lines.append(
        w("Minta seseorang yang dipercaya menemani, atau pergi ke IGD atau puskesmas terdekat.")
        + _helpline(w)
        + " "
        + w("Petugas kami juga bisa diajak bicara pada jam layanan.")
    )
    return "\n".join(lines)


def _helpline(w: Words) -> str:
    """Where the office sends who speaks of dying, if there is such a place."""
    office = w.office
    if not office.helpline:
        return ""
    return " " + w("{what}: {where}.", what=w(office.helpline_label), where=office.helpline)


@message
def called(w: Words) -> str:
    return w("Baik. Balas CATAT bila ingin kejadian ini kami catat juga sebagai laporan.")


@message
def also_recorded(w: Words) -> str:
    return w("Laporan darurat Anda kami catat dengan prioritas tertinggi.")
