"""The audit in the database: adding to the chain, and reading it from end to end."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Text,
    cast,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.exc import DBAPIError

from server.domain.audit_event import AuditEvent, ChainedEvent, link
from server.domain.checkpoint import HASH_BYTES, Checkpoint
from server.errors import Code, Refused
from server.storage.audit.end_beside import note_lost
from server.storage.audit.guards import CLOCKS, ENDLESS, KEPT
from server.storage.bulk import run_for_each
from server.storage.tables import audit_head, event

CHAINING = "lespwa_chaining"  # the option of the only statements that may touch the chain
_OPTIONS = {CHAINING: True}
_TAKEN = ("pk_event", "event.sequence")  # how the databases say that a number is taken
_BATCH = 1000
_TEXTS = ("at", "actor", "action", "subject", "detail")
_HEAD = select(
    # SQLite may hold what is not of the column's type, and what it can hold must not stop us.
    audit_head.c.sequence,
    cast(audit_head.c.hash, LargeBinary).label("hash"),
).where(audit_head.c.id == 1)
# The function locks the end, links, adds and moves the end on; see `guards`.
_APPEND = text("SELECT lespwa_append(:at, :actor, :action, :subject, :detail)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An event that waits for its place in the chain; time and detail as they are written."""

    at: str
    actor: str
    action: str
    subject: str
    detail: str

    @property
    def texts(self) -> dict[str, str]:
        """Its columns."""
        return {name: getattr(self, name) for name in _TEXTS}


def append(connection: Connection, notes: Sequence[Note]) -> int | None:
    """Link the notes to the end of the chain; nobody else can add to it before the commit.

    Returns the number of the last, where this process gives the numbers.

    Raises:
        Refused: AUDIT_BROKEN when nobody can say where the chain ends.
    """
    if connection.dialect.name == "postgresql":
        run_for_each(connection, _APPEND, [each.texts for each in notes])
        return None
    return _append_here(connection, notes)


def _append_here(connection: Connection, notes: Sequence[Note]) -> int:
    """Do the same where the unit of work has locked the whole database."""
    head = read_head(connection)
    if head is None:
        raise Refused(Code.AUDIT_BROKEN)
    note_lost(connection, head.sequence)
    rows: list[dict[str, object]] = []
    previous = head.hash
    for sequence, note in enumerate(notes, head.sequence + 1):
        found = link(previous, AuditEvent(sequence=sequence, **note.texts))
        rows.append({"sequence": sequence, **note.texts, "previous_hash": previous, "hash": found})
        previous = found
    connection.execute(event.insert(), rows, execution_options=_OPTIONS)
    end = update(audit_head).values(sequence=head.sequence + len(rows), hash=previous)
    connection.execute(end, execution_options=_OPTIONS)
    return head.sequence + len(rows)


def is_broken(error: DBAPIError) -> bool:
    """Tell whether an event could not be added because somebody tampered with the chain."""
    said = str(error.orig)
    return any(each in said for each in (KEPT, ENDLESS, *_TAKEN))


def is_of_another_time(error: DBAPIError) -> bool:
    """Tell whether an event was refused because the database's clock differs by more than a day."""
    return CLOCKS in str(error.orig)


def read_head(connection: Connection) -> Checkpoint | None:
    """Return where the chain ends according to its note; None when that is missing or damaged."""
    row = connection.execute(_HEAD).first()
    if row is None or not isinstance(row.sequence, int) or row.sequence < 0:
        return None
    if len(_bytes(row.hash)) != HASH_BYTES:
        return None
    return Checkpoint(sequence=row.sequence, hash=row.hash)


def read_chain(connection: Connection) -> Generator[ChainedEvent]:
    """Yield every event by its number, a batch in memory at a time, whatever was done to them."""
    query = _chain(by_bytes=connection.dialect.name == "sqlite")
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
        for batch in rows.partitions():
            yield from (_chained(*row) for row in batch)


def read_stretch(connection: Connection, first: int, last: int) -> list[ChainedEvent]:
    """Return the events from a number to another, both included, as `read_chain` does."""
    query = _chain(by_bytes=connection.dialect.name == "sqlite")
    rows = connection.execute(query.where(event.c.sequence.between(first, last)))
    return [_chained(*row) for row in rows]


def _chained(sequence: int, *stored: object) -> ChainedEvent:
    *texts, previous, found = stored
    at, actor, action, subject, detail = map(_text, texts)
    return ChainedEvent(
        event=AuditEvent(
            sequence=sequence, at=at, actor=actor, action=action, subject=subject, detail=detail
        ),
        previous_hash=_bytes(previous),
        hash=_bytes(found),
    )


def _chain(*, by_bytes: bool) -> Select[*tuple[Any, ...]]:
    """Ask for what is stored as it is; SQLite may hold what is no text at all."""
    texts: list[ColumnElement[object]] = [
        cast(event.c[name], LargeBinary) if by_bytes else type_coerce(event.c[name], Text)
        for name in _TEXTS
    ]
    hashes = (cast(each, LargeBinary) for each in (event.c.previous_hash, event.c.hash))
    columns = (event.c.sequence, *texts, *hashes)
    return select(*columns).order_by(event.c.sequence)


def _text(stored: object) -> str:
    if isinstance(stored, bytes):
        return stored.decode("utf-8", "surrogateescape")
    return str(stored)


def _bytes(stored: object) -> bytes:
    return stored if isinstance(stored, bytes) else b""
