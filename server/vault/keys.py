"""The kinds of key: the vault key, data keys under it, and the two keys of a person."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from server.vault.cipher import KEY_BYTES, Cipher, Random, bound

_SESSION: Final = "vault key of a session"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Key:
    """32 bytes that no log, error or comparison gives away."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and hmac.compare_digest(
            self.secret, getattr(other, "secret", b"")
        )

    __hash__ = None  # type: ignore[assignment]  # a key is never looked up in a table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VaultKey(_Key):
    """The key under which form keys and data keys lie; itself it exists only in key slots."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DataKey(_Key):
    """The key of one submission's sealed fields and envelope; destroying it disposes of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DraftKey(_Key):
    """The key of one person's drafts; the browser seals with it what is not finished yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnKey(_Key):
    """The private half of one person's key pair; it opens the data keys they were given."""


def new_vault_key(random: Random) -> VaultKey:
    """Make a vault key; done once in the life of a system."""
    return VaultKey(secret=random(KEY_BYTES))


def lend(vault_key: VaultKey, session: str, *, secret: bytes, random: Random) -> bytes:
    """Seal the vault key for one signed-in session, under a secret only its cookie holds.

    `secret` is 32 random bytes, not a password: nothing slows down the guessing of it.
    """
    return Cipher(secret).seal(vault_key.secret, bound(_SESSION, session), random=random)


def take_lent(sealed: bytes, session: str, *, secret: bytes) -> VaultKey:
    """Give back the vault key of a session.

    Raises:
        DoesNotOpen: when the secret or the session is another one.
    """
    return VaultKey(secret=Cipher(secret).open(sealed, bound(_SESSION, session)))
