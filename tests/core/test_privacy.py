"""Privacy: sealing, codes, masks."""

import pytest
from cryptography.fernet import Fernet, InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from core.privacy import Keyring, mask_name, mask_personal, mask_phone, names_a_person, same_code

KEYS = Keyring.of([Fernet.generate_key().decode()], "look-up")


def test_what_is_sealed_opens_with_the_key_and_with_no_other() -> None:
    sealed = KEYS.seal("Siti, 3310")

    assert KEYS.open(sealed) == "Siti, 3310"
    with pytest.raises(InvalidToken):
        Keyring.of([Fernet.generate_key().decode()], "look-up").open(sealed)


def test_an_old_key_still_opens_after_a_new_one_was_put_before_it() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Keyring.of([old], "x").seal("tetap terbaca")

    assert Keyring.of([new, old], "x").open(sealed) == "tetap terbaca"


def test_a_secret_code_is_the_same_whenever_it_is_computed_and_another_for_each_case() -> None:
    codes = {KEYS.secret_code(case, 1) for case in range(500)}

    assert KEYS.secret_code(7, 1) == KEYS.secret_code(7, 1)
    assert KEYS.secret_code(7, 1) != KEYS.secret_code(7, 2)
    assert len(codes) == 500
    assert all(len(code) == 10 for code in codes)


def test_a_code_is_taken_however_it_is_typed() -> None:
    code = KEYS.secret_code(1, 1)

    assert same_code(f" {code[:5].lower()}-{code[5:]} ", code)
    assert not same_code(code[:-1] + ("0" if code[-1] != "0" else "1"), code)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("nik 3310123456780001 ya", "nik [NIK disamarkan] ya"),
        ("NIK: 33.10.12.345678.0001", "NIK: [NIK disamarkan]"),
        ("hp 081234567890", "hp [nomor telepon disamarkan]"),
        ("wa +62 812-3456-7890!", "wa [nomor telepon disamarkan]!"),
        ("surel siti@contoh.example", "surel [surel disamarkan]"),
        ("RT 03 RW 02 nomor 12, tahun 2023", "RT 03 RW 02 nomor 12, tahun 2023"),
        ("ADU-26-00123-X dan 1.275.690 jiwa", "ADU-26-00123-X dan 1.275.690 jiwa"),
    ],
)
def test_numbers_that_name_a_person_are_masked_and_others_stay(written: str, shown: str) -> None:
    assert mask_personal(written) == shown


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_nik_survives_in_any_text(before: str, after: str) -> None:
    masked = mask_personal(f"{before} 3310123456780001 {after}")

    assert "3310123456780001" not in masked


@pytest.mark.parametrize("written", ["nik saya 3310 0112 0385 0001", "hp (0812) 3456 7890", "IG: siti.rahayu_88"])
def test_a_number_or_account_in_any_spelling_names_a_person(written: str) -> None:
    assert names_a_person(written)


def test_a_place_a_date_and_a_ticket_number_name_nobody() -> None:
    assert not names_a_person("RT 03/08 sejak 11-03-2026, lanjutan ADU-26-00123-X")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("tulis ke @siti.rahayu.", "tulis ke [nama akun disamarkan]."),
        ("IG: siti.rahayu_88", "IG: [nama akun disamarkan]"),
        ("ig saya siti_rahayu88, ya", "ig saya [nama akun disamarkan], ya"),
        ("facebook: sitirahayu", "facebook: [nama akun disamarkan]"),
        ("surel siti (at) contoh dot example", "surel [surel disamarkan]"),
        ("lihat facebook: ramai dibahas warga", "lihat facebook: ramai dibahas warga"),
        ("beras @Rp15.000 di pasar", "beras @Rp15.000 di pasar"),
        ("lampu di line 2 mati", "lampu di line 2 mati"),
    ],
)
def test_an_account_name_goes_whole_and_other_words_stay(written: str, shown: str) -> None:
    assert mask_personal(written) == shown


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("Siti Rahayu", "SITI_RAHAYU di sini", "[nama disamarkan] di sini"),
        ("Siti Rahayu", "kata sitirahayu88", "kata [nama disamarkan]88"),
        ("Siti Rahayu", "Ｓｉｔｉ melihat, rahayu juga", "[nama disamarkan] melihat, [nama disamarkan] juga"),
        ("Ani", "bu Ani di RT 2, kata ani", "bu [nama disamarkan] di RT 2, kata [nama disamarkan]"),
        ("Ada", "Ada lubang, kata Bu Ada", "Ada lubang, kata Bu [nama disamarkan]"),
        ("Bu Sri", "bu Sri tahu, sriwedari tidak", "bu [nama disamarkan] tahu, sriwedari tidak"),
        (None, "bu Ani", "bu Ani"),
    ],
)
def test_the_own_name_goes_in_any_spelling(name: str | None, written: str, shown: str) -> None:
    assert mask_name(written, name) == shown


def test_the_own_number_goes_from_wherever_it_is() -> None:
    assert mask_phone("wa saya +65 9123-4567 atau 6591234567", "6591234567").count("telepon disamarkan") == 2
