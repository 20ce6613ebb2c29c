"""`pendopo chat`: the bot in a terminal, as a real process, with whatever is typed into it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.service import ROOT

Talk = Callable[[bytes], str]


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    """Type these bytes into `pendopo chat`; what it printed, once it ended well."""
    environment = {**os.environ, "PENDOPO_DATA_DIR": str(tmp_path / "data"), "PENDOPO_TELEGRAM_TOKEN": ""}
    environment |= {"PENDOPO_DATABASE_URL": "", "USER": "warga"}

    def talking(typed: bytes) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "chat"],
            input=typed,
            capture_output=True,
            cwd=ROOT,
            env=environment,
            timeout=90,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        assert b"Traceback" not in done.stderr, done.stderr.decode()[-2000:]
        return done.stdout.decode()

    return talking


def test_a_talk_files_a_complaint_and_the_next_one_remembers_it(talk: Talk) -> None:
    first = talk(b"lapor lampu jalan mati di depan pasar Cawas\nya\n")
    assert "Periksa dulu" in first
    assert "[1] " in first
    assert "Nomor: ADU-" in first
    number = first.partition("Nomor: ")[2].split()[0]

    assert number in talk(b"status\n")


def test_a_typed_number_chooses(talk: Talk) -> None:
    told = talk(b"lapor lampu jalan mati di depan pasar Cawas\n1\n")

    assert "[1] Kirim laporan" in told
    assert "Nomor: ADU-" in told


def test_nothing_that_can_be_typed_ends_it(talk: Talk) -> None:
    told = talk(b"\n   \n\xff\xfe\x00 rusak\n\x1b[31mmerah\n" + b"a" * 20_000 + b"\nkantor buka jam berapa\n")

    assert "07.30" in told


def test_an_end_at_once_is_no_fault(talk: Talk) -> None:
    assert "selesai dengan Ctrl+D" in talk(b"")


def test_a_chart_is_told_in_words_with_the_place_of_its_file(talk: Talk) -> None:
    told = talk(b"grafik ipm klaten 2020-2024\n")

    assert "(Grafik garis Indeks Pembangunan Manusia" in told
    place = told.partition("grafik.png: ")[2].split()[0]
    assert Path(place).read_bytes().startswith(b"\x89PNG")
