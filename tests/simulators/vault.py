"""An open vault whose key is always the same, for tests that are not about opening it."""

from __future__ import annotations

import secrets

from server.services.trust.vault import Vault
from server.vault.cipher import Random
from server.vault.keys import VaultKey

KEY = VaultKey(secret=bytes(range(32)))


def fixed_vault(random: Random = secrets.token_bytes) -> Vault:
    """Return the vault; every process that asks gets the same."""
    return Vault(key=KEY, random=random)
