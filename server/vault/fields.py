"""Sealed values of the database, each bound to its table, row and column.

Text is filled up to whole blocks of 32 bytes before it is sealed: the length of a sealed code
("son", "employer") would otherwise tell which one it is.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from server.vault.cipher import Cipher, DoesNotOpen, Random, bound
from server.vault.keys import DataKey, VaultKey

__all__ = ["BLOCK_BYTES", "DoesNotOpen", "FieldSealer", "Place"]

BLOCK_BYTES: Final = 32
_END: Final = b"\x80"  # marks where the text ends, as in ISO/IEC 7816-4
_TEXT: Final = "text"
_BYTES: Final = "bytes"


class Place(NamedTuple):
    """Where a sealed value belongs; it opens nowhere else."""

    table: str
    row: str
    column: str


class FieldSealer:
    """Seals and opens values under one key: a data key, or the vault key for what has none."""

    __slots__ = ("_cipher", "_random")

    def __init__(self, key: DataKey | VaultKey, *, random: Random) -> None:
        self._cipher = Cipher(key.secret)
        self._random = random

    def seal(self, place: Place, text: str) -> bytes:
        """Seal a text; the empty text is a text too."""
        filled = text.encode("utf-8", "surrogatepass") + _END
        filled += bytes(-len(filled) % BLOCK_BYTES)
        return self._cipher.seal(filled, _bound(_TEXT, place), random=self._random)

    def open(self, place: Place, sealed: bytes) -> str:
        """Open a text.

        Raises:
            DoesNotOpen: when it is damaged, was sealed for another place or under another key.
        """
        filled = self._cipher.open(sealed, _bound(_TEXT, place))
        return filled[: filled.rindex(_END)].decode("utf-8", "surrogatepass")

    def seal_bytes(self, place: Place, data: bytes) -> bytes:
        """Seal bytes, such as an envelope or a private key; their length shows."""
        return self._cipher.seal(data, _bound(_BYTES, place), random=self._random)

    def open_bytes(self, place: Place, sealed: bytes) -> bytes:
        """Open bytes; see `open`."""
        return self._cipher.open(sealed, _bound(_BYTES, place))


def _bound(kind: str, place: Place) -> bytes:
    return bound(kind, place.table, place.row, place.column)
