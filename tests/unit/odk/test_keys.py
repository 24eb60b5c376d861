"""Keys are read or refused with the reason."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from server.errors import Code, Refused
from server.odk.keys import (
    fingerprint,
    public_der,
    public_text,
    read_private_key,
    read_public_key,
)

_COLLECT = Path(__file__).parents[2] / "vectors" / "collect"
_PEM = (_COLLECT / "private-key.pem").read_bytes()
_KEY = read_private_key(_PEM, name="a.pem")
_OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))


def _pem(protection: KeySerializationEncryption) -> bytes:
    return _KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)


def _why(pem: bytes, password: bytes | None = None) -> str:
    with pytest.raises(Refused, match=r"The key in a\.pem cannot be used") as caught:
        read_private_key(pem, name="a.pem", password=password)
    assert caught.value.code is Code.KEY_UNUSABLE
    return caught.value.words["why"]


def test_public_text_is_what_a_form_carries() -> None:
    form = (_COLLECT / "form.xml").read_text()
    assert f'base64RsaPublicKey="{public_text(_KEY.public_key())}"' in form


def test_public_key_is_read_from_der() -> None:
    der = b64decode(public_text(_KEY.public_key()))
    key = read_public_key(der, name="form")
    assert public_der(key) == der
    assert fingerprint(key) == sha256(der).hexdigest()


@pytest.mark.parametrize("der", [b"", b"nonsense", _PEM])
def test_public_key_that_is_none_is_refused(der: bytes) -> None:
    with pytest.raises(Refused, match="it is not a public key"):
        read_public_key(der, name="form")


def test_public_key_of_another_kind_is_refused() -> None:
    der = _OTHER.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(Refused, match="it is not an RSA key"):
        read_public_key(der, name="form")


def test_private_key_with_password_is_read() -> None:
    pem = _pem(BestAvailableEncryption(b"correct horse"))
    assert read_private_key(pem, name="a.pem", password=b"correct horse").key_size == 2048


def test_private_key_without_its_password_is_refused() -> None:
    pem = _pem(BestAvailableEncryption(b"correct horse"))
    assert _why(pem) == "it needs a password"
    assert "the password is wrong" in _why(pem, b"wrong")


def test_password_for_an_open_key_is_refused() -> None:
    assert _why(_pem(NoEncryption()), b"needless") == "it has no password"


@pytest.mark.parametrize("pem", [b"", b"nonsense", _PEM[:400]])
def test_private_key_that_is_none_is_refused(pem: bytes) -> None:
    assert "not a PEM file" in _why(pem)


def test_private_key_of_another_kind_is_refused() -> None:
    pem = _OTHER.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert _why(pem) == "it is not an RSA key"
