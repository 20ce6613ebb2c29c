"""What counts as an answer: more than a sentence that fits every report."""

import pytest
from support import cast
from support.time import NOON

from core.db import Database
from tickets import approval, deadlines, service
from tickets.guards import TemplateSentence
from tickets.kinds import ClockKind, Status
from tickets.substance import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "Terima kasih, laporan Anda sedang kami proses.",
        "Terima kasih laporannya, akan kami tindak lanjuti",
        "akan kami tindaklanjuti",
        "Akan segera kami tindak lanjuti pak",
        "Selamat pagi. Terima kasih atas laporan Anda. Akan kami tindak lanjuti. Mohon ditunggu.",
        "Siap",
        "ok",
        "👍",
        "-",
    ],
)
def test_a_sentence_that_fits_every_report_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sudah diperbaiki.",
        "Sudah.",
        "Sudah diangkut pagi ini.",
        "Lampu diganti.",
        "Maaf, terlambat.",
        "Terima kasih. Lampu di depan pasar sudah diganti kemarin.",
        "Akan kami tindak lanjuti hari Senin 6 April dengan penambalan di Jalan Merapi.",
        "18.30",
        "Bukan kewenangan kami, jalan itu milik provinsi.",
    ],
)
def test_a_short_answer_about_the_matter_is_an_answer(text: str) -> None:
    assert not says_nothing(text)


def test_a_template_sentence_meets_no_term_and_may_go_as_news(database: Database) -> None:
    with database.write() as session:
        case, empty = cast.a_complaint(session), "Terima kasih, laporan Anda sedang kami proses."
        service.dispose(
            session, case, by=cast.koordinator(session), version=None, agency=cast.agency(session), instruction="Cek",
            at=NOON,
        )  # fmt: skip

        with pytest.raises(TemplateSentence):
            service.reply(session, case, by=cast.rina(session), version=None, text=empty, at=NOON)
        with pytest.raises(TemplateSentence):
            approval.propose(session, case, by=cast.rina(session), version=None, text=empty, at=NOON)
        service.inform(session, case, by=cast.rina(session), version=None, text=empty, at=NOON)

        assert case.status is Status.DISPOSED
        assert deadlines.open_clock(session, case, ClockKind.FIRST_ANSWER) is not None
