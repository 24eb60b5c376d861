"""Second factors: digits of a phone and printed codes, each good once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pyotp
import pytest

from server.vault.one_time_codes import matched_code, new_one_time_codes
from server.vault.second_factor import TotpSecret, matched_step, new_totp_secret

draw = Random(19).randbytes
SECRET = new_totp_secret(draw)
NOW = datetime(2026, 11, 22, 9, 0, 15, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
CODES = new_one_time_codes(draw)
HASHES = tuple(each.hashed("amina") for each in CODES)


def digits(step: int) -> str:
    return pyotp.TOTP(SECRET.text).generate_otp(step)


def test_digits_are_those_of_rfc_6238() -> None:
    secret = TotpSecret(text="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")  # appendix B, SHA-1
    at = datetime(2005, 3, 18, 1, 58, 29, tzinfo=UTC)
    assert matched_step(secret, "081804", at=at, last_step=None) == int("23523EC", 16)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_digits_of_a_clock_a_little_off_match(drift: int) -> None:
    assert matched_step(SECRET, digits(STEP + drift), at=NOW, last_step=None) == STEP + drift


@pytest.mark.parametrize("drift", [-2, 2])
def test_digits_of_another_minute_do_not_match(drift: int) -> None:
    assert matched_step(SECRET, digits(STEP + drift), at=NOW, last_step=None) is None


def test_digits_match_once() -> None:
    step = matched_step(SECRET, digits(STEP), at=NOW, last_step=STEP - 1)
    assert step == STEP
    assert matched_step(SECRET, digits(STEP), at=NOW, last_step=step) is None


def test_digits_older_than_the_last_used_do_not_match() -> None:
    assert matched_step(SECRET, digits(STEP - 1), at=NOW, last_step=STEP) is None


def test_clock_set_back_refuses_until_it_has_caught_up() -> None:
    earlier = NOW - timedelta(minutes=10)
    assert matched_step(SECRET, digits(STEP - 20), at=earlier, last_step=STEP) is None
    assert matched_step(SECRET, digits(STEP + 1), at=NOW, last_step=STEP) == STEP + 1


def test_digits_may_be_typed_with_a_space() -> None:
    typed = f" {digits(STEP)[:3]} {digits(STEP)[3:]} "
    assert matched_step(SECRET, typed, at=NOW, last_step=None) == STEP


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²²²²²²", "-12345"])
def test_what_is_not_six_digits_does_not_match(typed: str) -> None:
    assert matched_step(SECRET, typed, at=NOW, last_step=None) is None


def test_address_for_the_phone_names_the_system_and_the_login() -> None:
    address = SECRET.address("amina", system="Lespwa demo")
    assert address.startswith("otpauth://totp/Lespwa%20demo:amina?secret=")


def test_ten_codes_all_differ() -> None:
    assert len({each.text for each in CODES}) == 10


def test_code_is_found_however_it_is_typed() -> None:
    assert matched_code(HASHES, CODES[3].text, account="amina") == 3
    assert (
        matched_code(HASHES, f" {CODES[9].text.lower().replace('-', ' ')} ", account="amina") == 9
    )


def test_code_that_was_used_is_found_no_more() -> None:
    left = HASHES[:3] + HASHES[4:]
    assert matched_code(left, CODES[3].text, account="amina") is None


def test_code_of_another_account_is_not_found() -> None:
    assert matched_code(HASHES, CODES[0].text, account="cruz") is None


@pytest.mark.parametrize("typed", ["", "2222-2222-2222-2222", "x" * 1000])
def test_what_is_no_code_is_not_found(typed: str) -> None:
    assert matched_code(HASHES, typed, account="amina") is None
    assert matched_code((), typed, account="amina") is None


def test_nothing_shown_is_secret() -> None:
    assert SECRET.text not in repr(SECRET)
    assert CODES[0].text not in repr(CODES)
