"""The form keys: made here, their private halves kept in files that only their owner may read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from sqlalchemy import Connection

from server.errors import Code, Refused
from server.services.key_file import read_key_file
from server.storage import form_keys
from server.storage.work import UnitOfWork

BITS = 3072
_ACCEPTED_BITS = (2048, 3072, 4096)
_EXPONENT = 65537


@dataclass(frozen=True, slots=True, kw_only=True)
class FormKey:
    """The public half of a form key; `fingerprint` is the SHA-256 of its DER form in hex."""

    fingerprint: str
    public_der: bytes


def current_public(connection: Connection) -> FormKey | None:
    """Return the key that newly published forms carry, if there is one."""
    row = form_keys.current(connection)
    if row is None:
        return None
    return FormKey(fingerprint=row.fingerprint, public_der=row.public_der)


def ensure_current(work: UnitOfWork, data: Path, at: datetime, *, bits: int = BITS) -> FormKey:
    """Return the current key; the first time, make it."""
    form_keys.lock(work.connection)
    return current_public(work.connection) or add_key(
        work, data, rsa.generate_private_key(_EXPONENT, bits), at=at, actor="lespwa"
    )


def rotate(work: UnitOfWork, data: Path, at: datetime, *, actor: str) -> FormKey:
    """Make a new current key; forms carry it once they are published again."""
    form_keys.lock(work.connection)
    return add_key(work, data, rsa.generate_private_key(_EXPONENT, BITS), at=at, actor=actor)


def import_key(
    work: UnitOfWork, data: Path, key: RSAPrivateKey, *, at: datetime, actor: str
) -> FormKey:
    """Take over a private key made elsewhere; it becomes the current one only if there is none.

    Raises:
        Refused: KEY_UNUSABLE when its size is not one that ODK clients use.
    """
    if key.key_size not in _ACCEPTED_BITS:
        why = "it does not have 2048, 3072 or 4096 bits"
        raise Refused(Code.KEY_UNUSABLE, name="the file", why=why)
    form_keys.lock(work.connection)
    is_current = current_public(work.connection) is None
    return add_key(work, data, key, at=at, actor=actor, is_current=is_current)


def add_key(  # noqa: PLR0913 - the parts of one entry
    work: UnitOfWork,
    data: Path,
    key: RSAPrivateKey,
    *,
    at: datetime,
    actor: str,
    is_current: bool = True,
) -> FormKey:
    """Keep a private key in the data folder and its public half in the database."""
    public = public_half(key.public_key())
    # The file first: a key in the books whose file a crash prevented could never open anything.
    _write_private(data, public.fingerprint, key)
    if form_keys.add(
        work.connection, public.fingerprint, public.public_der, at=at, is_current=is_current
    ):
        work.note(actor, "key.added", public.fingerprint, is_current=is_current)
    return public


def public_half(key: RSAPublicKey) -> FormKey:
    """Return the public key as forms carry it, with its fingerprint."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return FormKey(fingerprint=sha256(der).hexdigest(), public_der=der)


@dataclass(slots=True)
class KeyRing:
    """The private keys in the data folder, each read once."""

    data: Path
    _read: dict[str, RSAPrivateKey] = field(default_factory=dict, init=False)
    _orders: dict[tuple[str, str | None], tuple[RSAPrivateKey, ...]] = field(
        default_factory=dict, init=False
    )

    def look_again(self) -> None:
        """Forget which keys there are; for a worker that runs while keys are added."""
        self._orders.clear()

    def for_form(
        self, connection: Connection, form_id: str, version: str | None
    ) -> tuple[RSAPrivateKey, ...]:
        """Return every key, the one of that form version first, then the newest first.

        Raises:
            Refused: NOT_SET_UP when no private key is here, KEY_UNUSABLE when a file is damaged.
        """
        name = (form_id, version)
        if name not in self._orders:
            found = self._load(form_keys.ordered(connection, form_id, version))
            if not found:
                raise Refused(Code.NOT_SET_UP, why="no private form key is in the data folder")
            self._orders[name] = found
        return self._orders[name]

    def _load(self, fingerprints: Iterable[str]) -> tuple[RSAPrivateKey, ...]:
        return tuple(key for each in fingerprints if (key := self._key(each)) is not None)

    def _key(self, fingerprint: str) -> RSAPrivateKey | None:
        if fingerprint not in self._read:
            file = private_file(self.data, fingerprint)
            if not file.exists():  # withdrawn from this machine: what it sealed stays unreadable
                return None
            self._read[fingerprint] = read_key_file(file, bytes)
        return self._read[fingerprint]


def private_file(data: Path, fingerprint: str) -> Path:
    """Return where the private half of a key lies."""
    return data / "keys" / f"{fingerprint}.pem"


def _write_private(data: Path, fingerprint: str, key: RSAPrivateKey) -> None:
    file = private_file(data, fingerprint)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unfinished = file.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
