"""Somebody with every right on the database: what they change, no trigger refuses."""

from __future__ import annotations

from sqlalchemy import text

from server.storage.engine import Database

_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def tamper(database: Database, *statements: str) -> None:
    """Run statements past the triggers, as a superuser or whoever has the file can."""
    with database.engine.begin() as connection:
        if database.locks_rows:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in connection.scalars(text(_TRIGGERS)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
