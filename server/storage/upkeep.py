"""Short writes that are nobody's act, such as when a session was last used: no event tells of them.

Only the tables named here may be written in this way; everything else needs a unit of work.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Engine, FromClause, Table, event

from server.storage.writes import is_write, written_tables

TABLES: Final = frozenset({"draft", "opening_attempt", "session", "throttle"})
_OPTION: Final = "lespwa_upkeep"
OPTIONS: Final = {_OPTION: True}


class NotUpkeep(RuntimeError):  # noqa: N818 - names what is wrong; a bug, never caught
    """Something that needs an event was written without a unit of work."""


def watch_upkeep(engine: Engine) -> None:
    """Check every statement of the engine's upkeep transactions."""
    event.listen(engine, "before_cursor_execute", _watch)


def _watch(
    connection: Connection,
    _cursor: object,
    _statement: str,
    _parameters: object,
    context: Any,
    _many: bool,  # noqa: FBT001 - the event's signature
) -> None:
    if not connection.get_execution_options().get(_OPTION):
        return
    if is_write(context) and not _is_marked(written_tables(context)):
        raise NotUpkeep("this table is written in a unit of work only")


def _is_marked(tables: Collection[FromClause]) -> bool:
    return bool(tables) and all(isinstance(each, Table) and each.name in TABLES for each in tables)
