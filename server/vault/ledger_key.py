"""The proof that a key ledger was written with this vault open: a MAC under a key of its own."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.vault.keys import VaultKey

_MAC_LABEL: Final = b"lespwa key ledger: proof"
_NAME_LABEL: Final = b"lespwa key ledger: name of the system"
_MAC_KEY_BYTES: Final = 32
_NAME_BYTES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerKey:
    """What a ledger is proved with; `system` tells ledgers of one vault from another's.

    Both are derived from the vault key (RFC 5869), which neither gives away.
    """

    secret: bytes = field(repr=False)
    system: str

    def proof(self) -> hmac.HMAC:
        """Begin the proof of one ledger (HMAC with SHA-256)."""
        return hmac.new(self.secret, digestmod="sha256")


def ledger_key(vault_key: VaultKey) -> LedgerKey:
    """Derive the key of a vault's ledgers."""
    return LedgerKey(
        secret=_derived(vault_key, _MAC_LABEL, _MAC_KEY_BYTES),
        system=_derived(vault_key, _NAME_LABEL, _NAME_BYTES).hex(),
    )


def _derived(vault_key: VaultKey, label: bytes, size: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=label).derive(vault_key.secret)
