"""A data key given to somebody opens with their private half, for its own data, and not else."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.vault.cipher import DoesNotOpen
from server.vault.data_keys import new_data_key
from server.vault.keys import DraftKey, OwnKey
from server.vault.own_keys import (
    GIVEN_BYTES,
    PUBLIC_BYTES,
    give_key,
    lend_own,
    new_own_key,
    open_given,
    open_own_key,
    public_half,
    seal_own_key,
    take_lent_own,
)
from tests.simulators.office import TINY

SECRET = b"seven turtles paint a kite"
BO, CRUZ = new_own_key(secrets.token_bytes), new_own_key(secrets.token_bytes)
DATA = new_data_key(secrets.token_bytes)


def given_to_bo() -> bytes:
    return give_key(DATA, "case", to="bo", public=public_half(BO), random=secrets.token_bytes)


def sealed() -> bytes:
    return seal_own_key(BO, SECRET, owner="bo", cost=TINY, random=secrets.token_bytes)


@settings(deadline=None)
@given(owner_id=st.text(), account=st.text(), private=st.binary(min_size=32, max_size=32))
def test_given_key_opens_for_whom_and_what_it_was_given(
    owner_id: str, account: str, private: bytes
) -> None:
    key = OwnKey(secret=private)
    wrapped = give_key(
        DATA, owner_id, to=account, public=public_half(key), random=secrets.token_bytes
    )
    assert len(wrapped) == GIVEN_BYTES
    assert open_given(key, wrapped, owner_id, to=account) == DATA


@settings(deadline=None)
@given(place=st.tuples(st.text(), st.text()).filter(lambda each: each != ("case", "bo")))
def test_given_key_opens_in_no_other_place(place: tuple[str, str]) -> None:
    owner_id, account = place
    with pytest.raises(DoesNotOpen):
        open_given(BO, given_to_bo(), owner_id, to=account)


@settings(deadline=None)
@given(private=st.binary(min_size=32, max_size=32))
def test_given_key_opens_with_nobody_elses_half(private: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_given(OwnKey(secret=private), given_to_bo(), "case", to="bo")


@settings(deadline=None)
@example(at=PUBLIC_BYTES - 1, bit=7)  # a bit that X25519 itself does not look at
@given(at=st.integers(0, GIVEN_BYTES - 1), bit=st.integers(0, 7))
def test_given_key_changed_anywhere_does_not_open(at: int, bit: int) -> None:
    changed = bytearray(given_to_bo())
    changed[at] ^= 1 << bit
    with pytest.raises(DoesNotOpen):
        open_given(BO, bytes(changed), "case", to="bo")


@settings(deadline=None)
@given(wrapped=st.binary(max_size=2 * GIVEN_BYTES))
def test_what_was_never_given_does_not_open(wrapped: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_given(BO, wrapped, "case", to="bo")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(33), bytes(32), b"\1" + bytes(31)])
def test_nothing_is_given_to_what_is_no_public_half(public: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        give_key(DATA, "case", to="bo", public=public, random=secrets.token_bytes)


def test_same_key_given_twice_looks_different() -> None:
    one, other = given_to_bo(), given_to_bo()
    assert one[:PUBLIC_BYTES] != other[:PUBLIC_BYTES]
    assert one[PUBLIC_BYTES:] != other[PUBLIC_BYTES:]


def test_own_key_opens_with_its_owners_password() -> None:
    assert open_own_key(sealed(), SECRET, owner="bo") == BO


@pytest.mark.parametrize(("secret", "owner"), [(b"another password", "bo"), (SECRET, "cruz")])
def test_own_key_opens_with_nothing_else(secret: bytes, owner: str) -> None:
    with pytest.raises(DoesNotOpen):
        open_own_key(sealed(), secret, owner=owner)


def test_own_key_is_lent_to_one_session() -> None:
    secret = secrets.token_bytes(32)
    lent = lend_own(BO, "s", secret=secret, random=secrets.token_bytes)
    assert take_lent_own(lent, "s", secret=secret) == BO
    for session, key in (("t", secret), ("s", bytes(32))):
        with pytest.raises(DoesNotOpen):
            take_lent_own(lent, session, secret=key)


def test_own_key_shows_itself_in_no_log_and_is_no_other_kind() -> None:
    assert str(BO.secret) not in repr(BO)
    assert DraftKey(secret=BO.secret) != BO
    assert public_half(BO) != public_half(CRUZ)
