"""A key of one person, sealed under their password: `cost | salt | sealed`."""

from __future__ import annotations

import struct
from typing import Final

from server.vault.cipher import KEY_BYTES, OVERHEAD, Cipher, DoesNotOpen, Random, bound
from server.vault.cost import SALT_BYTES, Cost, stretch

_COST: Final = struct.Struct(">IHB")  # memory in KiB, passes, lanes
_SALT_AT: Final = _COST.size
_SEALED_AT: Final = _SALT_AT + SALT_BYTES
_LENGTH: Final = _SEALED_AT + KEY_BYTES + OVERHEAD


def seal_under_password(
    key: bytes, password: bytes, *, place: tuple[str, str], cost: Cost, random: Random
) -> bytes:
    """Seal 32 bytes under a password, stretched; `place` says what the key is, and whose."""
    head = _COST.pack(cost.memory_kib, cost.passes, cost.lanes) + random(SALT_BYTES)
    cipher = Cipher(stretch(password, head[_SALT_AT:], cost))
    return head + cipher.seal(key, bound(*place, head.hex()), random=random)


def open_under_password(sealed: bytes, password: bytes, *, place: tuple[str, str]) -> bytes:
    """Give back what was sealed for the same place.

    Raises:
        DoesNotOpen: when the password or the place is another one, or it was damaged.
    """
    if len(sealed) != _LENGTH:
        raise DoesNotOpen
    head = sealed[:_SEALED_AT]
    memory, passes, lanes = _COST.unpack_from(head)
    cost = Cost(memory_kib=memory, passes=passes, lanes=lanes)
    if not cost.is_sane:  # it would take the machine down
        raise DoesNotOpen
    cipher = Cipher(stretch(password, head[_SALT_AT:], cost))
    return cipher.open(sealed[_SEALED_AT:], bound(*place, head.hex()))
