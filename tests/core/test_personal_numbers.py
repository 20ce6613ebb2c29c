"""Numbers that lead to a person, in every spelling; and what only looks like one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.personal_numbers import NIK, PHONE, hidden

SEPARATORS = ("", " ", "-", ".", "/", "_", ",", "\u2013", "\u00a0", "\u200b", " - ", "  ", "\n", "\u2010", "·")
SCRIPTS = ("0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "O123456789", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗")


def parts_of(digits: str, sizes: list[int]) -> list[str]:
    """The digits cut into groups of these sizes, the last one as long as it has to be."""
    cut, place = [], 0
    for size in sizes:
        if place + size >= len(digits):
            break
        cut.append(digits[place : place + size])
        place += size
    return [*cut, digits[place:]]


def written(digits: str, script: str) -> str:
    return digits.translate(dict(zip(map(ord, "0123456789"), script, strict=True)))


niks = st.builds(
    "{}{:02}{:02}{:02}{:02}{:02}{:04}".format,
    st.sampled_from(["33", "11", "74", "91"]),
    st.integers(1, 29),
    st.integers(1, 40),
    st.integers(1, 31) | st.integers(41, 71),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(1, 9999),
)
mobiles = st.builds(
    "{}{}".format, st.sampled_from(["08", "628", "+628", "8"]), st.from_regex(r"[1-9][0-9]{8,10}", fullmatch=True)
)
separators, scripts = st.sampled_from(SEPARATORS), st.sampled_from(SCRIPTS)


@given(niks, st.lists(st.sampled_from([2, 4, 6]), max_size=8), separators, scripts)
def test_an_identity_number_goes_however_it_is_parted(nik: str, sizes: list[int], sep: str, script: str) -> None:
    text = written(sep.join(parts_of(nik, sizes)), script)

    assert hidden(f"saya {text} ya") == f"saya {NIK} ya"


@given(mobiles, st.sampled_from([[4, 4, 4], [4, 3, 3], [3, 3, 4], [3, 4, 2, 2], [5, 4]]), separators, scripts)
def test_a_mobile_number_goes_however_it_is_parted(number: str, sizes: list[int], sep: str, script: str) -> None:
    text = written(sep.join(parts_of(number, sizes)), script)

    assert not re.search(r"\d", hidden(f"hp {text} ya")), text


@given(st.from_regex(r"08[1-9][0-9]{8,9}", fullmatch=True), st.sampled_from([" ", "-", ".", "/", "_", "\u00a0"]))
def test_a_mobile_number_goes_in_pairs_too(number: str, sep: str) -> None:
    text = sep.join(number[place : place + 2] for place in range(0, len(number), 2))

    assert hidden(text) == PHONE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("WA081234567890", f"WA{PHONE}"),
        ("(0812) 3456 7890", PHONE),
        ("hubungi (0812 3456 7890)", f"hubungi ({PHONE})"),
        ("+62 (0) 812 3456 7890", PHONE),
        ("(0272) 321123", PHONE),
        ("0272-321123 dan 021 5551234", f"{PHONE} dan {PHONE}"),
        ("0812 34 56 78 90", PHONE),
        ("08123456789, 12 orang", f"{PHONE}, 12 orang"),
        ("O812 3456 789O", PHONE),
        ("NIK3310011203850001", f"NIK{NIK}"),
        ("NIK 3310 1112 1385 100", f"NIK {NIK}"),
        ("tahun 2021: 3310 0112 0385 0001", f"tahun 2021: {NIK}"),
        ("rekening BRI 1234-01-000123-50-1", "rekening BRI [nomor disamarkan]"),
    ],
)
def test_a_number_goes_with_what_belongs_to_it(before: str, after: str) -> None:
    assert hidden(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "ADU-26-00123-5 dan KEB-26-00001-X, 2026 12 300",
        "Rp1.250.000.000 dan Rp 85.000.000.000, 8500000000 rupiah",
        "1.250.000.000 jiwa; 62.345.678.901; 812.345.678",
        "2019, 2020, 2021, 2022 dan 2019 2020 2021 2022",
        "08-12-2026 10.30 sampai 2026-03-11 08:12:30",
        "jam 08.00-09.00, 10.00-11.00",
        "RT 08, 09, 10, 11, 12; RT 003/008 57432; RT.02/RW.05",
        "-7.705812, 110.606234 dan -7,705812 110,606234",
        "3456 2345 1234 4567 rumah",
        "0,85 0,84 0,83 0,82",
        "surat 027/345/2026, kode pos 57432, 57433, 57434",
        "142 KK 2021 2022 2023",
        "8, 9, 10, 11, 12, 13, 14",
        "IMG_20260311_081230.jpg, 7°42'20.9\"S 110°36'22.4\"E",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert hidden(text) == text


@given(st.text(max_size=200))
def test_words_without_many_digits_come_back_as_they_are(text: str) -> None:
    few = re.sub(r"\d", "", text)

    assert hidden(few) == few or sum(map(str.isdecimal, few)) > 0 or not few.isascii()


@given(st.text(alphabet="0123456789 .-+()OoAadunik/,", max_size=60))
def test_what_is_hidden_once_is_hidden_for_good(text: str) -> None:
    once = hidden(text)

    assert hidden(once) == once
