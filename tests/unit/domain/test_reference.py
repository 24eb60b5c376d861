"""The arithmetic of a reference: what is made is valid, what is misread is not."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.reference import ALPHABET, canonical, check_character, is_valid, make

bodies = st.text(alphabet=ALPHABET, min_size=8, max_size=8)


@pytest.mark.requirement("R14")
def test_made_reference_is_valid_and_grouped() -> None:
    reference = make(Random(847))
    assert is_valid(reference)
    assert [len(part) for part in reference.split("-")] == [3, 3, 3]


def test_made_references_differ() -> None:
    random = Random(1)
    assert len({make(random) for _ in range(500)}) == 500


def test_known_reference_keeps_its_check_character() -> None:
    assert check_character("23456789") == "F"
    assert canonical("23456789F") == "234-567-89F"


def test_alphabet_is_a_prime_number_of_plain_characters() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert not set(ALPHABET) & set("01ILO")


@given(bodies)
@settings(max_examples=50)
def test_every_single_wrong_character_is_noticed(body: str) -> None:
    whole = body + check_character(body)
    for place, right in enumerate(whole):
        for wrong in ALPHABET.replace(right, ""):
            assert not is_valid(whole[:place] + wrong + whole[place + 1 :])


@given(bodies)
@settings(max_examples=200)
def test_every_swap_of_neighbours_is_noticed(body: str) -> None:
    whole = body + check_character(body)
    for place in range(8):
        left, right = whole[place], whole[place + 1]
        swapped = whole[:place] + right + left + whole[place + 2 :]
        assert left == right or not is_valid(swapped)


@given(bodies, st.sampled_from(["", " ", "-", "\u2013"]))
@settings(max_examples=50)
def test_quoting_forgives_case_spaces_and_dashes(body: str, between: str) -> None:
    whole = body + check_character(body)
    quoted = between.join(whole).lower()
    assert canonical(f" {quoted} ") == f"{whole[:3]}-{whole[3:6]}-{whole[6:]}"


@pytest.mark.parametrize(
    "text", ["", "ABC", "234-567-89", "234-567-8900", "0OI-L11-000", "234567899", "\u00df3456789"]
)
def test_what_is_not_a_reference_is_refused(text: str) -> None:
    assert not is_valid(text)


@given(st.text(max_size=12))
@settings(max_examples=200)
def test_any_text_is_answered_without_an_error(text: str) -> None:
    assert is_valid(text) is (canonical(text) is not None)
