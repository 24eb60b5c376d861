"""Passwords and the recovery code: what is accepted, and what is said when it is not."""

from __future__ import annotations

import string
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.reference import ALPHABET
from server.errors import Code, Refused
from server.vault.passwords import check_password, secret_of, weakness
from server.vault.recovery import GROUP_LENGTH, GROUPS, new_recovery_code, parse_recovery_code

draw = Random(13).randbytes
CODE = new_recovery_code(draw)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!",
        "123456789012",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaaaaaa",
        "xkqvxkqvxkqvxkqv",
        "Summer2026!!!",
        "Admin!strat0r2024",
        "amina-amina-amina",
        "Amina.Plainly.1990",
        "SaintLucia2025",
        "lespwa-lespwa",
        "zyxwvutsrqponm",
    ],
)
def test_password_made_of_what_is_guessed_first_is_refused(password: str) -> None:
    why = weakness(password, login="amina", name="Amina Plainly-Invented")
    assert why is not None
    assert "easy to guess" in why


@pytest.mark.parametrize(
    "password",
    [
        "breadfruit under nine ladders",
        "kofi-zanmi-lapli-wouj",
        "Tq8#vL2p!mZ4",
        "purple monkey butterfly castries ladder",
        "мой мост через реку",
        "amina counts seven wet goats",
    ],
)
def test_password_of_unusual_words_or_characters_is_accepted(password: str) -> None:
    check_password(password, login="amina", name="Amina Plainly-Invented")


@pytest.mark.parametrize(
    ("password", "says"),
    [("Tq8#vL2p!mZ", "12 characters"), ("", "12 characters"), ("ab" * 600, "longer than 1000")],
)
def test_password_of_the_wrong_length_is_refused(password: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        check_password(password, login="leon", name="Leon")
    assert refused.value.code is Code.WEAK_PASSWORD


@given(st.text(alphabet=string.printable, max_size=60))
@settings(max_examples=100, deadline=None)
def test_every_password_gets_an_answer_that_does_not_repeat_it(password: str) -> None:
    why = weakness(password, login="bo", name="Bo")
    if why and len(password) >= 12:
        assert password not in why


def test_password_is_the_same_from_every_keyboard() -> None:
    assert secret_of("Caf\u00e9 \ufb01g") == secret_of("Cafe\u0301 fig")


def test_recovery_code_holds_enough_randomness() -> None:
    assert len(ALPHABET) ** (GROUPS * (GROUP_LENGTH - 1)) > 2**160
    assert len({new_recovery_code(draw).text for _ in range(50)}) == 50


@given(st.integers(), st.booleans())
@settings(max_examples=50, deadline=None)
def test_recovery_code_is_read_however_it_is_typed(seed: int, is_lower: bool) -> None:  # noqa: FBT001 - drawn
    random = Random(seed)
    code = new_recovery_code(random.randbytes)
    typed = "".join(each + random.choice(["", "", " ", "-", "\n", "\u2013"]) for each in code.text)
    assert parse_recovery_code(typed.lower() if is_lower else typed).is_same(code)


@given(st.integers(min_value=0, max_value=44), st.sampled_from(ALPHABET + "01ILO?"))
@settings(max_examples=80, deadline=None)
def test_recovery_code_with_a_wrong_character_names_its_group(at: int, other: str) -> None:
    plain = list(CODE.secret.decode())
    if plain[at] == other:
        return
    plain[at] = other
    with pytest.raises(Refused, match=f"group {at // 5 + 1} of 9"):
        parse_recovery_code("".join(plain))


@given(st.integers(min_value=0, max_value=43))
@settings(deadline=None)
def test_recovery_code_with_two_neighbours_swapped_is_refused(at: int) -> None:
    plain = list(CODE.secret.decode())
    if plain[at] == plain[at + 1]:
        return
    plain[at], plain[at + 1] = plain[at + 1], plain[at]
    with pytest.raises(Refused, match="mistyped"):
        parse_recovery_code("".join(plain))


def test_recovery_code_with_two_groups_swapped_is_refused() -> None:
    groups = CODE.text.split("-")
    groups[0], groups[1] = groups[1], groups[0]
    with pytest.raises(Refused, match="group 1 of 9"):
        parse_recovery_code(" ".join(groups))


@pytest.mark.parametrize("typed", ["", "ABC", CODE.text[:-1], CODE.text + "2", "\x00" * 45])
def test_recovery_code_cut_off_is_refused_by_a_sentence(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_recovery_code(typed)
    assert refused.value.code is Code.BAD_RECOVERY_CODE


def test_another_recovery_code_is_not_the_same_and_none_is_shown() -> None:
    assert not CODE.is_same(new_recovery_code(draw))
    assert CODE.text not in repr(CODE)
