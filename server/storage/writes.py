"""Telling a statement that writes from one that reads, by what SQLAlchemy knows of it.

Never by its words: `WITH x AS (...) INSERT`, a comment before it or small letters would hide it.
What SQLAlchemy did not make itself, such as a text, counts as a write unless it is marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import (
    CTE,
    Connection,
    FromClause,
    SelectBase,
    Table,
    TextualSelect,
    UpdateBase,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.elements import (
    ReleaseSavepointClause,
    RollbackToSavepointClause,
    SavepointClause,
)

_MARK: Final = "lespwa_harmless"
HARMLESS: Final = {_MARK: True}  # the options of a text that changes nothing which is kept
_STEPS: Final = (SavepointClause, ReleaseSavepointClause, RollbackToSavepointClause)


def is_write(context: Any) -> bool:
    """Tell whether what is about to be executed may write.

    `context` is SQLAlchemy's, as `before_cursor_execute` is given it.
    """
    if context is None:
        return True
    if context.execution_options.get(_MARK):
        return False
    statement = _statement(context)
    if isinstance(statement, _STEPS):
        return False
    return not _is_question(statement) or not all(map(_is_question, _before(context)))


def written_tables(context: Any) -> set[FromClause]:
    """Return the tables that a statement of SQLAlchemy's own is about to write."""
    return {each.table for each in _changes(context)}


def lock_table(connection: Connection, table: Table, mode: str) -> None:
    """Wait for, and keep others from, a lock of PostgreSQL on a whole table until the commit.

    On SQLite the unit of work has locked the database already.
    """
    if connection.dialect.name == postgresql.dialect.name:
        statement = text(f'LOCK TABLE "{table.name}" IN {mode} MODE')
        connection.execute(statement.execution_options(**HARMLESS))


def _statement(context: Any) -> object:
    return getattr(context.compiled, "statement", None)


def _is_question(statement: object) -> bool:
    """Tell whether this only asks; a text that is said to give rows back may change them too."""
    return isinstance(statement, SelectBase) and not isinstance(statement, TextualSelect)


def _changes(context: Any) -> Iterator[UpdateBase]:
    """Yield every change a statement is made of: itself, and what stands before it after WITH."""
    for each in (_statement(context), *_before(context)):
        if isinstance(each, UpdateBase):
            yield each


def _before(context: Any) -> Iterator[object]:
    """Yield what stands before a statement after WITH."""
    named: Mapping[CTE, object] | None = getattr(context.compiled, "ctes", None)
    for cte in named or {}:
        yield cte.element
