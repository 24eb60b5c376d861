"""The clock of the audit: how far its time has come, and what the database refuses by it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from server.storage.audit.guards import BACKWARDS
from server.storage.tables import event

_BATCH = 5000


def is_set_back(error: DBAPIError) -> bool:
    """Tell whether an event was refused because it is dated long before others."""
    return BACKWARDS in str(error.orig)


def read_times(connection: Connection) -> Iterator[tuple[int, str, str]]:
    """Yield number, written time and action of every event, a batch in memory at a time."""
    columns = (event.c.sequence, type_coerce(event.c.at, Text), event.c.action)
    query = select(*columns).order_by(event.c.sequence)
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
        for sequence, at, action in rows:
            yield sequence, str(at), str(action)
