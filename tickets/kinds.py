"""Kinds of cases and the closed sets their rules are written in."""

from enum import StrEnum


class CaseKind(StrEnum):
    """What a citizen put before the office. The value is the prefix of the number (DECISIONS 9)."""

    PENGADUAN = "ADU"
    PERMOHONAN = "PPD"
    KEBERATAN = "KEB"
    KONSULTASI = "KON"


class Kadar(StrEnum):
    """Does a complaint touch the conduct of officials (pengawasan)? It decides who sees it and how long it may take."""

    TIDAK_BERKADAR = "tidak_berkadar"
    BERKADAR = "berkadar"


class Subject(StrEnum):
    """What the reporter wants: something put right, or to know something."""

    PENGADUAN = "pengaduan"
    INFORMASI = "informasi"


class Priority(StrEnum):
    DARURAT = "darurat"
    BIASA = "biasa"


class Visibility(StrEnum):
    """Anonim hides who reports from the reported agency and the public; rahasia hides the content from the public."""

    BIASA = "biasa"
    ANONIM = "anonim"
    RAHASIA = "rahasia"
    ANONIM_RAHASIA = "anonim_rahasia"

    @property
    def hides_reporter(self) -> bool:
        return self in {Visibility.ANONIM, Visibility.ANONIM_RAHASIA}

    @property
    def hides_content(self) -> bool:
        return self in {Visibility.RAHASIA, Visibility.ANONIM_RAHASIA}


class Status(StrEnum):
    """Whose turn it is. How a case ended is its outcome; whether it is overdue is computed."""

    RECEIVED = "diterima"
    WAITING = "menunggu_pelapor"
    VERIFIED = "terverifikasi"
    DISPOSED = "didisposisikan"
    IN_PROGRESS = "diproses"
    ANSWERED = "dijawab"
    REOPENED = "dibuka_kembali"
    CLOSED = "selesai"
    ARCHIVED = "diarsipkan"
    TRANSFERRED = "dialihkan"
    MERGED = "digabung"

    @property
    def is_open(self) -> bool:
        return self not in _ENDED


_ENDED = frozenset({Status.CLOSED, Status.ARCHIVED, Status.TRANSFERRED, Status.MERGED})


class Outcome(StrEnum):
    """How a case ended. The ways are counted apart and never added up into one."""

    CONFIRMED = "dikonfirmasi"
    CLOSED_BY_STAFF = "ditutup_petugas"
    NO_REACTION = "tanpa_tanggapan"
    INCOMPLETE = "tidak_dilengkapi"
    SPAM = "spam"
    ABUSE = "kata_kasar"
    OUT_OF_SCOPE = "bukan_kewenangan"
    WITHDRAWN = "dicabut"
    TRANSFERRED = "dialihkan"
    TO_PPID = "dialihkan_ppid"
    MERGED = "digabung"


class ClockKind(StrEnum):
    """What is being timed (COMPLAINTS: V, R1, T, P, J; N is the PPID notice of UU 14/2008 Ps 22(7)).

    B (reopening) and K (an agency gives a disposition back) are spans a rule asks about; no clock of theirs runs.
    """

    VERIFICATION = "V"
    FIRST_ANSWER = "R1"
    COMPLETION = "T"
    REPORTER_COMPLETES = "P"
    REPORTER_REACTS = "J"
    NOTICE = "N"
    REOPENING = "B"
    RETURNING = "K"


class Attention(StrEnum):
    """Why a case wants the eye of the koordinator or the supervisor, beside its status."""

    RETURNED_TWICE = "dikembalikan_dua_kali"
    REOPENED_TWICE = "dibuka_dua_kali"
    OBJECTION = "keberatan_arsip"
    TRANSFER_STUCK = "alih_macet"
    UNSETTLED = "tanggapan_belum_jelas"
    QUARANTINE = "karantina"


class Rung(StrEnum):
    """How far a term has climbed: due on the next working day, overdue, and so late that the Sekda hears of it."""

    SOON = "segera"
    OVERDUE = "terlambat"
    SEKDA = "sekda"


class LinkKind(StrEnum):
    """How one case hangs together with another: the first is the ... of the second."""

    DUPLICATE_OF = "duplikat"
    FOLLOW_UP_OF = "lanjutan"
    CHILD_OF = "pecahan"
    FILED_WITH = "bersama"


class Source(StrEnum):
    """How a report came that staff keyed in."""

    COUNTER = "loket"
    PHONE = "telepon"
    LETTER = "surat"
    SOCIAL = "media_sosial"


class TransferMode(StrEnum):
    """How a case goes to another body: by a person, or through its own service."""

    MANUAL = "manual"
    API = "api"


class TransferState(StrEnum):
    """How far a hand-over has come. ``uncertain``: it left and no answer came."""

    QUEUED = "antre"
    SENT = "dikirim"
    UNCERTAIN = "tidak_pasti"
    CONFIRMED = "diterima"
    REJECTED = "ditolak"


class Party(StrEnum):
    """Who acted."""

    REPORTER = "pelapor"
    STAFF = "petugas"
    SYSTEM = "sistem"
