"""Open our own box (server.odk.box_format) with a private key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.odk.box_format import (
    LABEL,
    LENGTH_BYTES,
    MAGIC,
    SEGMENT_BYTES,
    TAG_BYTES,
    nonce,
    segments,
)
from server.odk.opened import Reason, Unreadable
from server.odk.seal_format import key_padding
from server.odk.unwrapping import unwrap


def unbox(keys: Sequence[RSAPrivateKey], chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what server.odk.sealing.box sealed; each piece is authentic when it is yielded.

    Raises:
        Unreadable: DAMAGED, WRONG_KEY or BROKEN_SEAL, possibly after some pieces.
    """
    stream = iter(chunks)
    header, wrapped, rest = _box_header(stream)
    yield from _segments(_content_key(wrapped, keys), header, chain([rest], stream))


def unbox_with(content_key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same, given what `box_key` returned once; raises as `unbox` does."""
    stream = iter(chunks)
    header, _, rest = _box_header(stream)
    yield from _segments(content_key, header, chain([rest], stream))


def box_key(keys: Sequence[RSAPrivateKey], chunks: Iterable[bytes]) -> bytes:
    """Return what opens a box, from its beginning.

    Raises:
        Unreadable: DAMAGED or WRONG_KEY.
    """
    _, wrapped, _ = _box_header(iter(chunks))
    return _content_key(wrapped, keys)


def _content_key(wrapped: bytes, keys: Sequence[RSAPrivateKey]) -> bytes:
    content_key, _ = unwrap(wrapped, keys, key_padding(LABEL))
    return content_key


def _segments(content_key: bytes, header: bytes, stream: Iterable[bytes]) -> Iterator[bytes]:
    cipher = AESGCM(content_key)
    size = SEGMENT_BYTES + TAG_BYTES
    for number, (piece, is_last) in enumerate(segments(stream, size)):
        try:
            clear = cipher.decrypt(nonce(number, is_last=is_last), piece, header)
        except InvalidTag:
            raise Unreadable(Reason.BROKEN_SEAL) from None
        yield clear


def _box_header(stream: Iterator[bytes]) -> tuple[bytes, bytes, bytes]:
    """Return a box's header, the wrapped key in it, and what was read beyond it."""
    start = len(MAGIC) + LENGTH_BYTES
    read = _at_least(stream, b"", start)
    if not read.startswith(MAGIC):
        raise Unreadable(Reason.DAMAGED)
    end = start + int.from_bytes(read[len(MAGIC) : start], "big")
    read = _at_least(stream, read, end)
    return read[:end], read[start:end], read[end:]


def _at_least(stream: Iterator[bytes], read: bytes, size: int) -> bytes:
    while len(read) < size:
        try:
            read += next(stream)
        except StopIteration:
            raise Unreadable(Reason.DAMAGED) from None
    return read
