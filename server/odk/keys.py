"""RSA form keys as text: the public half as a form carries it, the private half as a PEM file."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from server.errors import Code, Refused


def public_der(key: RSAPublicKey) -> bytes:
    """Return the key as DER SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_text(key: RSAPublicKey) -> str:
    """Return the key as a form's base64RsaPublicKey: its DER in base64, unbroken."""
    return b64encode(public_der(key)).decode()


def fingerprint(key: RSAPublicKey) -> str:
    """Return the SHA-256 of the key's DER in hexadecimal."""
    return sha256(public_der(key)).hexdigest()


def read_public_key(der: bytes, *, name: str) -> RSAPublicKey:
    """Read a public key from DER; `name` is what a refusal calls it.

    Raises:
        Refused: KEY_UNUSABLE with the reason.
    """
    try:
        key = load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise Refused(Code.KEY_UNUSABLE, name=name, why="it is not a public key") from None
    if not isinstance(key, RSAPublicKey):
        raise Refused(Code.KEY_UNUSABLE, name=name, why="it is not an RSA key")
    return key


def read_private_key(pem: bytes, *, name: str, password: bytes | None = None) -> RSAPrivateKey:
    """Read a private key from PEM; `name` is what a refusal calls it.

    Raises:
        Refused: KEY_UNUSABLE with the reason.
    """
    try:
        key = load_pem_private_key(pem, password)
    except TypeError:
        why = "it needs a password" if password is None else "it has no password"
        raise Refused(Code.KEY_UNUSABLE, name=name, why=why) from None
    except (ValueError, UnsupportedAlgorithm):
        why = "it is not a PEM file with a private key, or the password is wrong"
        raise Refused(Code.KEY_UNUSABLE, name=name, why=why) from None
    if not isinstance(key, RSAPrivateKey):
        raise Refused(Code.KEY_UNUSABLE, name=name, why="it is not an RSA key")
    return key
