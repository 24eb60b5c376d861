"""A nameless temporary file, encrypted under a key that lives in this process's memory only."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from typing import IO

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from server.errors import Code, Refused

PIECE = 256 * 1024  # bytes handed on at a time when it is read back
_BLOCK = 16
_KEY_BYTES = 32


class SealedFile:
    """Encrypted with AES-256 in counter mode, appended to only."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
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
        self._flush()
        block, into = divmod(start, _BLOCK)
        decryptor = self._cipher(block).decryptor()
        decryptor.update(bytes(into))
        while size:
            data = os.pread(self._file.fileno(), min(size, PIECE), start)
            if not data:
                raise Refused(Code.BUSY)  # the file was cut from outside
            yield decryptor.update(data)
            start, size = start + len(data), size - len(data)

    def _flush(self) -> None:
        try:
            self._file.flush()
        except OSError as problem:
            raise Refused(Code.BUSY) from problem

    def close(self) -> None:
        """Give the space back."""
        self._file.close()

    def _cipher(self, block: int) -> Cipher[CTR]:
        counter = (self._first_block + block) % (1 << 8 * _BLOCK)
        return Cipher(self._key, CTR(counter.to_bytes(_BLOCK, "big")))
