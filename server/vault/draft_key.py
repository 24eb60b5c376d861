"""The draft key of a person: kept under their password, and for a session under its cookie.

It has nothing to do with the vault: whoever holds the vault key cannot open a draft, nor can
anybody without the owner's password, or their open browser.
"""

from __future__ import annotations

from typing import Final

from server.vault.cipher import KEY_BYTES, Cipher, Random, bound
from server.vault.cost import Cost
from server.vault.keys import DraftKey
from server.vault.under_password import open_under_password, seal_under_password

_PURPOSE: Final = "draft key"
_SESSION: Final = "draft key of a session"


def new_draft_key(random: Random) -> DraftKey:
    """Make a draft key for somebody who has none, or whose old one no longer opens."""
    return DraftKey(secret=random(KEY_BYTES))


def seal_draft_key(
    key: DraftKey, secret: bytes, *, owner: str, cost: Cost, random: Random
) -> bytes:
    """Seal a draft key under its owner's password, stretched."""
    place = (_PURPOSE, owner)
    return seal_under_password(key.secret, secret, place=place, cost=cost, random=random)


def open_draft_key(sealed: bytes, secret: bytes, *, owner: str) -> DraftKey:
    """Give back a draft key.

    Raises:
        DoesNotOpen: when the password or the owner is another one, or it was damaged.
    """
    return DraftKey(secret=open_under_password(sealed, secret, place=(_PURPOSE, owner)))


def lend_drafts(key: DraftKey, session: str, *, secret: bytes, random: Random) -> bytes:
    """Seal a draft key for one session, under the 32 random bytes that only its cookie holds."""
    return Cipher(secret).seal(key.secret, bound(_SESSION, session), random=random)


def take_lent_drafts(sealed: bytes, session: str, *, secret: bytes) -> DraftKey:
    """Give back the draft key of a session.

    Raises:
        DoesNotOpen: when the secret or the session is another one.
    """
    return DraftKey(secret=Cipher(secret).open(sealed, bound(_SESSION, session)))
