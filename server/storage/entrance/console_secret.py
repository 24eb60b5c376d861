"""The statements about the console's own secret."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from server.storage.entrance.sign_in_tables import console

_ADD: Mapping[str, Insert] = {
    "postgresql": postgresql.insert(console).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(console).on_conflict_do_nothing(),
}


def kept(connection: Connection) -> bytes | None:
    """Return the secret, if there is one yet."""
    secret: bytes | None = connection.scalar(select(console.c.secret))
    return secret


def add(connection: Connection, secret: bytes, *, at: datetime) -> None:
    """Keep a secret, unless another process was first."""
    row = {"id": 1, "secret": secret, "created_at": at}
    connection.execute(_ADD[connection.dialect.name].values(row))
