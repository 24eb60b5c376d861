"""The body of one request while it arrives: a little memory, then a sealed file, within bounds.

It may be clear text, so it never lies on a disk as it came: the file has no name and is encrypted
under a key that lives in this process's memory for as long as the request does.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from werkzeug.exceptions import ClientDisconnected

from server.errors import Code, Refused
from server.web.intake.body import megabytes
from server.web.intake.sealed_file import SealedFile
from server.web.serving.room import Room

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

IN_MEMORY: Final = 128 * 1024  # bytes of one body; as many connections as there may be hold so much
_STEP: Final = 1024 * 1024  # of room, reserved at a time


class ArrivingBody:
    """Takes the pieces as they come, for waitress' receivers; what is too much is dropped.

    A body that cannot be kept is still heard out, for a client that meets a closed connection in
    the middle of sending reports a broken network instead of the refusal, and tries for ever.
    """

    def __init__(self, room: Room, network: str, longest: int) -> None:
        self._room, self._network, self._longest = room, network, longest
        self._memory = bytearray()
        self._file: SealedFile | None = None
        self._reserved = 0
        self._trouble: Exception | None = None
        self.size = 0  # of everything that came

    def __len__(self) -> int:
        return self.size

    def append(self, data: bytes) -> None:
        """Keep a piece, if nothing stands against it."""
        self.size += len(data)
        if self.size > self._longest:
            self.drop(Refused(Code.TOO_LARGE, limit=megabytes(self._longest)))
        if self._trouble is not None:
            return
        try:
            self._keep(data)
        except Refused as full:
            self.drop(full)

    def cut(self) -> None:
        """Note that the rest will never come."""
        self.drop(ClientDisconnected())

    def drop(self, trouble: Exception) -> None:
        """Forget what came; whoever reads the body is told why. The first reason stands."""
        self._trouble = self._trouble or trouble
        self._forget()

    def getfile(self) -> IO[bytes]:
        """Return the body as the application reads it."""
        if self._trouble is not None:
            return io.BufferedReader(_Pieces(_trouble(self._trouble)))
        if self._file is None:
            return io.BytesIO(self._memory)
        return io.BufferedReader(_Pieces(self._file.read(0, self.size)))

    def getbuf(self) -> ArrivingBody:
        """Return what is to be closed."""
        return self

    def close(self) -> None:
        """Give everything back."""
        self._forget()

    def _keep(self, data: bytes) -> None:
        if self._file is None and self.size <= IN_MEMORY:
            self._memory += data
            return
        while self._reserved < self.size:
            if not self._room.take(self._network, _STEP):
                raise Refused(Code.BUSY)
            self._reserved += _STEP
        if self._file is None:
            self._file = SealedFile()
            self._file.append(bytes(self._memory))
            self._memory = bytearray()
        self._file.append(data)

    def _forget(self) -> None:
        self._memory = bytearray()
        if self._file is not None:
            self._file.close()
            self._file = None
        self._room.give_back(self._network, self._reserved)
        self._reserved = 0


class _Pieces(io.RawIOBase):
    """A stream of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, room: WriteableBuffer) -> int:
        view = memoryview(room)
        self._rest = self._rest or next(self._pieces, b"")
        size = min(len(view), len(self._rest))
        view[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def _trouble(trouble: Exception) -> Iterator[bytes]:
    yield from ()
    raise trouble
