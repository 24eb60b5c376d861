"""The statements about form keys: their public halves, and which one is current."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text, true
from sqlalchemy.dialects import postgresql

from server.storage.tables import form_key, form_version


def lock(connection: Connection) -> None:
    """Let only one unit of work at a time decide which key is current."""
    # On SQLite the unit of work has locked the database already.
    if connection.dialect.name == postgresql.dialect.name:
        connection.execute(text("LOCK TABLE form_key IN SHARE ROW EXCLUSIVE MODE"))


def current(connection: Connection) -> Row[*tuple[Any, ...]] | None:
    """Return fingerprint and public half of the current key."""
    return connection.execute(
        select(form_key.c.fingerprint, form_key.c.public_der).where(form_key.c.is_current)
    ).first()


def add(
    connection: Connection, fingerprint: str, public_der: bytes, *, at: datetime, is_current: bool
) -> bool:
    """Add a key unless it is there; a current one takes the place of the one before."""
    known = select(form_key.c.fingerprint).where(form_key.c.fingerprint == fingerprint)
    if connection.scalar(known) is not None:
        return False
    if is_current:
        connection.execute(
            form_key.update().where(form_key.c.is_current == true()).values(is_current=False)
        )
    connection.execute(
        form_key.insert().values(
            fingerprint=fingerprint, public_der=public_der, created_at=at, is_current=is_current
        )
    )
    return True


def ordered(connection: Connection, form_id: str, version: str | None) -> Sequence[str]:
    """Return all fingerprints, that of the form's version first, then the newest first."""
    own = select(form_version.c.key_fingerprint).where(
        form_version.c.form_id == form_id, form_version.c.version == (version or "")
    )
    every = select(form_key.c.fingerprint).order_by(
        form_key.c.fingerprint.in_(own).desc(), form_key.c.created_at.desc()
    )
    return connection.scalars(every).all()
