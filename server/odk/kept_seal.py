"""What opening a seal gave, kept so that no private key is needed to open it again.

It holds the content key of every file, so it is itself only ever kept sealed.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from server.odk.opened import Reason, SignatureState, Unreadable
from server.odk.unboxing import unbox_with
from server.odk.unsealing import unseal_as_it_is, unseal_file


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file: its name in clear, what opens it, and the SHA-256 of what was verified.

    A file in a box of our own has no digest: its box proves itself.
    """

    name: str
    key: bytes = field(repr=False)
    digest: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSeal:
    """The files in the order they were sealed, the filled form last.

    `signature` is None when nothing was sealed but by us. `instance_id` is the envelope's own,
    from which the vectors follow.
    """

    signature: SignatureState | None
    instance_id: str
    files: tuple[KeptFile, ...]

    @property
    def attachments(self) -> tuple[KeptFile, ...]:
        """All files but the filled form."""
        return self.files[:-1]

    def as_bytes(self) -> bytes:
        """Write it, to be sealed."""
        files = [
            [each.name, _written(each.key), each.digest and _written(each.digest)]
            for each in self.files
        ]
        return json.dumps([self.signature, self.instance_id, files]).encode()

    def open_file(self, position: int, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Yield one file in clear; only what comes to its end without an error is to be believed.

        Raises:
            Unreadable: DAMAGED or BROKEN_SEAL, possibly at the end.
        """
        file = self.files[position]
        if file.digest is None:
            return unbox_with(file.key, chunks)
        if self.signature is SignatureState.BROKEN:
            clear = unseal_as_it_is(
                self.instance_id,
                file.key,
                position=position,
                chunks=chunks,
                on_fault=lambda _: None,  # a person accepted it as it is
            )
        else:
            clear = unseal_file(self.instance_id, file.key, position=position, chunks=chunks)
        return _checked(clear, file.digest)


def read_kept_seal(data: bytes) -> KeptSeal:
    """Read what `as_bytes` wrote; it was sealed, so it is what was written."""
    signature, instance_id, files = json.loads(data)
    return KeptSeal(
        signature=signature and SignatureState(signature),
        instance_id=instance_id,
        files=tuple(
            KeptFile(name=name, key=b64decode(key), digest=digest and b64decode(digest))
            for name, key, digest in files
        ),
    )


def _written(secret: bytes) -> str:
    return b64encode(secret).decode()


def _checked(clear: Iterable[bytes], expected: bytes) -> Iterator[bytes]:
    digest = sha256()
    for piece in clear:
        digest.update(piece)
        yield piece
    if not hmac.compare_digest(digest.digest(), expected):
        raise Unreadable(Reason.BROKEN_SEAL)
