"""Sealed fields and data keys: they open where they belong, and nowhere else."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.vault.cipher import DoesNotOpen, bound
from server.vault.data_keys import WRAPPED_BYTES, Keyring, new_data_key, unwrap, wrap
from server.vault.fields import FieldSealer, Place
from server.vault.keys import new_vault_key

draw = Random(11).randbytes
VAULT = new_vault_key(draw)
DATA_KEY = new_data_key(draw)
SEALER = FieldSealer(DATA_KEY, random=draw)
HERE = Place("person", "4f" * 16, "first_name")

names = st.text(alphabet="ab/\x00\u00e9", max_size=6)
places = st.builds(Place, names, names, names)


@given(places, st.text())
@settings(max_examples=80, deadline=None)
def test_text_comes_back_as_it_was(place: Place, text: str) -> None:
    assert SEALER.open(place, SEALER.seal(place, text)) == text


@given(places, st.binary())
@settings(max_examples=50, deadline=None)
def test_bytes_come_back_as_they_were(place: Place, data: bytes) -> None:
    assert SEALER.open_bytes(place, SEALER.seal_bytes(place, data)) == data


@given(places, places)
@settings(max_examples=80, deadline=None)
def test_value_opens_in_no_other_place(one: Place, other: Place) -> None:
    sealed = SEALER.seal(one, "Verna Plainly-Invented")
    if one != other:
        with pytest.raises(DoesNotOpen):
            SEALER.open(other, sealed)


@pytest.mark.requirement("R82")
@pytest.mark.parametrize("moved", [{"table": "guardian"}, {"row": "50" * 16}, {"column": "alias"}])
def test_value_moved_to_another_place_does_not_open(moved: dict[str, str]) -> None:
    sealed = SEALER.seal(HERE, "Verna Plainly-Invented")
    with pytest.raises(DoesNotOpen):
        SEALER.open(HERE._replace(**moved), sealed)


@given(st.text(max_size=60), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
@settings(max_examples=80, deadline=None)
def test_value_with_any_byte_flipped_does_not_open(text: str, at: int, flip: int) -> None:
    sealed = bytearray(SEALER.seal(HERE, text))
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(DoesNotOpen):
        SEALER.open(HERE, bytes(sealed))


@given(st.integers(min_value=0, max_value=60))
@settings(deadline=None)
def test_value_cut_off_does_not_open(length: int) -> None:
    with pytest.raises(DoesNotOpen):
        SEALER.open(HERE, SEALER.seal(HERE, "x")[:length])


def test_bytes_do_not_pass_for_text() -> None:
    with pytest.raises(DoesNotOpen):
        SEALER.open(HERE, SEALER.seal_bytes(HERE, b"x\x80"))


@pytest.mark.requirement("R82")
def test_value_does_not_open_under_another_key() -> None:
    sealed = SEALER.seal(HERE, "x")
    with pytest.raises(DoesNotOpen):
        FieldSealer(new_data_key(draw), random=draw).open(HERE, sealed)


def test_sealed_codes_of_different_length_look_alike() -> None:
    lengths = {len(SEALER.seal(HERE, code)) for code in ("", "son", "employer", "x" * 31)}
    assert lengths == {1 + 12 + 32 + 16}


def test_same_text_sealed_twice_differs() -> None:
    assert SEALER.seal(HERE, "x") != SEALER.seal(HERE, "x")


def test_private_key_lies_under_the_vault_key() -> None:
    place = Place("form_key", "ab:cd", "private_sealed")
    sealed = FieldSealer(VAULT, random=draw).seal_bytes(place, b"DER")
    assert FieldSealer(VAULT, random=draw).open_bytes(place, sealed) == b"DER"


@given(names, names)
@settings(max_examples=50, deadline=None)
def test_data_key_unwraps_for_its_owner_only(owner: str, other: str) -> None:
    wrapped = wrap(VAULT, DATA_KEY, owner, random=draw)
    assert len(wrapped) == WRAPPED_BYTES
    assert unwrap(VAULT, wrapped, owner) == DATA_KEY
    if other != owner:
        with pytest.raises(DoesNotOpen):
            unwrap(VAULT, wrapped, other)


def test_data_key_does_not_unwrap_in_another_vault() -> None:
    wrapped = Keyring(VAULT).wrap(DATA_KEY, "s1", random=draw)
    with pytest.raises(DoesNotOpen):
        Keyring(new_vault_key(draw)).unwrap(wrapped, "s1")


@given(st.lists(names), st.lists(names))
@settings(deadline=None)
def test_no_two_lists_of_names_are_bound_alike(one: list[str], other: list[str]) -> None:
    assert (bound(*one) == bound(*other)) == (one == other)
