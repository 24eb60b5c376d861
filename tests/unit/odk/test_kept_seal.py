"""What a seal gave opens its files again, and only as what was verified."""

from __future__ import annotations

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from server.odk.kept_seal import KeptFile, KeptSeal, read_kept_seal
from server.odk.opened import Reason, SignatureState, Unreadable
from server.odk.seal_format import file_cipher
from server.odk.sealing import box
from server.odk.unboxing import box_key

_KEY = b"k" * 32
_FILES = st.builds(
    KeptFile,
    name=st.text(),
    key=st.binary(min_size=32, max_size=32),
    digest=st.none() | st.binary(min_size=32, max_size=32),
)


def _sealed(content: bytes, position: int) -> bytes:
    filling = 16 - len(content) % 16
    encryptor = file_cipher("uuid:1", _KEY, position).encryptor()
    return encryptor.update(content + bytes([filling]) * filling)


def _seal(*contents: bytes) -> KeptSeal:
    files = [KeptFile(name="", key=_KEY, digest=sha256(each).digest()) for each in contents]
    return KeptSeal(signature=SignatureState.VALID, instance_id="uuid:1", files=tuple(files))


@given(
    signature=st.none() | st.sampled_from(SignatureState),
    instance_id=st.text(),
    files=st.lists(_FILES, min_size=1).map(tuple),
)
def test_kept_seal_is_read_as_it_was_written(
    signature: SignatureState | None, instance_id: str, files: tuple[KeptFile, ...]
) -> None:
    seal = KeptSeal(signature=signature, instance_id=instance_id, files=files)
    assert read_kept_seal(seal.as_bytes()) == seal
    assert seal.attachments == files[:-1]


@given(st.lists(st.binary(), min_size=1, max_size=20))
def test_every_file_opens_again(contents: list[bytes]) -> None:
    seal = _seal(*contents)
    for at, content in enumerate(contents):
        assert b"".join(seal.open_file(at, [_sealed(content, at)])) == content


def test_file_that_is_not_what_was_verified_is_refused() -> None:
    opening = _seal(b"a picture").open_file(0, [_sealed(b"a forgery", 0)])
    with pytest.raises(Unreadable) as caught:
        b"".join(opening)
    assert caught.value.reason is Reason.BROKEN_SEAL


def test_box_opens_with_the_key_it_gave() -> None:
    private = rsa.generate_private_key(65537, 2048)
    boxed = b"".join(box(private.public_key(), [b"in ", b"clear"]))
    file = KeptFile(name="a", key=box_key([private], [boxed]))
    seal = KeptSeal(signature=None, instance_id="", files=(file,))
    assert b"".join(seal.open_file(0, [boxed])) == b"in clear"
