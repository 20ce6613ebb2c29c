"""Answers from the knowledge: an answer with its source, a choice, or an honest "belum tahu"."""

from collections.abc import Sequence
from datetime import date

from texts.words import Words, message


@message
def answer(
    w: Words,
    *,
    text: str,
    source: str,
    dated: str | None = None,
    source_url: str | None = None,
    is_sample: bool = False,
    links: Sequence[Sequence[str]] = (),
    files: Sequence[tuple[str, int, str]] = (),
    draft_waits: bool = False,
) -> str:
    credit = w("Sumber: {source}", source=source)
    if dated:
        credit += w(" ({day})", day=w.dated(date.fromisoformat(dated)))
    if is_sample:
        credit += " " + w("[isi contoh]")
    if source_url:
        credit += f"\n{source_url}"
    more = [f"{label}: {address}" if label else address for label, address in links]
    more += [f"{name} ({size // 1024 + 1} KB): {address}" for name, size, address in files]
    parts = [_with_office_facts(w, text), *(["\n".join(more)] if more else []), credit]
    said = "\n\n".join(parts)
    return said + "\n\n" + w("Draf Anda masih tersimpan. Ketik LANJUT untuk meneruskan.") if draft_waits else said


def _with_office_facts(w: Words, text: str) -> str:
    """The blanks an entry may use for facts of the office, filled from its settings."""
    office = w.office
    facts = {
        "{kantor}": office.name,
        "{alamat}": office.address,
        "{jam_layanan}": opening_hours(w),
        "{telepon}": office.phone,
        "{surel}": office.email,
        "{situs}": office.website,
    }
    for blank, fact in facts.items():
        text = text.replace(blank, fact)
    return text


def opening_hours(w: Words) -> str:
    """Senin–Kamis 07.30–16.00, Jumat 07.30–14.30 WIB: weekdays with the same hours together."""
    groups: list[tuple[str, str, tuple[str, str]]] = []
    for day, span in w.office.hours.items():
        if groups and groups[-1][2] == tuple(span):
            groups[-1] = (groups[-1][0], day, groups[-1][2])
        else:
            groups.append((day, day, (span[0], span[1])))
    said = [
        f"{_weekday(w, first)}{'' if first == last else '–' + _weekday(w, last)} {opens}–{closes}"
        for first, last, (opens, closes) in groups
    ]
    return ", ".join(said) + f" {w.office.zone_label}"


def _weekday(w: Words, name: str) -> str:
    return w(name.capitalize())


@message
def did_you_mean(w: Words, *, draft_waits: bool = False) -> str:
    question = w("Maksud Anda yang mana?")
    return question + " " + w("(Draf Anda masih tersimpan.)") if draft_waits else question


@message
def only_near(w: Words, *, draft_waits: bool = False) -> str:
    told = w(
        "Maaf, saya belum punya jawaban yang pasti untuk pertanyaan itu, dan sudah saya catat untuk petugas. "
        "Mungkin salah satu ini yang Anda cari, atau tanyakan langsung ke petugas."
    )
    return told + " " + w("(Draf Anda masih tersimpan.)") if draft_waits else told


@message
def do_not_know(w: Words) -> str:
    return w(
        "Maaf, saya belum punya jawaban untuk pertanyaan itu. Pertanyaannya sudah saya catat untuk petugas. "
        "Anda bisa bicara dengan petugas, mengajukan permohonan informasi resmi, atau menulisnya dengan kata lain."
    )


@message
def not_among_these(w: Words) -> str:
    return w(
        "Baik, pertanyaan Anda kami catat untuk petugas. Anda bisa bicara dengan petugas atau mengajukan permohonan resmi."
    )


@message
def glad_to_help(w: Words) -> str:
    return w("Senang bisa membantu.")


@message
def noted_as_wrong(w: Words) -> str:
    return w(
        "Terima kasih sudah memberi tahu. Jawaban itu akan diperiksa petugas. Coba tulis dengan kata lain, atau ketik: petugas."
    )


@message
def also_asked(w: Words, *, text: str) -> str:
    return w("Tentang “{text}”:", text=text)
