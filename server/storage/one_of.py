"""Asking for many rows by their ids in one statement that stays the same whatever their number."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ARRAY, ColumnElement, Connection, any_, bindparam


def one_of(
    connection: Connection, column: ColumnElement[str], ids: Sequence[str]
) -> ColumnElement[bool]:
    """Say that a column holds one of these ids.

    On PostgreSQL they are one parameter: a statement with hundreds is read and taken apart anew
    by the driver each time.
    """
    if connection.dialect.name != "postgresql":
        return column.in_(ids)
    together = bindparam(None, list(ids), type_=ARRAY(column.type))
    return column == any_(together)
