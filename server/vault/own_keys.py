"""The key pair of a person who is given cases: data keys are wrapped for it one by one.

The private half lies under its owner's password, and for a session under its cookie, as a draft
key does. To wrap a data key takes the public half alone, so its owner need not be there. A
wrapped key is `ephemeral public half | sealed`: X25519 (RFC 7748) with a key used once, HKDF with
SHA-256 (RFC 5869) over both public halves, then the cipher of the vault, bound to whose data the
key opens and to the account it was given to.
"""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.vault.cipher import KEY_BYTES, OVERHEAD, Cipher, DoesNotOpen, Random, bound
from server.vault.cost import Cost
from server.vault.keys import DataKey, OwnKey
from server.vault.under_password import open_under_password, seal_under_password

PUBLIC_BYTES: Final = 32
GIVEN_BYTES: Final = PUBLIC_BYTES + OVERHEAD + KEY_BYTES
_PURPOSE: Final = "own key"
_SESSION: Final = "own key of a session"
_GIVEN: Final = "given key"


def new_own_key(random: Random) -> OwnKey:
    """Make the private half of a key pair."""
    return OwnKey(secret=random(KEY_BYTES))


def public_half(key: OwnKey) -> bytes:
    """Return the half that everybody may know."""
    return _private(key.secret).public_key().public_bytes_raw()


def seal_own_key(key: OwnKey, secret: bytes, *, owner: str, cost: Cost, random: Random) -> bytes:
    """Seal the private half under its owner's password, stretched."""
    place = (_PURPOSE, owner)
    return seal_under_password(key.secret, secret, place=place, cost=cost, random=random)


def open_own_key(sealed: bytes, secret: bytes, *, owner: str) -> OwnKey:
    """Give back the private half.

    Raises:
        DoesNotOpen: when the password or the owner is another one, or it was damaged.
    """
    return OwnKey(secret=open_under_password(sealed, secret, place=(_PURPOSE, owner)))


def lend_own(key: OwnKey, session: str, *, secret: bytes, random: Random) -> bytes:
    """Seal the private half for one session, under 32 random bytes that only its cookie holds."""
    return Cipher(secret).seal(key.secret, bound(_SESSION, session), random=random)


def take_lent_own(sealed: bytes, session: str, *, secret: bytes) -> OwnKey:
    """Give back the private half of a session.

    Raises:
        DoesNotOpen: when the secret or the session is another one.
    """
    return OwnKey(secret=Cipher(secret).open(sealed, bound(_SESSION, session)))


def give_key(data_key: DataKey, owner_id: str, *, to: str, public: bytes, random: Random) -> bytes:
    """Wrap the data key of `owner_id` for the account `to`, whose public half this is.

    Raises:
        DoesNotOpen: when that is no public half, and nobody could open what was wrapped for it.
    """
    once = _private(random(KEY_BYTES))
    ephemeral = once.public_key().public_bytes_raw()
    cipher = _agreed(once, public, info=bound(_GIVEN, ephemeral.hex(), public.hex()))
    return ephemeral + cipher.seal(data_key.secret, bound(_GIVEN, owner_id, to), random=random)


def open_given(key: OwnKey, given: bytes, owner_id: str, *, to: str) -> DataKey:
    """Unwrap the data key of `owner_id`, as it was given to the account `to`.

    Raises:
        DoesNotOpen: when it is damaged, another owner's, or was given to somebody else.
    """
    if len(given) != GIVEN_BYTES:
        raise DoesNotOpen
    ephemeral, sealed = given[:PUBLIC_BYTES], given[PUBLIC_BYTES:]
    info = bound(_GIVEN, ephemeral.hex(), public_half(key).hex())
    cipher = _agreed(_private(key.secret), ephemeral, info=info)
    return DataKey(secret=cipher.open(sealed, bound(_GIVEN, owner_id, to)))


def _private(secret: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(secret)


def _agreed(private: X25519PrivateKey, public: bytes, *, info: bytes) -> Cipher:
    """Agree on a cipher with the other half of a pair."""
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:  # of another length, or a point that gives everybody the same secret
        raise DoesNotOpen from None
    return Cipher(HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared))
