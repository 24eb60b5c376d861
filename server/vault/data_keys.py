"""Data keys, one for each submission, wrapped under the vault key."""

from __future__ import annotations

from typing import Final

from server.vault.cipher import KEY_BYTES, OVERHEAD, Cipher, Random, bound
from server.vault.keys import DataKey, VaultKey

__all__ = ["WRAPPED_BYTES", "DataKey", "Keyring", "new_data_key", "unwrap", "wrap"]

WRAPPED_BYTES: Final = OVERHEAD + KEY_BYTES
_PURPOSE: Final = "data key"


class Keyring:
    """Wraps and unwraps many data keys under one vault key, which it prepares once."""

    __slots__ = ("_cipher",)

    def __init__(self, vault_key: VaultKey) -> None:
        self._cipher = Cipher(vault_key.secret)

    def wrap(self, data_key: DataKey, owner_id: str, *, random: Random) -> bytes:
        """Wrap a data key for its owner (the id of a submission)."""
        return self._cipher.seal(data_key.secret, bound(_PURPOSE, owner_id), random=random)

    def unwrap(self, wrapped: bytes, owner_id: str) -> DataKey:
        """Unwrap a data key.

        Raises:
            DoesNotOpen: when it is damaged, another owner's, or of another vault.
        """
        return DataKey(secret=self._cipher.open(wrapped, bound(_PURPOSE, owner_id)))


def new_data_key(random: Random) -> DataKey:
    """Make a data key."""
    return DataKey(secret=random(KEY_BYTES))


def wrap(vault_key: VaultKey, data_key: DataKey, owner_id: str, *, random: Random) -> bytes:
    """Wrap one data key for its owner."""
    return Keyring(vault_key).wrap(data_key, owner_id, random=random)


def unwrap(vault_key: VaultKey, wrapped: bytes, owner_id: str) -> DataKey:
    """Unwrap one data key; see `Keyring.unwrap`."""
    return Keyring(vault_key).unwrap(wrapped, owner_id)
