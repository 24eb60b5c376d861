"""Use a private key: the only place where one is, so that what must not open cannot."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.padding import OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.odk.opened import Reason, Unreadable
from server.odk.seal_format import KEY_BYTES


def unwrap(wrapped: bytes, keys: Sequence[RSAPrivateKey], padding: OAEP) -> tuple[bytes, int]:
    """Return the content key, and which of `keys` (tried in the order given) unwrapped it.

    Raises:
        Unreadable: WRONG_KEY, or DAMAGED when what was wrapped is no content key.
    """
    for index, key in enumerate(keys):
        content_key = _opened(wrapped, key, padding)
        if content_key is None:
            continue
        if len(content_key) != KEY_BYTES:
            raise Unreadable(Reason.DAMAGED)
        return content_key, index
    raise Unreadable(Reason.WRONG_KEY)


def open_signature(signature: bytes, key: RSAPrivateKey, padding: OAEP) -> bytes:
    """Return the digest that was signed.

    Raises:
        Unreadable: BROKEN_SEAL, when it was damaged or made for another key.
    """
    digest = _opened(signature, key, padding)
    if digest is None:
        raise Unreadable(Reason.BROKEN_SEAL)
    return digest


def _opened(secret: bytes, key: RSAPrivateKey, padding: OAEP) -> bytes | None:
    if len(secret) * 8 != key.key_size:
        return None
    try:
        return key.decrypt(secret, padding)
    except ValueError:
        return None
