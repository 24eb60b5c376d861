"""A place for rows until their turn comes: memory first, then a nameless encrypted file.

The key lives in this process's memory only, so that what is left on the disk by a power cut is
noise.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

IN_MEMORY = 64 * 1024
PIECE = 256 * 1024
_KEY_BYTES = 32
_BLOCK_BYTES = 16


class SealedSpool:
    """Bytes that are written once, then read back from the start; they never lie on disk clear."""

    def __init__(self, folder: Path, random: Callable[[int], bytes] = os.urandom) -> None:
        self._folder = folder
        # A key used once, for one file: the counter may begin anywhere.
        self._cipher = Cipher(AES256(random(_KEY_BYTES)), CTR(random(_BLOCK_BYTES)))
        self._encryptor = self._cipher.encryptor()
        self._held = bytearray()
        self._file: IO[bytes] | None = None

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        self._held += data
        if len(self._held) >= IN_MEMORY:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - see close
            self._file.write(self._encryptor.update(self._held))
            self._held.clear()

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes, in order."""
        if self._file is not None:
            decryptor = self._cipher.decryptor()
            self._file.seek(0)
            while piece := self._file.read(PIECE):
                yield decryptor.update(piece)
        yield bytes(self._held)

    def close(self) -> None:
        """Forget everything and give the space back."""
        self._held.clear()
        if self._file is not None:
            self._file.close()
