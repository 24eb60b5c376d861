"""Overwriting what deleted rows leave behind in the files of the database."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from server.storage.engine import Database
from server.storage.writes import HARMLESS

_PATIENCE: Final = 3000  # milliseconds to wait for readers


def scrub(database: Database) -> bool:
    """Leave no destroyed key in the database's own files; False when others were in the way.

    SQLite overwrites deleted rows by itself (see `engine`) but keeps older pages in its log until
    that is emptied. PostgreSQL keeps deleted rows until the table is written anew; its own log
    and its backups are beyond this reach.
    """
    with database.glance() as glance:
        connection = glance.execution_options(**HARMLESS)
        return _scrub_table(connection) if database.locks_rows else _empty_log(connection)


def _empty_log(connection: Connection) -> bool:
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {_PATIENCE}")
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {before}")
    return not busy


def _scrub_table(connection: Connection) -> bool:
    connection.exec_driver_sql(f"SET lock_timeout = {_PATIENCE}")
    try:
        connection.exec_driver_sql("VACUUM (FULL) data_key, form_key")
    except OperationalError:  # somebody reads it, perhaps for a long export
        return False
    finally:
        connection.exec_driver_sql("RESET lock_timeout")
    return True
