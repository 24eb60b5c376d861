"""Open one file of a sealed submission with its content key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from server.odk.opened import Reason, Unreadable
from server.odk.seal_format import BLOCK_BYTES, file_cipher


def unseal_file(
    instance_id: str, content_key: bytes, *, position: int, chunks: Iterable[bytes]
) -> Iterator[bytes]:
    """Yield the file at that place of the envelope in clear.

    Its padding is checked, which tells little: whether it is what was sent, only a digest tells.

    Raises:
        Unreadable: at the end, DAMAGED when cut short, BROKEN_SEAL when the padding is wrong.
    """

    def refuse(reason: Reason) -> None:
        raise Unreadable(reason)

    return unseal_as_it_is(
        instance_id, content_key, position=position, chunks=chunks, on_fault=refuse
    )


def unseal_as_it_is(
    instance_id: str,
    content_key: bytes,
    *,
    position: int,
    chunks: Iterable[bytes],
    on_fault: Callable[[Reason], object],
) -> Iterator[bytes]:
    """Yield the file as far as it can be read; its end stays as it is where that is damaged.

    `on_fault` is told at the end: DAMAGED when it was cut short, BROKEN_SEAL when the padding is
    wrong.
    """
    decryptor = file_cipher(instance_id, content_key, position).decryptor()
    held, size = b"", 0
    for chunk in chunks:
        size += len(chunk)
        clear = held + decryptor.update(chunk)
        held = clear[-BLOCK_BYTES:]
        yield clear[:-BLOCK_BYTES]
    if size == 0 or size % BLOCK_BYTES:
        on_fault(Reason.DAMAGED)
        yield held
        return
    last = _unpadded(held)
    if last is None:
        on_fault(Reason.BROKEN_SEAL)
    yield held if last is None else last


def _unpadded(block: bytes) -> bytes | None:
    """Strip PKCS#7 padding, wrong when the vector or the block is, as with a file out of order."""
    length = block[-1]
    if not 1 <= length <= BLOCK_BYTES or block[-length:] != bytes([length]) * length:
        return None
    return block[:-length]
