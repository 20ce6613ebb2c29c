"""Questions about figures: an honest word where no table of the office holds the number yet."""

from texts.words import Words, message


@message
def no_figure_yet(w: Words, *, indicator: str, period: str | None = None, place: str | None = None) -> str:
    what = w(indicator)
    if place:
        what += f" {place}"
    if period:
        what += " " + w("tahun {period}", period=period)
    return w(
        "Angka {what} belum tersedia di layanan ini, jadi saya tidak menyebut angka. Sumber resminya BPS "
        "(bps.go.id atau layanan PST) dan portal data daerah. Mau kami bantu lewat petugas atau permohonan resmi?",
        what=what,
    )


@message
def no_breakdown_yet(w: Words, *, indicator: str, level: str) -> str:
    return w(
        "Rincian {indicator} per {level} belum tersedia di layanan ini. Biasanya ada di publikasi "
        "“Kecamatan Dalam Angka” BPS. Petugas bisa membantu mencarikan.",
        indicator=w(indicator),
        level=w(level),
    )


@message
def figure_source(w: Words, *, indicator: str) -> str:
    return w(
        "Sumber resmi angka {indicator} adalah BPS; data registrasi penduduk berasal dari Dukcapil. "
        "Layanan ini belum menyimpan angkanya, jadi belum ada angka yang kami kutip.",
        indicator=w(indicator),
    )


@message
def figure_file(w: Words, *, indicator: str) -> str:
    return w(
        "Berkas Excel atau CSV untuk {indicator} belum tersedia di chat ini. Tabelnya bisa diunduh di bps.go.id "
        "(menu Tabel), atau kami bantu lewat petugas.",
        indicator=w(indicator),
    )
