"""A private key in a file of one's own, with a passphrase or without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from exporters.landing import reason
from server.errors import Code, Refused

_SMALLEST = 2048
_LARGEST_FILE = 100_000


def read_key_file(pem: Path, passphrase: Callable[[], bytes]) -> RSAPrivateKey:
    """Read an RSA private key (PKCS#8 or PKCS#1), asking for its passphrase only if it has one.

    Raises:
        Refused: KEY_UNUSABLE, with the one reason.
    """
    try:
        with pem.open("rb") as file:
            text = file.read(_LARGEST_FILE)
    except OSError as error:
        raise _unusable(pem, reason(error, "it cannot be read")) from error
    if b"PRIVATE KEY" not in text:
        raise _unusable(pem, _what_it_is(text))
    key = _load(pem, text, passphrase)
    if not isinstance(key, RSAPrivateKey):
        raise _unusable(pem, "it is a private key, but not an RSA key")
    if key.key_size < _SMALLEST:
        raise _unusable(pem, f"it has only {key.key_size} bits, which is not safe")
    return key


def _load(pem: Path, text: bytes, passphrase: Callable[[], bytes]) -> object:
    try:
        # Encrypted PKCS#8 says so in its first line, encrypted PKCS#1 in a header.
        password = passphrase() if b"ENCRYPTED" in text else None
        return load_pem_private_key(text, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        why = "the passphrase is wrong or the file is damaged"
        damaged = "the file is damaged or of an unknown kind"
        raise _unusable(pem, why if b"ENCRYPTED" in text else damaged) from error


def _what_it_is(text: bytes) -> str:
    if b"PUBLIC KEY" in text or b"CERTIFICATE" in text:
        return "it holds the public key, which can only seal; the private key is needed"
    if text.startswith(b"\x30"):
        return "it is not in PEM form (text that begins with -----BEGIN PRIVATE KEY-----)"
    return "there is no private key in it"


def _unusable(pem: Path, why: str) -> Refused:
    return Refused(Code.KEY_UNUSABLE, name=str(pem), why=why)
