"""A place for the parts of an upload until they are stored: memory first, then a sealed file.

What a tablet sends may be clear text (a photograph beside a form without a key), so nothing is
ever written to disk as it came: the file has no name, and its bytes are encrypted under a key
that lives in this process's memory for the length of one request.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from threading import Lock
from types import TracebackType
from typing import IO, Self

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from server.errors import Code, Refused

IN_MEMORY = 128 * 1024  # bytes of one part that stay in memory
PIECE = 256 * 1024  # bytes handed on at a time when a part is read back
_BLOCK = 16
_KEY_BYTES = 32


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
        self._file: _SealedFile | None = None
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

    def file(self) -> _SealedFile:
        """Return the upload's file, made when the first part outgrows memory."""
        if self._file is None:
            self._file = _SealedFile(self._random)
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

    def _move_to(self, file: _SealedFile) -> None:
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


class _SealedFile:
    """A nameless temporary file encrypted with AES-256 in counter mode, appended to only."""

    def __init__(self, random: Callable[[int], bytes]) -> None:
        self._key = AES256(random(_KEY_BYTES))
        self._first_block = int.from_bytes(random(_BLOCK), "big")
        self._encryptor = self._cipher(0).encryptor()
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.end = 0

    def append(self, data: bytes) -> None:
        """Encrypt and write bytes at the end."""
        try:
            self._file.write(self._encryptor.update(data))
        except OSError as problem:  # the disk is full: the tablet keeps the record and sends again
            raise Refused(Code.BUSY) from problem
        self.end += len(data)

    def read(self, start: int, size: int) -> Iterator[bytes]:
        """Yield the clear bytes of one stretch; each call keeps its own place."""
        block, into = divmod(start, _BLOCK)
        decryptor = self._cipher(block).decryptor()
        decryptor.update(bytes(into))
        self._file.flush()
        while size:
            data = os.pread(self._file.fileno(), min(size, PIECE), start)
            if not data:
                raise Refused(Code.BUSY)  # the file was cut from outside
            yield decryptor.update(data)
            start, size = start + len(data), size - len(data)

    def close(self) -> None:
        """Give the space back."""
        self._file.close()

    def _cipher(self, block: int) -> Cipher[CTR]:
        counter = (self._first_block + block) % (1 << 8 * _BLOCK)
        return Cipher(self._key, CTR(counter.to_bytes(_BLOCK, "big")))
