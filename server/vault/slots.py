"""Key slots: the vault key, wrapped once for each secret that may open it.

A secret is stretched with Argon2id, and the vault key sealed under the result, bound to
everything else the slot says. A checksum over the slot's own bytes needs no secret, so a slot
damaged on disk is told from a wrong password. It is no proof against somebody who changes the
slot on purpose: to them every slot just says "wrong secret".
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from server.vault.cipher import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    VERSION,
    Cipher,
    DoesNotOpen,
    Random,
    bound,
)
from server.vault.cost import SALT_BYTES, Cost, stretch
from server.vault.keys import VaultKey

SHORTEST_SECRET: Final = 12  # bytes; every password, code and key file is longer
_WRAPPED_BYTES: Final = KEY_BYTES + TAG_BYTES
_ID_BYTES: Final = 16


class WrongSecret(Exception):  # noqa: N818 - names what happened
    """The secret does not open the slot."""


class DamagedSlot(Exception):  # noqa: N818 - names what happened
    """The slot is not as it was written; no secret can open it."""


class SlotKind(StrEnum):
    """Whose secret opens a slot."""

    CUSTODIAN = "custodian"
    RECOVERY = "recovery"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One way to the vault key; `owner` is the account of a custodian."""

    id: str
    kind: SlotKind
    owner: str | None
    salt: bytes = field(repr=False)
    cost: Cost
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    checksum: bytes = field(repr=False)


def seal_slot(  # noqa: PLR0913 - a slot is made of these
    vault_key: VaultKey,
    secret: bytes,
    *,
    kind: SlotKind,
    owner: str | None,
    cost: Cost,
    random: Random,
) -> Slot:
    """Wrap the vault key for one secret."""
    if len(secret) < SHORTEST_SECRET or not cost.is_sane:
        raise ValueError("a slot needs a secret of some length and a cost that can be paid")
    empty = _empty(kind, owner, cost=cost, random=random)
    sealed = Cipher(stretch(secret, empty.salt, cost)).seal(
        vault_key.secret, _terms(empty), random=lambda _: empty.nonce
    )
    return _summed(replace(empty, wrapped=sealed[1 + NONCE_BYTES :]))


def decoy_slot(cost: Cost, *, random: Random) -> Slot:
    """Make a slot that no secret opens, so that an unknown login takes as long as a wrong password.

    Making it costs nothing; opening it costs what a real slot costs.
    """
    empty = _empty(SlotKind.CUSTODIAN, None, cost=cost, random=random)
    return _summed(replace(empty, wrapped=random(_WRAPPED_BYTES)))


def open_slot(slot: Slot, secret: bytes) -> VaultKey:
    """Give back the vault key.

    Raises:
        DamagedSlot: before any work is done, when the slot cannot be what was written.
        WrongSecret: when the secret does not open it.
    """
    if not is_sound(slot):
        raise DamagedSlot
    cipher = Cipher(stretch(secret, slot.salt, slot.cost))
    try:
        return VaultKey(secret=cipher.open(VERSION + slot.nonce + slot.wrapped, _terms(slot)))
    except DoesNotOpen:
        raise WrongSecret from None


def is_sound(slot: Slot) -> bool:
    """Tell, without a secret, whether a slot is as it was written."""
    return (
        slot.cost.is_sane
        and len(slot.salt) == SALT_BYTES
        and len(slot.nonce) == NONCE_BYTES
        and len(slot.wrapped) == _WRAPPED_BYTES
        and hmac.compare_digest(slot.checksum, _checksum(slot))
    )


def _empty(kind: SlotKind, owner: str | None, *, cost: Cost, random: Random) -> Slot:
    return Slot(
        id=random(_ID_BYTES).hex(),
        kind=kind,
        owner=owner,
        salt=random(SALT_BYTES),
        cost=cost,
        nonce=random(NONCE_BYTES),
        wrapped=b"",
        checksum=b"",
    )


def _terms(slot: Slot) -> bytes:
    cost = slot.cost
    owner = () if slot.owner is None else (slot.owner,)  # nobody is not the owner named ""
    numbers = (str(cost.memory_kib), str(cost.passes), str(cost.lanes))
    return bound("key slot", slot.id, slot.kind, slot.salt.hex(), *numbers, *owner)


def _summed(slot: Slot) -> Slot:
    return replace(slot, checksum=_checksum(slot))


def _checksum(slot: Slot) -> bytes:
    return hashlib.sha256(_terms(slot) + slot.nonce + slot.wrapped).digest()
