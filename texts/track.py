"""The page /lacak: what a person without a chat reads who wants to know how a report stands."""

TITLE = "Lacak laporan"
ABOUT = "Tulis nomor laporan dan kode rahasianya. Keduanya ada pada pesan penerimaan laporan Anda."
NUMBER, CODE, BUTTON = "Nomor laporan", "Kode rahasia", "Lihat perkembangan"
NUMBER_HINT, CODE_HINT = "Contoh: ADU-26-00123-X", "Sepuluh huruf dan angka. Jangan dibagikan."
NOT_FOUND = "Nomor dan kode itu tidak cocok. Periksa lagi keduanya pada pesan penerimaan laporan Anda, atau tanyakan lewat chat."
TOO_OFTEN = "Terlalu banyak percobaan yang tidak cocok. Coba lagi dalam 15 menit, atau tanyakan lewat chat."
TO_CHAT = "Ke layanan chat"
