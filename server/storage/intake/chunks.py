"""The bytes of received files: written and read in pieces, so that no file fills the memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, bindparam, select

from server.storage.bulk import run_for_each
from server.storage.tables import file_chunk

CHUNK = 1024 * 1024

_INSERT = file_chunk.insert()
_READ = (
    select(file_chunk.c.data)
    .where(file_chunk.c.file_id == bindparam("file_id"), file_chunk.c.seq == bindparam("seq"))
    .order_by(file_chunk.c.seq)
)


class ChunkWriter:
    """Writes the chunks of many files; small ones share a statement."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[dict[str, object]] = []
        self._held = 0

    def write(self, file_id: str, pieces: Iterable[bytes]) -> None:
        """Take one file's bytes; call `flush` after the last file."""
        for seq, data in enumerate(in_chunks(pieces)):
            self._rows.append({"file_id": file_id, "seq": seq, "data": data})
            self._held += len(data)
            if self._held >= CHUNK:
                self.flush()

    def flush(self) -> None:
        """Write what is still held back."""
        run_for_each(self._connection, _INSERT, self._rows)
        self._rows = []
        self._held = 0


def blank(connection: Connection, file_id: str, size: int) -> None:
    """Overwrite the first bytes of a file with zeros."""
    data = connection.scalar(_READ, {"file_id": file_id, "seq": 0}) or b""
    first = (file_chunk.c.file_id == file_id) & (file_chunk.c.seq == 0)
    connection.execute(file_chunk.update().where(first).values(data=bytes(size) + data[size:]))


def in_chunks(pieces: Iterable[bytes], size: int = CHUNK) -> Iterator[bytes]:
    """Yield the same bytes in chunks of `size`, the last one shorter."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def read_chunks(connection: Connection, file_id: str) -> Iterator[bytes]:
    """Yield a file's bytes as they were received, one chunk in memory at a time."""
    seq = 0
    # One statement a chunk: an open result would block the connection for the reader's other
    # questions, and most files are one chunk.
    while (data := connection.scalar(_READ, {"file_id": file_id, "seq": seq})) is not None:
        yield data
        if len(data) < CHUNK:
            return
        seq += 1
