"""The one cipher of the vault: AES-256-GCM that binds each sealed value to where it belongs.

A sealed value is `version | nonce | ciphertext and tag`. The version and the names of its place
are authenticated with it, each name after its length, so that no two places read the same.
Nonces are 96 random bits; one key seals far fewer than the 2^32 values NIST SP 800-38D section
8.3 allows for such nonces.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
OVERHEAD: Final = 1 + NONCE_BYTES + TAG_BYTES
VERSION: Final = b"\x01"
_LENGTH_BYTES: Final = 4

Random = Callable[[int], bytes]


class DoesNotOpen(Exception):  # noqa: N818 - names what happened
    """A sealed value was damaged, moved from where it belongs, or sealed under another key."""


def bound(*names: str) -> bytes:
    """Return the bytes that bind a value to its names, whatever characters they hold."""
    return VERSION + b"".join(map(_measured, names))


@lru_cache(maxsize=1024)
def _measured(name: str) -> bytes:
    """Write a name after its length; tables and columns come again and again."""
    encoded = name.encode("utf-8", "surrogatepass")
    return len(encoded).to_bytes(_LENGTH_BYTES, "big") + encoded


class Cipher:
    """Seals and opens under one key of 32 bytes."""

    __slots__ = ("_aes",)

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._aes = AESGCM(key)

    def seal(self, data: bytes, place: bytes, *, random: Random) -> bytes:
        """Seal `data` for a place made by `bound`."""
        nonce = random(NONCE_BYTES)
        return VERSION + nonce + self._aes.encrypt(nonce, data, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Open what was sealed for the same place.

        Raises:
            DoesNotOpen: whatever the reason, which nobody without the key can know.
        """
        if len(sealed) < OVERHEAD or not sealed.startswith(VERSION):
            raise DoesNotOpen
        nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._aes.decrypt(nonce, rest, place)
        except InvalidTag:
            raise DoesNotOpen from None
