"""The console's own secret: what signs forms and keys digests, the same on every machine."""

from __future__ import annotations

import hmac
from datetime import datetime

from server.storage.engine import Database
from server.storage.entrance import console_secret as stored
from server.vault.cipher import KEY_BYTES, Random, bound


def console_secret(database: Database, *, at: datetime, random: Random) -> bytes:
    """Return the secret of this installation, made when it is first asked for."""
    with database.reading() as connection:
        secret = stored.kept(connection)
    if secret is None:
        with database.work() as work:
            stored.add(work.connection, random(KEY_BYTES), at=at)
            work.note("system", "console.secret_made", "console")
            work.commit()
        with database.reading() as connection:
            secret = stored.kept(connection)
    if secret is None:
        raise RuntimeError("the console's secret was deleted while it was made")
    return secret


def derived(secret: bytes, purpose: str) -> bytes:
    """Return a key for one purpose."""
    return hmac.digest(secret, bound("console", purpose), "sha256")
