"""The mark of a password: it changes whenever the password does, and tells nothing else."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from server.storage.trust import people as stored
from server.vault.cipher import bound


def mark_of(checksum: bytes | None, password_hash: str | None) -> str:
    """Return the mark of what a password is checked against: a key slot's checksum or a hash."""
    slot = "" if checksum is None else checksum.hex()
    return hashlib.sha256(bound("password of a session", slot, password_hash or "")).hexdigest()


def present_mark(connection: Connection, account_id: str) -> str | None:
    """Return the mark of an account's password as it is now; None when there is no account."""
    found = stored.password(connection, account_id)
    return None if found is None else mark_of(found.checksum, found.password_hash)
