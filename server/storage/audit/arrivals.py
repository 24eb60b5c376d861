"""Books and chain held against each other: what arrived and is gone, what is held and never came.

Each is one statement in which the database compares two sets; only where they differ are there
rows to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Exists, Select, select

from server.domain.states import State
from server.storage.tables import event, submission

Found = tuple[str, datetime]  # the id of a submission, and when it arrived
_BATCH: Final = 500
_RECEIVED: Final = "submission.received"
_DISPOSED: Final = f"submission.{State.DISPOSED}"


def missing(connection: Connection) -> Iterator[Found]:
    """Yield what arrived according to the chain and is not in the books at all."""
    held = select(submission.c.id).where(submission.c.id == event.c.subject)
    gone = (event.c.action == _RECEIVED) & ~held.exists()
    wanted = select(event.c.subject, event.c.at).where(gone).order_by(event.c.sequence)
    return _stream(connection, wanted)


def slipped_in(connection: Connection) -> Iterator[Found]:
    """Yield what is in the books and never arrived according to the chain."""
    return _stream(connection, _books().where(~_told(_RECEIVED)))


def emptied(connection: Connection) -> Iterator[Found]:
    """Yield what counts as disposed of, though the chain tells of no disposal."""
    disposed = submission.c.state == State.DISPOSED
    return _stream(connection, _books().where(disposed, ~_told(_DISPOSED)))


def _books() -> Select[tuple[str, datetime]]:
    return select(submission.c.id, submission.c.received_at).order_by(submission.c.id)


def _told(action: str) -> Exists:
    own = (event.c.subject == submission.c.id) & (event.c.action == action)
    return select(event.c.sequence).where(own).exists()


def _stream(connection: Connection, wanted: Select[*tuple[Any, ...]]) -> Iterator[Found]:
    with connection.execute(wanted, execution_options={"yield_per": _BATCH}) as rows:
        yield from rows
