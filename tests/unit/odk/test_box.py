"""A box gives back what was put in, and nothing at all when one bit of it changed."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from server.odk.box_format import SEGMENT_BYTES, TAG_BYTES, header_of
from server.odk.keys import read_private_key
from server.odk.seal import Reason, Unreadable, unbox
from server.odk.sealing import box

_PEM = (Path(__file__).parents[2] / "vectors/collect/private-key.pem").read_bytes()
_KEY = read_private_key(_PEM, name="the test key")
_PUBLIC = _KEY.public_key()
_WHOLE = SEGMENT_BYTES + TAG_BYTES
_CLEAR = os.urandom(2 * SEGMENT_BYTES + 100)
_HEADER, *_SEGMENTS = box(_PUBLIC, [_CLEAR])
_BOXED = b"".join([_HEADER, *_SEGMENTS])


def _cut(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def _reason(pieces: Iterable[bytes], key: RSAPrivateKey = _KEY) -> Reason:
    with pytest.raises(Unreadable) as caught:
        list(unbox([key], pieces))
    return caught.value.reason


@settings(max_examples=40, deadline=None)
@given(
    size=st.sampled_from([0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 200_000]),
    put=st.sampled_from([7, 4096, 1 << 20]),
    taken=st.sampled_from([5, 4096, 1 << 20]),
)
def test_box_gives_back_what_was_put_in(size: int, put: int, taken: int) -> None:
    clear = (b"0123456789abcdef" * (size // 16 + 1))[:size]
    boxed = b"".join(box(_PUBLIC, _cut(clear, max(put, size // 1000 + 1))))
    assert b"".join(unbox([_KEY], _cut(boxed, max(taken, len(boxed) // 1000)))) == clear


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(_BOXED) - 1) | st.integers(0, 300), bit=st.integers(0, 7))
def test_flipped_bit_in_a_box_is_noticed(at: int, bit: int) -> None:
    flipped = _BOXED[:at] + bytes([_BOXED[at] ^ (1 << bit)]) + _BOXED[at + 1 :]
    assert _reason([flipped]) in {Reason.BROKEN_SEAL, Reason.DAMAGED, Reason.WRONG_KEY}


@pytest.mark.parametrize("length", [0, 5, 14, 100])
def test_box_cut_in_its_header_is_damaged(length: int) -> None:
    assert _reason([_BOXED[:length]]) is Reason.DAMAGED


@pytest.mark.parametrize("lost", [1, 100 + TAG_BYTES, 101 + TAG_BYTES, 2 * SEGMENT_BYTES])
def test_box_cut_short_is_noticed(lost: int) -> None:
    assert _reason([_BOXED[:-lost]]) is Reason.BROKEN_SEAL


def test_segments_in_another_order_are_noticed() -> None:
    first, second, last = _SEGMENTS
    for order in ([second, first, last], [first, first, last], [first, last], [*_SEGMENTS, last]):
        assert _reason([_HEADER, *order]) is Reason.BROKEN_SEAL


def test_segment_of_another_box_is_noticed() -> None:
    _, other, *_ = box(_PUBLIC, [_CLEAR])
    assert _reason([_HEADER, other, *_SEGMENTS[1:]]) is Reason.BROKEN_SEAL


def test_box_under_another_header_is_noticed() -> None:
    header, *_ = box(_PUBLIC, [])
    assert _reason([header, *_SEGMENTS]) is Reason.BROKEN_SEAL


def test_anything_else_is_no_box() -> None:
    assert _reason([b"<data id='f'>" + bytes(400)]) is Reason.DAMAGED


@pytest.mark.requirement("R82")
def test_box_does_not_open_with_another_key() -> None:
    assert _reason([_BOXED], generate_private_key(65537, 2048)) is Reason.WRONG_KEY


def test_box_is_streamed() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(SEGMENT_BYTES)

    boxed = box(_PUBLIC, endless())
    opened = unbox([_KEY], boxed)
    assert [len(next(opened)) for _ in range(3)] == [SEGMENT_BYTES] * 3


def test_header_is_told_from_what_follows_it() -> None:
    assert header_of(_BOXED) == _HEADER
    assert header_of(_HEADER) == _HEADER


@pytest.mark.parametrize("start", [b"", _HEADER[:3], _HEADER[:14], _HEADER[:-1], b"?" + _BOXED])
def test_what_is_no_box_has_no_header(start: bytes) -> None:
    assert header_of(start) is None
