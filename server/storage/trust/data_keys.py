"""The statements about data keys as a whole: read in a row, replaced in a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from server.domain.states import State
from server.storage.bulk import insert_rows
from server.storage.casework.casework_tables import case_file
from server.storage.one_of import one_of
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
    """Return how many submissions and case files have no data key, and were not disposed of."""
    submissions = (
        select(func.count())
        .select_from(submission.outerjoin(data_key, data_key.c.id == submission.c.id))
        .where(
            submission.c.envelope_is_sealed,
            submission.c.state != State.DISPOSED,
            data_key.c.id.is_(None),
        )
    )
    files = (
        select(func.count())
        .select_from(case_file.outerjoin(data_key, data_key.c.id == case_file.c.id))
        .where(data_key.c.id.is_(None))
    )
    return (connection.scalar(submissions) or 0) + (connection.scalar(files) or 0)


def wrapped_keys(connection: Connection, owner_ids: Sequence[str]) -> Mapping[str, bytes]:
    """Return the wrapped data keys of these submissions and case files, of those that have one."""
    wanted = select(data_key.c.id, data_key.c.wrapped).where(
        one_of(connection, data_key.c.id, owner_ids)
    )
    return {row.id: row.wrapped for row in connection.execute(wanted)}


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
