"""What the audit tells of one subject: the events by which a row in the database is proved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from server.domain.audit import GENESIS, Checkpoint, verify
from server.storage.audit.events import read_head, read_stretch
from server.storage.tables import event


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event about a subject."""

    sequence: int
    actor: str
    action: str
    detail: Mapping[str, object]


def told(connection: Connection, subject: str, actions: Collection[str]) -> list[Told]:
    """Return the events of some kinds about a subject, the oldest first."""
    columns = (event.c.sequence, event.c.actor, event.c.action, event.c.detail)
    about = (event.c.subject == subject) & event.c.action.in_(actions)
    rows = connection.execute(select(*columns).where(about).order_by(event.c.sequence))
    return [
        Told(sequence=row.sequence, actor=row.actor, action=row.action, detail=row.detail)
        for row in rows
    ]


def is_linked(connection: Connection, sequence: int) -> bool:
    """Tell whether an event follows from the one before, and the next or the chain's end from it.

    Whoever slips in an event past Lespwa also has to make its hash; the whole chain is proved by
    `lespwa audit verify`.
    """
    found = read_stretch(connection, sequence - 1, sequence + 1)
    start = GENESIS
    if sequence > 1 and found:
        before = found.pop(0)
        start = Checkpoint(sequence=before.event.sequence, hash=before.hash)
    verdict = verify(found, start=start)
    if not verdict.is_whole or verdict.head.sequence < sequence:
        return False
    return verdict.head.sequence > sequence or verdict.head == read_head(connection)
