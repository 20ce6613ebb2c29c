"""A few weeks of a made-up office, ending on a Friday morning: what the pictures show. Every name and event is invented."""

from dataclasses import dataclass

from docs.pictures.house import ADMIN, House, Officer, TelegramCitizen, WebCitizen, chats

TODAY = (2026, 11, 20)


@dataclass(frozen=True, slots=True)
class Day:
    """Who works here, the tickets the pictures open, and the address of an import whose rows are gone."""

    shown: str
    new: str
    answered: str
    anonymous: str
    request: str
    table: str
    koordinator: str = "wati@klaten.example"
    supervisor: str = "dewi@klaten.example"
    admin: str = ADMIN


def live_through(house: House, photo: bytes) -> Day:
    """Everything that happened up to now."""
    house.telegram.photo_bytes = photo
    house.clock.set(2026, 7, 6, 8, 0)
    admin = Officer(house, ADMIN, house.first_link)
    dewi = admin.calls_in("dewi@klaten.example")
    table = _figures_from_before(admin, dewi)
    house.clock.set(2026, 10, 26, 8, 0)
    wati = admin.hires("Wati (contoh)", "wati@klaten.example", "koordinator", "verifikator")
    putri = admin.hires("Putri (contoh)", "putri@klaten.example", "ppid")
    admin.hires("Indra (contoh)", "indra@klaten.example", "inspektorat")
    rina, agus = admin.calls_in("rina@klaten.example"), admin.calls_in("agus@klaten.example")

    _places_with_a_code(admin)
    _a_lamp_nobody_mends(house, wati)
    _rubbish_that_was_taken_away(house, wati, agus)
    answered = _murky_water(house, wati)
    request = _a_request_for_information(house, putri)
    shown = _a_hole_in_the_road(house, wati, rina)
    anonymous = _a_parking_fee(house)
    _an_unclear_report(house, wati)
    _somebody_who_blocked_the_bot(house, wati)
    new = _this_morning(house)
    _questions_nobody_could_answer(house)
    _who_waits_for_a_person(house)
    _what_a_supervisor_does(house, dewi, table)
    return Day(shown, new, answered, anonymous, request, table)


def _telegram(house: House, name: str) -> TelegramCitizen:
    return TelegramCitizen(house, next(chats), name)


def _figures_from_before(admin: Officer, dewi: Officer) -> str:
    """A table that was published months ago: by now its rows are gone and its counts stay."""
    nani = admin.hires("Nani (contoh)", "nani@klaten.example", "pemilik_data")
    table = nani.brings("/admin/impor-data/", "tpt-contoh.csv", "Kabupaten/Kota;Tahun;Nilai\nKab. Klaten;2025;4,11\n")
    nani.sends(
        f"{table}/peta", table, aksi="periksa", judul="1", tingkat="kabkota", indikator="tpt", periode="-08",
        publication="Tabel contoh", producer="BPS Kabupaten Klaten", licence="CC BY 4.0",
        **{"guna-0": "wilayah", "guna-1": "periode", "guna-2": "nilai"},
    )  # fmt: skip
    nani.awaits(table, "Kirim untuk disetujui")
    nani.sends(f"{table}/kirim", table)
    dewi.sends(f"{table}/setujui", table, diperiksa="ya")
    dewi.awaits(table, "Tarik kembali seluruh impor")
    return table


def _a_lamp_nobody_mends(house: House, wati: Officer) -> None:
    house.clock.set(2026, 10, 26, 9, 10)
    number = WebCitizen(house).reports(
        "Lampu jalan mati sudah dua minggu di depan Balai Desa Kradenan, Trucuk. Gelap sekali kalau malam.",
        "depan Balai Desa Kradenan, Trucuk",
    )
    house.clock.set(2026, 10, 26, 13, 5)
    wati.acts(number, "verifikasi", kadar="tidak_berkadar")
    wati.disposes(number, "Dinas Perhubungan", "Mohon diperiksa dan diganti lampunya.")


def _rubbish_that_was_taken_away(house: House, wati: Officer, agus: Officer) -> None:
    house.clock.set(2026, 11, 3, 7, 55)
    sri = _telegram(house, "Sri Contoh")
    number = sri.reports(
        "Sampah menumpuk di pinggir jalan dekat Pasar Wedi, sudah bau dan mengganggu pembeli", "dekat Pasar Wedi"
    )
    house.clock.set(2026, 11, 3, 8, 40)
    wati.acts(number, "verifikasi", kadar="tidak_berkadar")
    wati.disposes(number, "Dinas Lingkungan Hidup", "Mohon sampah diangkut dan ditambah jadwal angkut.")
    house.clock.set(2026, 11, 3, 10, 15)
    agus.acts(number, "proses")
    house.clock.set(2026, 11, 5, 14, 20)
    agus.acts(
        number,
        "jawab",
        text="Sampah di dekat Pasar Wedi sudah diangkut pagi ini. Mulai minggu ini truk datang setiap hari pasaran.",
    )
    house.clock.set(2026, 11, 5, 16, 2)
    sri.taps("Sudah beres")
    sri.taps("5")


def _murky_water(house: House, wati: Officer) -> str:
    house.clock.set(2026, 11, 10, 6, 45)
    citizen = WebCitizen(house)
    number = citizen.reports(
        "Air PDAM keruh dan berbau sejak tiga hari lalu di Perumahan Griya Contoh, Jonggrangan",
        "Perumahan Griya Contoh, Jonggrangan",
    )
    house.clock.set(2026, 11, 10, 9, 30)
    wati.acts(number, "verifikasi", kadar="tidak_berkadar")
    wati.disposes(number, "Perusahaan Umum Daerah Air Minum", "Mohon uji kualitas air dan kuras jaringan pipa.")
    house.clock.set(2026, 11, 13, 11, 0)
    wati.acts(
        number,
        "jawab",
        text="Perumdam sudah menguras jaringan pipa pada 12 November. Hasil uji: air kembali jernih dan layak pakai.",
    )
    return number


def _a_request_for_information(house: House, putri: Officer) -> str:
    house.clock.set(2026, 11, 16, 10, 20)
    citizen = WebCitizen(house)
    citizen.says("permohonan informasi publik")
    citizen.says("Rincian anggaran perbaikan jalan kabupaten tahun 2025 per kecamatan")
    citizen.says("Nama Contoh Pemohon, Jalan Contoh 12 Delanggu, untuk tugas kuliah")
    answer = citizen.says("ya")
    number = answer[answer.index("PPD-") :].split()[0].rstrip(".,")
    house.clock.set(2026, 11, 17, 8, 30)
    putri.acts(number, "proses")
    return number


def _a_hole_in_the_road(house: House, wati: Officer, rina: Officer) -> str:
    house.clock.set(2026, 11, 17, 7, 32)
    siti = _telegram(house, "Siti Contoh")
    number = siti.reports(
        "Jalan berlubang besar di Jalan Merapi depan SD Contoh 1 Gergunung, semalam ada pengendara motor jatuh",
        "depan SD Contoh 1, Gergunung",
        photo=True,
    )
    house.clock.set(2026, 11, 17, 8, 10)
    wati.acts(number, "verifikasi", kadar="tidak_berkadar")
    wati.disposes(number, "Dinas Pekerjaan Umum", "Mohon disurvei dan ditambal. Utamakan: dekat sekolah.")
    house.clock.set(2026, 11, 17, 10, 25)
    rina.acts(number, "proses")
    house.clock.set(2026, 11, 18, 9, 0)
    rina.acts(number, "catatan", text="Survei selesai: lubang 60 x 40 cm. Aspal dingin dipesan, datang hari Kamis.")
    rina.acts(
        number,
        "kabari",
        text="Petugas kami sudah memeriksa lokasi. Penambalan dijadwalkan hari Jumat, 20 November.",
    )
    house.clock.set(2026, 11, 18, 12, 41)
    siti.replies("Tolong diberi tanda dulu supaya tidak ada yang jatuh lagi")
    return number


def _a_parking_fee(house: House) -> str:
    house.clock.set(2026, 11, 19, 9, 48)
    joko = _telegram(house, "Joko Contoh")
    return joko.reports(
        "Lapor, saya dimintai uang parkir dua kali lipat oleh petugas parkir di Pasar Contoh Delanggu, tidak diberi karcis",
        "Pasar Contoh Delanggu",
        send="Kirim anonim",
    )


def _an_unclear_report(house: House, wati: Officer) -> None:
    house.clock.set(2026, 11, 19, 10, 30)
    number = WebCitizen(house).reports(
        "Jembatan kecil di Desa Contoh Kemalang retak, saya khawatir ambrol", "Desa Contoh, Kemalang"
    )
    house.clock.set(2026, 11, 19, 13, 15)
    wati.acts(number, "minta-kelengkapan", text="Di dusun mana jembatannya, dan apakah masih bisa dilewati mobil?")


def _somebody_who_blocked_the_bot(house: House, wati: Officer) -> None:
    house.clock.set(2026, 11, 19, 14, 2)
    tono = _telegram(house, "Tono Contoh")
    number = tono.reports("Pohon tumbang menutup separuh jalan di Desa Contoh Bayat", "Desa Contoh, Bayat")
    tono.blocks_the_bot()
    house.clock.set(2026, 11, 19, 14, 30)
    wati.acts(number, "verifikasi", kadar="tidak_berkadar")
    wati.disposes(number, "Dinas Pekerjaan Umum", "Mohon pohon dipotong dan jalan dibuka hari ini.")


def _this_morning(house: House) -> str:
    house.clock.set(*TODAY, 7, 41)
    WebCitizen(house).reports(
        "Lapor, pelayanan KTP lambat sekali, sudah tiga kali datang selalu disuruh kembali besok",
        "loket Kecamatan Contoh",
    )
    house.clock.set(*TODAY, 8, 5)
    afraid = WebCitizen(house)
    afraid.says("tolong ada kebakaran rumah di Dusun Contoh RT 2 Karanganom, api sudah besar")
    afraid.taps("Catat laporan")
    house.clock.set(*TODAY, 8, 26)
    number = _telegram(house, "Dewi Warga Contoh").reports(
        "Saluran air di Jalan Contoh Manisrenggo tersumbat, air meluap ke jalan setiap hujan",
        "Jalan Contoh, Manisrenggo",
    )
    house.clock.set(*TODAY, 9, 2)
    WebCitizen(house).reports(
        "Lapor, ada pungutan seragam di SMP Contoh 3 Klaten, orang tua diwajibkan membeli di sekolah",
        "SMP Contoh 3 Klaten",
    )
    return number


def _questions_nobody_could_answer(house: House) -> None:
    asked = (
        (3, "apakah ada pelatihan membatik gratis untuk ibu rumah tangga tahun depan"),
        (2, "kapan jadwal vaksinasi rabies kucing di kecamatan delanggu"),
        (1, "boleh tidak menyewa gedung olahraga untuk acara pernikahan"),
        (1, "berapa jumlah penggilingan padi yang berizin di polanharjo"),
    )
    minute = 10
    for people, words in asked:
        for _ in range(people):
            house.clock.set(*TODAY, 9, minute)
            WebCitizen(house).says(words)
            minute += 3


def _who_waits_for_a_person(house: House) -> None:
    house.clock.set(*TODAY, 9, 46)
    first = _telegram(house, "Budi Contoh")
    first.says("saya mau tanya syarat kerja praktik mahasiswa di kantor ini")
    first.says("petugas")
    first.says("untuk tiga orang, mulai bulan Februari, apakah bisa?")
    house.clock.set(*TODAY, 9, 58)
    WebCitizen(house).says("mau bicara dengan petugas")


def _places_with_a_code(admin: Officer) -> None:
    for name, place in (
        ("Puskesmas Contoh Wedi", "Jl. Contoh 1, Wedi"),
        ("Pasar Contoh Delanggu", "Jl. Contoh 2, Delanggu"),
    ):
        admin.sends("/admin/titik/", "/admin/titik/", name=name, place=place)


def _what_a_supervisor_does(house: House, dewi: Officer, table: str) -> None:
    house.clock.set(*TODAY, 10, 4)
    dewi.log_in()
    dewi.awaits(table, "Baris berkas ini sudah dihapus")
    dewi.sends("/admin/laporan/buat", "/admin/laporan/", triwulan="2026-T3", opd="")
    dewi.awaits("/admin/pemberitahuan/", "Triwulan III 2026")
    dewi.sends("/admin/tiket/unduh", "/admin/tiket/", tab="semua", jenis="ADU", bentuk="xlsx")
