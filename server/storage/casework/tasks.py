"""Tasks and the notes of a log, as rows; what they say is sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from server.domain.casework.statements import Kind
from server.storage.casework.casework_tables import log_note, task
from server.storage.one_of import one_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTask:
    """One task as it is kept."""

    id: str
    kind: Kind
    about: str
    what: bytes = field(repr=False)
    owner: str | None
    due: date | None
    said_by: str
    said_at: datetime
    ending: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    word: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNote:
    """One note of a log as it is kept."""

    id: str
    about: str
    said_by: str
    said_at: datetime
    text: bytes = field(repr=False)


def add_task(connection: Connection, new: StoredTask) -> None:
    """Keep a task."""
    connection.execute(task.insert(), asdict(new))


def find_task(connection: Connection, task_id: str) -> StoredTask | None:
    """Return one task, and keep others from ending it meanwhile."""
    row = connection.execute(
        select(task).where(task.c.id == task_id).with_for_update()
    ).one_or_none()
    return None if row is None else _task(row)


def end_task(connection: Connection, task_id: str, values: Mapping[str, object]) -> None:
    """Note how a task ended: `ending`, `ended_by`, `ended_at` and the sealed `word`."""
    connection.execute(task.update().where(task.c.id == task_id).values(dict(values)))


def tasks_of(connection: Connection, about: Sequence[str]) -> list[StoredTask]:
    """Return every task about these things: what is due first, then what has no day."""
    wanted = select(task).where(one_of(connection, task.c.about, about))
    ordered = wanted.order_by(task.c.due.is_(None), task.c.due, task.c.said_at, task.c.id)
    return [_task(row) for row in connection.execute(ordered)]


def add_note(connection: Connection, new: StoredNote) -> None:
    """Keep a note."""
    connection.execute(log_note.insert(), asdict(new))


def notes_of(connection: Connection, about: Sequence[str]) -> list[StoredNote]:
    """Return every note about these case files, the oldest first."""
    wanted = select(log_note).where(one_of(connection, log_note.c.about, about))
    ordered = wanted.order_by(log_note.c.said_at, log_note.c.id)
    return [StoredNote(**row._asdict()) for row in connection.execute(ordered)]


def _task(row: Row[*tuple[Any, ...]]) -> StoredTask:
    return StoredTask(**{**row._asdict(), "kind": Kind(row.kind)})
