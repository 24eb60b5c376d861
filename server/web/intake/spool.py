"""A place for the parts of an upload until they are stored: memory first, then a sealed file.

What a tablet sends may be clear text (a photograph beside a form without a key), so nothing is
ever written to disk as it came: the file has no name, and its bytes are encrypted under a key
that lives in this process's memory for the length of one request.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from threading import Lock
from types import TracebackType
from typing import Self

from server.web.intake.sealed_file import SealedFile

IN_MEMORY = 128 * 1024  # bytes of one part that stay in memory


class Budget:
    """How many bytes all uploads of this process may hold in memory together."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._lock = Lock()

    def take(self, size: int) -> bool:
        """Reserve bytes; False when there are not so many left."""
        with self._lock:
            if size > self._left:
                return False
            self._left -= size
            return True

    def give_back(self, size: int) -> None:
        """Free bytes reserved earlier."""
        with self._lock:
            self._left += size


class Spool:
    """Holds the parts of one upload; everything is gone when the `with` block ends."""

    def __init__(self, budget: Budget, random: Callable[[int], bytes] = os.urandom) -> None:
        self._budget = budget
        self._random = random
        self._file: SealedFile | None = None
        self._reserved = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._budget.give_back(self._reserved)
        self._reserved = 0
        if self._file is not None:
            self._file.close()

    def new_part(self) -> Part:
        """Start the next part; the parts of one upload are written one after the other."""
        return Part(self)

    def reserve(self, size: int) -> bool:
        """Reserve memory for a part's bytes until the upload ends."""
        is_granted = self._budget.take(size)
        self._reserved += size if is_granted else 0
        return is_granted

    def release(self, size: int) -> None:
        """Give back memory that a part no longer needs."""
        self._budget.give_back(size)
        self._reserved -= size

    def file(self) -> SealedFile:
        """Return the upload's file, made when the first part outgrows memory."""
        if self._file is None:
            self._file = SealedFile(self._random)
        return self._file


class Part:
    """The bytes of one part, hashed as they arrive."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._hash = sha256()
        self._pieces: list[bytes] = []
        self._start: int | None = None  # where in the file the part lies, once it is there
        self.size = 0

    def write(self, data: bytes) -> None:
        """Add bytes at the end of the part."""
        self._hash.update(data)
        self.size += len(data)
        if self._start is None and self.size <= IN_MEMORY and self._spool.reserve(len(data)):
            self._pieces.append(data)
            return
        file = self._spool.file()
        if self._start is None:
            self._start = file.end
            self._move_to(file)
        file.append(data)

    def _move_to(self, file: SealedFile) -> None:
        for piece in self._pieces:
            file.append(piece)
            self._spool.release(len(piece))
        self._pieces = []

    @property
    def sha256(self) -> str:
        """The hash of the bytes so far, in lower-case hex."""
        return self._hash.hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Yield the part's bytes from the start; may be called again."""
        if self._start is None:
            return iter(self._pieces)
        return self._spool.file().read(self._start, self.size)
