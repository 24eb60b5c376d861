"""A private key is read from its file, or one sentence says why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from server.errors import Code, Refused
from server.services.trust.key_file import read_key_file
from tests.simulators.office import small_key

PHRASE = b"an invented phrase"


def written(key: PrivateKeyTypes, encoding: Encoding, *, is_locked: bool = False) -> bytes:
    lock = BestAvailableEncryption(PHRASE) if is_locked else NoEncryption()
    return key.private_bytes(encoding, PrivateFormat.PKCS8, lock)


def read(folder: Path, text: bytes, phrase: bytes = PHRASE) -> rsa.RSAPrivateKey:
    file = folder / "form.pem"
    file.write_bytes(text)
    return read_key_file(file, lambda: phrase)


@pytest.mark.parametrize("is_locked", [True, False])
def test_key_is_read_with_a_passphrase_and_without(tmp_path: Path, *, is_locked: bool) -> None:
    found = read(tmp_path, written(small_key(), Encoding.PEM, is_locked=is_locked))
    assert found.private_numbers() == small_key().private_numbers()


def test_passphrase_is_asked_for_only_if_there_is_one(tmp_path: Path) -> None:
    def asked() -> bytes:
        raise AssertionError

    file = tmp_path / "form.pem"
    file.write_bytes(written(small_key(), Encoding.PEM))
    assert read_key_file(file, asked).key_size == 2048


def test_wrong_passphrase_is_told_from_a_damaged_file(tmp_path: Path) -> None:
    locked = written(small_key(), Encoding.PEM, is_locked=True)
    with pytest.raises(Refused, match="passphrase is wrong or the file is damaged"):
        read(tmp_path, locked, b"another")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "there is no private key in it"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n", "the file is damaged or of an unknown kind"),
        (written(small_key(), Encoding.DER), "it is not in PEM form"),
        (written(ec.generate_private_key(ec.SECP256R1()), Encoding.PEM), "not an RSA key"),
        (written(rsa.generate_private_key(65537, 1024), Encoding.PEM), "only 1024 bits"),  # noqa: S505 - to be refused
        (
            small_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
            "the public key, which can only seal",
        ),
    ],
    ids=["empty", "damaged", "der", "ec", "short", "public"],
)
def test_what_is_no_usable_key_says_what_it_is(tmp_path: Path, text: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        read(tmp_path, text)
    assert refused.value.code is Code.KEY_UNUSABLE


def test_a_key_file_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is a directory"):
        read_key_file(tmp_path, lambda: b"")
