"""Key slots: what opens them, what does not, and what a hostile row cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.vault.cipher import Cipher, DoesNotOpen
from server.vault.cost import STRONG_MEMORY_KIB, Cost, tuned_cost
from server.vault.keys import DataKey, VaultKey, lend, new_vault_key, take_lent
from server.vault.slots import (
    DamagedSlot,
    Slot,
    SlotKind,
    WrongSecret,
    decoy_slot,
    is_sound,
    open_slot,
    seal_slot,
)

TINY = Cost(memory_kib=8, passes=1, lanes=1)
SECRET = b"four unusual words of amina"
draw = Random(7).randbytes
VAULT = new_vault_key(draw)


def slot_for(secret: bytes = SECRET, owner: str | None = "amina") -> Slot:
    return seal_slot(VAULT, secret, kind=SlotKind.CUSTODIAN, owner=owner, cost=TINY, random=draw)


def ticks(*seconds: float) -> Iterator[float]:
    yield from seconds


@given(st.binary(min_size=12, max_size=80))
@settings(max_examples=30, deadline=None)
def test_slot_gives_back_the_vault_key(secret: bytes) -> None:
    assert open_slot(slot_for(secret), secret) == VAULT


@given(st.binary(max_size=80).filter(lambda each: each != SECRET))
@settings(max_examples=30, deadline=None)
def test_slot_refuses_any_other_secret(secret: bytes) -> None:
    with pytest.raises(WrongSecret):
        open_slot(slot_for(), secret)


@given(
    st.sampled_from(["salt", "nonce", "wrapped", "checksum"]),
    st.integers(min_value=0),
    st.integers(min_value=1, max_value=255),
)
@settings(max_examples=60, deadline=None)
def test_slot_with_a_flipped_byte_is_called_damaged(part: str, at: int, flip: int) -> None:
    slot = slot_for()
    data = bytearray(getattr(slot, part))
    data[at % len(data)] ^= flip
    with pytest.raises(DamagedSlot):
        open_slot(_with(slot, part, bytes(data)), SECRET)


@pytest.mark.parametrize("part", ["salt", "nonce", "wrapped", "checksum"])
@pytest.mark.parametrize("length", [0, 1, 11])
def test_truncated_slot_is_called_damaged(part: str, length: int) -> None:
    slot = slot_for()
    assert not is_sound(_with(slot, part, getattr(slot, part)[:length]))


@pytest.mark.parametrize(
    "changed",
    [
        {"owner": "cruz"},
        {"owner": None},
        {"id": "0" * 32},
        {"kind": SlotKind.MACHINE},
        {"cost": Cost(memory_kib=16, passes=1, lanes=1)},
    ],
)
def test_slot_given_another_identity_is_called_damaged(changed: dict[str, object]) -> None:
    slot = slot_for()
    with pytest.raises(DamagedSlot):
        open_slot(replace(slot, **changed), SECRET)  # type: ignore[arg-type]  # one at a time


def test_slot_forged_with_a_right_checksum_still_does_not_open() -> None:
    forged = replace(slot_for(), owner="cruz")
    with pytest.raises(WrongSecret):
        open_slot(replace(forged, checksum=_checksum_of(forged)), SECRET)


@pytest.mark.parametrize(
    "cost",
    [
        Cost(memory_kib=100 * 1024 * 1024, passes=1, lanes=1),
        Cost(memory_kib=STRONG_MEMORY_KIB, passes=65, lanes=1),
        Cost(memory_kib=STRONG_MEMORY_KIB, passes=1, lanes=17),
        Cost(memory_kib=7, passes=1, lanes=1),
        Cost(memory_kib=8, passes=1, lanes=2),
        Cost(memory_kib=8, passes=0, lanes=1),
        Cost(memory_kib=8, passes=2**80, lanes=1),
        Cost(memory_kib=8, passes=1, lanes=0),
        Cost(memory_kib=-8, passes=-1, lanes=-1),
    ],
)
def test_slot_with_an_absurd_cost_is_refused_before_any_work(cost: Cost) -> None:
    hostile = replace(slot_for(), cost=cost)
    with pytest.raises(DamagedSlot):
        open_slot(replace(hostile, checksum=_checksum_of(hostile)), SECRET)


def test_decoy_is_sound_and_opens_for_nobody() -> None:
    decoy = decoy_slot(TINY, random=draw)
    assert is_sound(decoy)
    with pytest.raises(WrongSecret):
        open_slot(decoy, SECRET)


def test_slot_is_not_sealed_under_a_short_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        slot_for(b"too short")


def test_slot_is_not_sealed_at_an_absurd_cost() -> None:
    cost = Cost(memory_kib=1, passes=1, lanes=1)
    with pytest.raises(ValueError, match="cost"):
        seal_slot(VAULT, SECRET, kind=SlotKind.MACHINE, owner=None, cost=cost, random=draw)


def test_two_slots_of_one_secret_share_nothing() -> None:
    one, two = slot_for(), slot_for()
    assert {one.id, one.salt, one.nonce, one.wrapped}.isdisjoint(
        {two.id, two.salt, two.nonce, two.wrapped}
    )


def test_nothing_shown_of_a_slot_or_a_key_is_secret() -> None:
    shown = repr((slot_for(), VAULT, DataKey(secret=bytes(32))))
    assert "wrapped" not in shown
    assert "secret" not in shown


def test_keys_are_compared_by_what_they_are() -> None:
    assert VaultKey(secret=bytes(32)) == VaultKey(secret=bytes(32))
    assert VaultKey(secret=bytes(32)) != VaultKey(secret=b"\x01" * 32)
    assert VaultKey(secret=bytes(32)) != DataKey(secret=bytes(32))


def test_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        VaultKey(secret=bytes(31))
    with pytest.raises(ValueError, match="32 bytes"):
        Cipher(bytes(16))


def test_session_gives_back_the_vault_key_to_its_own_cookie_only() -> None:
    secret = draw(32)
    lent = lend(VAULT, "session-1", secret=secret, random=draw)
    assert take_lent(lent, "session-1", secret=secret) == VAULT
    with pytest.raises(DoesNotOpen):
        take_lent(lent, "session-2", secret=secret)
    with pytest.raises(DoesNotOpen):
        take_lent(lent, "session-1", secret=draw(32))


@pytest.mark.parametrize(("seconds", "passes"), [(0.15, 6), (0.3, 3), (3.0, 3)])
def test_tuned_cost_takes_the_passes_that_fill_the_time(seconds: float, passes: int) -> None:
    clock = ticks(0.0, 9.0, 10.0, 10.0 + seconds)  # the first try is slow, and not counted
    cost = tuned_cost(0.3, clock.__next__, memory_kib=64)
    assert cost == Cost(memory_kib=64, passes=passes, lanes=4)


@pytest.mark.parametrize("seconds", [0.0, 0.000001])
def test_tuned_cost_is_strong_and_no_more_than_a_slot_may_ask(seconds: float) -> None:
    cost = tuned_cost(0.3, ticks(0.0, seconds, 0.0, seconds).__next__)
    assert cost == Cost(memory_kib=STRONG_MEMORY_KIB, passes=64, lanes=4)
    assert cost.is_sane
    assert cost.is_strong


def test_tiny_cost_is_not_called_strong() -> None:
    assert not TINY.is_strong


def _with(slot: Slot, part: str, data: bytes) -> Slot:
    return replace(slot, **{part: data})  # type: ignore[arg-type]  # one part at a time


def _checksum_of(slot: Slot) -> bytes:
    from server.vault.slots import _checksum  # noqa: PLC0415 - what somebody hostile would compute

    return _checksum(slot)
