"""Words about figures: what is missing or unclear, what an indicator means, where it comes from, and who helps further."""

from collections.abc import Sequence
from typing import Any

from texts import numbers
from texts.figures import Line, Measure, _name
from texts.words import Words, message

_LEVELS = {"kecamatan": "kecamatan", "desa": "desa", "kelurahan": "kelurahan", "kabupaten": "kabupaten/kota",
           "kota": "kabupaten/kota", "provinsi": "provinsi"}  # fmt: skip
LEVEL_WORDS = tuple(_LEVELS.values())


@message
def figure_missing(
    w: Words,
    *,
    reason: str,
    what: str = "",
    measure: Measure | None = None,
    place: str = "",
    periods: Sequence[str] = (),
    level: str = "",
    dimension: str = "",
    offered: Sequence[dict[str, Any]] = (),
) -> str:
    named = _name(w, measure) if measure else what
    when = ", ".join(numbers.period(w, period) for period in periods)
    about = " ".join(filter(None, (named, place)))
    if reason == "place":
        said = w(
            "Kami tidak punya data untuk wilayah “{place}”, jadi tidak ada angka yang kami sebut.", place=place or what
        )
    elif reason == "indicator":
        said = w(
            "Tabel {what} belum ada di layanan ini, jadi kami tidak menyebut angka.", what=what or named or w("itu")
        )
    elif reason == "breakdown":
        said = w(
            "Rincian {what} per {level} belum tersedia di layanan ini.",
            what=about,
            level=w(_LEVELS.get(level, level or "wilayah")),
        )
    elif reason == "dimension":
        said = w("Rincian {what} untuk {part} belum tersedia.", what=about, part=dimension)
    elif reason == "forecast":
        said = w(
            "Kami hanya menyebut angka yang sudah terbit; perkiraan atau target {what} tidak kami hitung.", what=about
        )
    elif reason == "incomplete":
        said = w("Urutan {what} belum bisa disusun karena datanya tidak lengkap untuk semua wilayah.", what=about)
    elif reason == "ratio":
        said = w("Perbandingan itu tidak kami hitung; data {what} yang sebanding tidak tersedia.", what=about)
    elif when:
        said = w("Angka {what} untuk {period} belum tersedia.", what=about, period=when)
    else:
        said = w("Angka {what} belum tersedia di layanan ini.", what=about)
    if offered:
        said += "\n" + w("Yang ada:") + "".join("\n" + _offered(w, card) for card in offered)
    return said + "\n" + w("Mau kami bantu lewat konsultasi petugas atau permohonan resmi?")


def _offered(w: Words, card: dict[str, Any]) -> str:
    line, measure = card["line"], card["measure"]
    part = f" ({w(numbers.DIMENSION.get(line['dimension'], line['dimension']))})" if line["dimension"] else ""
    said = f"• {_name(w, measure)}{part} {line['place']}, {numbers.period(w, line['period'])}: "
    return said + numbers.value(w, line["value"], measure) + " " + w("(Sumber: {source})", source=line["source"])


@message
def figure_which_place(w: Words, *, word: str, count: int) -> str:
    if count == 1:
        return w("“{word}” belum kami pahami sebagai nama wilayah. Maksud Anda yang ini?", word=word)
    return w("“{word}” bisa berarti beberapa wilayah. Yang mana?", word=word)


@message
def figure_which_home(w: Words) -> str:
    return w("Untuk wilayah mana?")


@message
def figure_which_topic(w: Words, *, place: str = "") -> str:
    return w("Data apa tentang {place} yang Anda cari?", place=place) if place else w("Data apa yang Anda cari?")


@message
def figure_which_meaning(w: Words, *, word: str, measure: Measure) -> str:
    return w(
        "Kami belum punya data khusus “{word}”. Yang ada {what}. Apakah itu yang Anda maksud?",
        word=word,
        what=_name(w, measure),
    )


@message
def figure_which_of(w: Words) -> str:
    return w("Data yang mana dulu?")


@message
def figure_which_period(w: Words) -> str:
    return w("Untuk tahun berapa? Tulis misalnya 2023, atau “terbaru”.")


@message
def figure_definition(
    w: Words, *, measure: Measure, parts: Sequence[str] = (), line: Line | None = None, others: Sequence[Measure] = ()
) -> str:
    said = [_defined(w, measure)]
    said += figure_how_to_read(w, measure=measure, line=line).splitlines() if measure["reading"] else []
    if parts:
        said.append(w("Penyusunnya: {parts}.", parts=", ".join(parts)))
    if measure.get("activity"):
        said.append(w("Sumber: {source}", source=measure["activity"]) + ".")
    return "\n".join([*said, *(_defined(w, other) for other in others)])


def _defined(w: Words, measure: Measure) -> str:
    text = measure["definition_en"] if w.lang == "en" and measure.get("definition_en") else measure["definition"]
    return f"{_name(w, measure)}. {text or measure['reading']}".strip()


@message
def figure_how_to_read(w: Words, *, measure: Measure, line: Line | None = None) -> str:
    text = measure["reading_en"] if w.lang == "en" and measure.get("reading_en") else measure["reading"]
    said = ""
    if line is not None:
        what = w("{what} {place}, {period}: {value}.", what=_name(w, measure), place=line["place"],
                 period=numbers.period(w, line["period"]), value=numbers.value(w, line["value"], measure))  # fmt: skip
        read = numbers.filled(w, text, line["value"], measure["decimals"])
        said = (
            w("Cara membaca: {text}", text=f"{what} {read}".strip())
            + "\n"
            + w("Sumber: {source}", source=line["source"])
            + "."
        )
    elif "{" not in text:
        said = w("Cara membaca: {text}", text=text)
    if said and not measure["is_approved"]:
        said += "\n" + w("(Penjelasan ini draf, belum disetujui pemilik datanya.)")
    return said or str(measure["definition"])


@message
def figure_metadata(w: Words, *, measure: Measure, line: Line | None = None) -> str:
    said = [_name(w, measure)]
    for sentence, fact in (
        ("Sumber datanya {fact}.", measure.get("activity")),
        ("Metode: {fact}", measure.get("method")),
        ("Terbit: {fact}.", measure.get("frequency")),
        ("Satuan: {fact}.", numbers.unit(w, measure)),
    ):
        if fact:
            said.append(w(sentence, fact=fact))
    if line is not None:
        said.append(
            w("Angka kami dari {source}.", source=line["source"]) + (f"\n{line['url']}" if line.get("url") else "")
        )
    return "\n".join(said)


METADATA = ("Sumber datanya {fact}.", "Metode: {fact}", "Terbit: {fact}.", "Satuan: {fact}.")


@message
def figure_components(w: Words, *, measure: Measure, parts: Sequence[str], cards: Sequence[dict[str, Any]] = ()) -> str:
    if not parts:
        return w("{what} tidak disusun dari indikator lain di katalog kami.", what=_name(w, measure))
    said = [w("{what} disusun dari:", what=_name(w, measure))]
    for card in cards:
        line = card["line"]
        said.append(f"• {_name(w, card['measure'])}: {numbers.value(w, line['value'], card['measure'])} "
                    f"({line['place']}, {numbers.period(w, line['period'])})")  # fmt: skip
    named = {_name(w, card["measure"]) for card in cards}
    said += [f"• {part}" for part in parts if part not in named] if not cards else []
    sources = list(dict.fromkeys(card["line"]["source"] for card in cards))
    if sources:
        said.append(w("Sumber: {source}", source="; ".join(sources[:3])) + ".")
    return "\n".join(said)


@message
def figure_release(w: Words, *, measure: Measure, dates: Sequence[dict[str, str]] = ()) -> str:
    if not dates:
        return w(
            "Jadwal rilis {what} yang akan datang belum ada di kalender kami. Biasanya terbit: {often}.",
            what=_name(w, measure), often=measure.get("frequency") or "-",
        )  # fmt: skip
    rows = [f"• {row['title']}: {numbers.day(w, row['day'])}" for row in dates]
    return "\n".join([w("Jadwal rilis {what}:", what=_name(w, measure)), *rows])


_SERVICES = {
    "perpustakaan": "Perpustakaan statistik: di PST Anda diarahkan ke rak publikasi, paling lama 5 menit setelah buku tamu; secara daring lewat situs BPS. Tidak dipungut biaya.",
    "konsultasi": "Konsultasi statistik: petugas menjawab langsung di PST paling lama 10 menit setelah antrean sebelumnya selesai, atau secara daring paling lama 3 hari kerja setelah permintaan jelas dan lengkap. Tidak dipungut biaya.",
    "publikasi": "Penjualan publikasi: lewat SILASTIK (pst.bps.go.id). Siapkan surel aktif, akun SILASTIK, dan NPWP bagi swasta. Pembayaran dengan kode billing SIMPONI.",
    "mikro": "Data mikro dan peta digital: lewat SILASTIK (pst.bps.go.id). Siapkan akun SILASTIK, surel aktif, abstraksi penggunaan data, surat perjanjian penggunaan data bermeterai, dan NPWP bagi swasta. Pembayaran dengan kode billing SIMPONI.",
    "rekomendasi": "Rekomendasi kegiatan statistik: lewat ROMANTIK, hanya untuk instansi pemerintah penyelenggara statistik sektoral. Isi formulir FS3; paling lama 30 hari sejak FS3 terekam lengkap. Tidak dipungut biaya.",
}
SERVICE_WORDS = tuple(_SERVICES.values())


@message
def figure_service(w: Words, *, service: str, is_why: bool = False) -> str:
    said = w("Penyebab dan maknanya sebaiknya dijelaskan ahli; angka saja tidak menjawabnya.") + "\n" if is_why else ""
    return said + w(_SERVICES[service]) + "\n" + w("Petugas bisa kami hubungkan dari sini.")


@message
def figure_catalogue(w: Words, *, topics: Sequence[dict[str, Any]], url: str = "") -> str:
    said = [w("Katalog data layanan ini. Tulis nama datanya, tempat dan tahunnya, misalnya “kemiskinan Klaten 2022”.")]
    for topic in topics:
        said.append(f"{topic['name'].capitalize()}: " + ", ".join(_name(w, measure) for measure in topic["measures"]))
    if url:
        said.append(w("Angka terbaru, grafik dan berkasnya: {url}", url=url))
    return "\n\n".join(said)


@message
def figure_wrong(w: Words, *, marks: Sequence[int]) -> str:
    return w(
        "Terima kasih. Angka itu kami minta diperiksa petugas (catatan {marks}).", marks=", ".join(map(str, marks[:5]))
    )


@message
def figure_other_place(w: Words, *, measure: Measure) -> str:
    return w("Tulis nama wilayahnya, misalnya “Boyolali” atau “Jawa Tengah”, untuk {what}.", what=_name(w, measure))
