"""The draft key of a person: kept under their password, and for a session under its cookie.

It has nothing to do with the vault: whoever holds the vault key cannot open a draft, nor can
anybody without the owner's password, or their open browser.
"""

from __future__ import annotations

import struct
from typing import Final

from server.vault.cipher import KEY_BYTES, OVERHEAD, Cipher, DoesNotOpen, Random, bound
from server.vault.cost import SALT_BYTES, Cost, stretch
from server.vault.keys import DraftKey

_COST: Final = struct.Struct(">IHB")  # memory in KiB, passes, lanes
_SALT_AT: Final = _COST.size
_SEALED_AT: Final = _SALT_AT + SALT_BYTES
_LENGTH: Final = _SEALED_AT + KEY_BYTES + OVERHEAD
_SESSION: Final = "draft key of a session"


def new_draft_key(random: Random) -> DraftKey:
    """Make a draft key for somebody who has none, or whose old one no longer opens."""
    return DraftKey(secret=random(KEY_BYTES))


def seal_draft_key(
    key: DraftKey, secret: bytes, *, owner: str, cost: Cost, random: Random
) -> bytes:
    """Seal a draft key under its owner's password, stretched: `cost | salt | sealed`."""
    head = _COST.pack(cost.memory_kib, cost.passes, cost.lanes) + random(SALT_BYTES)
    cipher = Cipher(stretch(secret, head[_SALT_AT:], cost))
    return head + cipher.seal(key.secret, _place(owner, head), random=random)


def open_draft_key(sealed: bytes, secret: bytes, *, owner: str) -> DraftKey:
    """Give back a draft key.

    Raises:
        DoesNotOpen: when the password or the owner is another one, or it was damaged.
    """
    if len(sealed) != _LENGTH:
        raise DoesNotOpen
    head = sealed[:_SEALED_AT]
    memory, passes, lanes = _COST.unpack_from(head)
    cost = Cost(memory_kib=memory, passes=passes, lanes=lanes)
    if not cost.is_sane:  # it would take the machine down
        raise DoesNotOpen
    cipher = Cipher(stretch(secret, head[_SALT_AT:], cost))
    return DraftKey(secret=cipher.open(sealed[_SEALED_AT:], _place(owner, head)))


def lend_drafts(key: DraftKey, session: str, *, secret: bytes, random: Random) -> bytes:
    """Seal a draft key for one session, under the 32 random bytes that only its cookie holds."""
    return Cipher(secret).seal(key.secret, bound(_SESSION, session), random=random)


def take_lent_drafts(sealed: bytes, session: str, *, secret: bytes) -> DraftKey:
    """Give back the draft key of a session.

    Raises:
        DoesNotOpen: when the secret or the session is another one.
    """
    return DraftKey(secret=Cipher(secret).open(sealed, bound(_SESSION, session)))


def _place(owner: str, head: bytes) -> bytes:
    return bound("draft key", owner, head.hex())
