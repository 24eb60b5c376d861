"""Counts what the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

_ABOUT_NOTHING = ("BEGIN", "PRAGMA", "SET ", "SHOW ", "SAVEPOINT", "RELEASE")


@contextmanager
def asked(engine: Engine) -> Iterator[list[str]]:
    """Give a list that fills with each statement, but those that only begin and end."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(_ABOUT_NOTHING):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
