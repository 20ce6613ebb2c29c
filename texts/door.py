"""The door of the panel: what is said around login and passwords. Nothing here tells whether an account exists."""

from collections.abc import Mapping

NOT_LET_IN = (
    "Surel atau kata sandi tidak cocok. Setelah beberapa kali salah, akun harus menunggu sampai satu jam. "
    "Yakin sudah benar? Tunggu sebentar, lalu coba lagi."
)
PLEASE_LOG_IN = "Silakan masuk untuk membuka halaman ini."
SESSION_ENDED = "Sesi Anda berakhir demi keamanan. Silakan masuk lagi."
SIGNED_OUT_EVERYWHERE = "Anda sudah keluar dari semua perangkat."
PROVE_AGAIN = "Halaman ini penting. Masukkan lagi kata sandi Anda untuk melanjutkan."
DOES_NOT_MATCH = "Kata sandi tidak cocok. Coba lagi."
ASK_FOR_A_LINK = "Minta tautan baru kepada admin teknis kantor Anda."

CODE_DOES_NOT_MATCH = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi."
CODE_HAS_TO_WAIT = "Terlalu banyak kode yang salah. Tunggu sebentar, lalu coba lagi."
KEEP_CODES = "Buka “Kode kedua” di menu nama Anda dan simpan kode cadangannya: itu jalan masuk bila HP hilang."
CODE_SET = "Kode kedua terpasang. Simpan kode cadangan di bawah ini."

MESSAGES: Mapping[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (NOT_LET_IN, "error"),
    "USER_DOES_NOT_EXIST": (NOT_LET_IN, "error"),
    "DISABLED_ACCOUNT": (NOT_LET_IN, "error"),
    "INVALID_PASSWORD": ("Kata sandi sekarang tidak cocok.", "error"),
    "LOGIN": (PLEASE_LOG_IN, "info"),
    "UNAUTHENTICATED": (PLEASE_LOG_IN, "info"),
    "PASSWORD_RESET": ("Kata sandi tersimpan dan Anda sudah masuk.", "success"),
    "PASSWORD_RESET_NO_LOGIN": ("Kata sandi tersimpan. Silakan masuk dengan kata sandi itu.", "success"),
    "PASSWORD_RESET_EXPIRED": ("Tautan sudah kedaluwarsa. " + ASK_FOR_A_LINK, "error"),
    "INVALID_RESET_PASSWORD_TOKEN": ("Tautan tidak berlaku atau sudah dipakai. " + ASK_FOR_A_LINK, "error"),
    "PASSWORD_RESET_REQUEST": (ASK_FOR_A_LINK, "info"),
    "PASSWORD_CHANGE": ("Kata sandi sudah diganti. Perangkat lain otomatis keluar.", "success"),
    "PASSWORD_INVALID_LENGTH": ("Kata sandi minimal %(length)s huruf.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Isi kata sandi.", "error"),
    "EMAIL_NOT_PROVIDED": ("Isi alamat surel.", "error"),
    "INVALID_EMAIL_ADDRESS": ("Alamat surel tidak sah.", "error"),
    "PASSWORD_MISMATCH": ("Kedua kata sandi tidak sama.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("Kedua kata sandi tidak sama.", "error"),
    "PASSWORD_IS_THE_SAME": ("Kata sandi baru harus berbeda dari yang lama.", "error"),
    "PASSWORD_TOO_SIMPLE": ("Kata sandi terlalu mudah ditebak.", "error"),
    "UNAUTHORIZED": ("Anda tidak berwenang membuka halaman ini.", "error"),
    "REAUTHENTICATION_REQUIRED": (PROVE_AGAIN, "info"),
    "INVALID_REDIRECT": ("Alamat lanjutan itu tidak diizinkan.", "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        "Kode tidak cocok, jadi belum terpasang. Ulangi, dan pindai kode QR yang baru.",
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("Kode cocok. Anda sudah masuk.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (CODE_SET, "success"),
    "TWO_FACTOR_DISABLED": ("Kode kedua dilepas. Masuk cukup dengan kata sandi.", "success"),
    "TWO_FACTOR_PERMISSION_DENIED": ("Masuk dulu dengan kata sandi.", "error"),
    "TWO_FACTOR_SETUP_EXPIRED": ("Terlalu lama. Pindai kode QR yang baru.", "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Pilihan itu tidak ada.", "error"),
    "INVALID_RECOVERY_CODE": ("Kode cadangan tidak cocok atau sudah dipakai.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("Belum ada kode cadangan.", "error"),
    "API_ERROR": ("Isian tidak bisa dibaca. Coba lagi.", "error"),
}
