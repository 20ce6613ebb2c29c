"""Case numbers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from support.time import NOON

from core.db import Database
from tickets import numbers
from tickets.kinds import CaseKind
from tickets.numbers import Written

WIB = ZoneInfo("Asia/Jakarta")


def test_numbers_run_without_a_gap(database: Database) -> None:
    with database.write() as session:
        given = [numbers.issue(session, CaseKind.PENGADUAN, at=NOON, zone=WIB) for _ in range(3)]

    assert [number[:12] for number in given] == ["ADU-26-00001", "ADU-26-00002", "ADU-26-00003"]


def test_a_rolled_back_filing_gives_its_number_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        numbers.issue(session, CaseKind.PENGADUAN, at=NOON, zone=WIB)
        raise ZeroDivisionError

    with database.write() as session:
        assert numbers.issue(session, CaseKind.PENGADUAN, at=NOON, zone=WIB).startswith("ADU-26-00001-")


def test_many_at_once_get_different_numbers_without_a_gap(database: Database) -> None:
    def one(_: int) -> str:
        with database.write() as session:
            return numbers.issue(session, CaseKind.PENGADUAN, at=NOON, zone=WIB)

    with ThreadPoolExecutor(8) as pool:
        given = sorted(pool.map(one, range(60)))

    assert [int(number[7:12]) for number in given] == list(range(1, 61))


def test_the_year_is_the_office_s_own() -> None:
    new_year_in_klaten = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)

    assert new_year_in_klaten.astimezone(WIB).year == 2027
    assert numbers.spell(CaseKind.PENGADUAN, 27, 1).startswith("ADU-27-00001-")


@pytest.mark.parametrize("typed", ["ADU-26-00123-{c}", "adu 26 00123 {c}", "ADU2600123{c}", "nomor: Adu-26-00123-{c}."])
def test_a_number_is_found_however_it_is_spaced(typed: str) -> None:
    number = numbers.spell(CaseKind.PENGADUAN, 26, 123)

    assert numbers.written_in(typed.format(c=number[-1])) == [Written(number, True)]


@pytest.mark.parametrize("typed", ["ADU-26-123456-{c}", "adu 26 123456 {c}", "ADU26123456{c}"])
def test_a_number_past_the_hundred_thousandth_is_found_whole(typed: str) -> None:
    number = numbers.spell(CaseKind.PENGADUAN, 26, 123_456)

    assert numbers.written_in(typed.format(c=number[-1])) == [Written(number, True)]


def test_five_digits_before_a_digit_that_checks_stay_five() -> None:
    number = next(
        number
        for number in (numbers.spell(CaseKind.PENGADUAN, 26, serial) for serial in range(12_345, 12_500))
        if number[-1].isdigit()
    )

    assert numbers.written_in(number.replace("-", "")) == [Written(number, True)]


def test_a_text_without_its_numbers() -> None:
    assert numbers.left_out_of("status ADU-26-123456-X dan adu 26 00123 y ya").split() == ["status", "dan", "ya"]


def test_a_slip_of_the_finger_is_told_from_a_number() -> None:
    number = numbers.spell(CaseKind.PENGADUAN, 26, 123)
    wrong = number.replace("00123", "00132")

    assert numbers.written_in(wrong) == [Written(wrong, False)]
