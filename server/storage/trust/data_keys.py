"""The statements about data keys as a whole: read in a row, replaced in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from server.domain.states import State
from server.storage.bulk import insert_rows
from server.storage.tables import submission
from server.storage.trust.data_key_tables import data_key, tombstone
from server.storage.writes import lock_table


def every(connection: Connection) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield every data key, wrapped."""
    wanted = select(data_key.c.id, data_key.c.wrapped, data_key.c.created_at).order_by(
        data_key.c.id
    )
    # A cursor on the server: a million keys never lie in memory together.
    options = {"stream_results": True, "yield_per": 1000}
    rows = connection.execute(wanted, execution_options=options)
    yield from rows


def count(connection: Connection) -> int:
    """Return how many data keys there are."""
    return connection.scalar(select(func.count()).select_from(data_key)) or 0


def count_missing(connection: Connection) -> int:
    """Return how many submissions were sealed here and have no data key, nor were disposed of."""
    wanted = (
        select(func.count())
        .select_from(submission.outerjoin(data_key))
        .where(
            submission.c.envelope_is_sealed,
            submission.c.state != State.DISPOSED,
            data_key.c.id.is_(None),
        )
    )
    return connection.scalar(wanted) or 0


def last_change(connection: Connection) -> datetime | None:
    """Return when a data key was last made or destroyed, or a sealed submission last opened."""
    questions = (
        select(func.max(data_key.c.created_at)),
        select(func.max(tombstone.c.disposed_at)),
        select(func.max(submission.c.opened_at)).where(submission.c.envelope_is_sealed),
    )
    found = [at for each in questions if (at := connection.scalar(each)) is not None]
    return max(found, default=None)


def clear(connection: Connection) -> None:
    """Take out every data key; others wait until the end of the unit of work."""
    lock_table(connection, data_key, "ACCESS EXCLUSIVE")
    connection.execute(data_key.delete())


def add(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Put in data keys."""
    insert_rows(connection, data_key, rows)
