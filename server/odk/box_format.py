"""The layout of our own box, in which clear text that arrives at the door is put at once.

    magic | length of wrapped key (2 bytes) | wrapped key | segment | segment | ... | last segment

The content key is wrapped with RSA-OAEP-SHA256 under a label of its own, so it can never pass for
the key of an envelope. Each segment is 64 KiB of clear text, the last one shorter or empty,
enciphered with AES-256-GCM; its nonce holds its number and whether it is the last, and the header
is bound to each. Nothing can be cut off, added, repeated, moved or changed unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

MAGIC = b"lespwa box 1\n"
LABEL = b"lespwa box 1"
LENGTH_BYTES = 2
SEGMENT_BYTES = 64 * 1024
TAG_BYTES = 16
_COUNTER_BYTES = 11


def header_of(start: bytes) -> bytes | None:
    """Return a box's header, from its first bytes; None when they are not those of a box."""
    before_key = len(MAGIC) + LENGTH_BYTES
    size = before_key + int.from_bytes(start[len(MAGIC) : before_key], "big")
    if not start.startswith(MAGIC) or len(start) < size:
        return None
    return start[:size]


def nonce(number: int, *, is_last: bool) -> bytes:
    """Return the 12 bytes of a segment's nonce; the key is fresh, so a counter cannot repeat."""
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes([is_last])


def segments(chunks: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Cut a stream into pieces of `size`, each with whether it is the last; there is always one."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > size:
            yield bytes(held[:size]), False
            del held[:size]
    yield bytes(held), True
