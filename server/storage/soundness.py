"""What the database itself finds wrong with what it holds: damaged pages, rows, references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

_MOST: Final = 20  # lines of one check; where there is more, the first say enough
_SOUND: Final = "ok"
_UNPROVED: Final = (
    "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"
)
# Reads every value, also what is kept beside its row, and keeps none of them.
_READ: Final = "SELECT max(length(each::text)) FROM {table} AS each"
_INDEXES: Final = """
SELECT index.indexrelid::regclass::text FROM pg_index AS index
JOIN pg_class AS made ON made.oid = index.indexrelid
JOIN pg_am AS kind ON kind.oid = made.relam
WHERE kind.amname = 'btree' AND made.relnamespace = current_schema()::regnamespace
ORDER BY 1
"""
_HAS_AMCHECK: Final = """
SELECT 1 FROM pg_proc
WHERE proname = 'bt_index_check' AND has_function_privilege(oid, 'EXECUTE') LIMIT 1
"""
_READABLE: Final = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    AND has_table_privilege(oid, 'SELECT')
ORDER BY 1
"""


def damage(connection: Connection) -> Iterator[str]:
    """Yield in a few words each what is damaged; every page is read, which takes its time."""
    try:
        if connection.dialect.name == "sqlite":
            yield from _of_sqlite(connection)
        else:
            yield from _of_postgresql(connection)
    except DBAPIError:
        yield "it cannot be read to its end"


def _of_sqlite(connection: Connection) -> Iterator[str]:
    for found in connection.scalars(text(f"PRAGMA integrity_check({_MOST})")):
        if found != _SOUND:
            yield _one_line(str(found))
    rows = connection.execute(text("PRAGMA foreign_key_check"))
    for table, _row, parent, _number in rows.fetchmany(_MOST):
        yield f"a row of {table} belongs to one of {parent} that is gone"


def _of_postgresql(connection: Connection) -> Iterator[str]:
    if connection.scalar(text(_UNPROVED)):
        yield "pages on the disk do not have the checksums they should have"
    for table in connection.scalars(text(_READABLE)).all():
        if not _runs(connection, _READ.format(table=table)):
            yield f"the table {table} cannot be read to its end"
    if connection.scalar(text(_HAS_AMCHECK)) is not None:
        for index in connection.scalars(text(_INDEXES)).all():
            if not _runs(connection, f"SELECT bt_index_check('{index}')"):
                yield f"the index {index} does not fit its table"


def _runs(connection: Connection, statement: str) -> bool:
    """Tell whether a statement comes to its end; what follows goes on either way."""
    try:
        with connection.begin_nested():
            connection.execute(text(statement))
    except DBAPIError:
        return False
    return True


def _one_line(found: str) -> str:
    return " ".join(found.split())
