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

    @property
    def is_open(self) -> bool:
        return self not in {Status.CLOSED, Status.ARCHIVED}


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


class ClockKind(StrEnum):
    """What is being timed (COMPLAINTS: V, R1, T, P, J; N is the PPID notice of UU 14/2008 Ps 22(7))."""

    VERIFICATION = "V"
    FIRST_ANSWER = "R1"
    COMPLETION = "T"
    REPORTER_COMPLETES = "P"
    REPORTER_REACTS = "J"
    NOTICE = "N"
    REOPENING = "B"


class Party(StrEnum):
    """Who acted."""

    REPORTER = "pelapor"
    STAFF = "petugas"
    SYSTEM = "sistem"
