"""The statements of a disposal: who asked for it, what is erased, and what remains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from server.domain.schema import SCHEMA
from server.domain.schema.kinds import FieldType
from server.domain.states import State
from server.storage.filing.filed import remove
from server.storage.filing.record_tables import RECORD_TABLES, finding, other_answer
from server.storage.filing.sealed_values import SEALED
from server.storage.tables import file_chunk, submission, submission_file
from server.storage.trust.data_key_tables import data_key, disposal, tombstone

Found = Row[*tuple[Any, ...]]

_SUBJECTS = [kind.name for kind in SCHEMA.kinds if kind.is_subject]
# References link one case to another; without them what stays is only counted.
_LINKS: Mapping[str, frozenset[str]] = {
    kind.name: frozenset(
        each.name
        for each in kind.fields
        if each.type is FieldType.TEXT and each.name not in SEALED[kind.name]
    )
    for kind in SCHEMA.kinds
}


def lock_submission(connection: Connection, submission_id: str) -> Found | None:
    """Return what the books say of a submission, and keep others from changing it."""
    columns = (submission.c.id, submission.c.form_id, submission.c.state, submission.c.received_at)
    wanted = select(*columns).where(submission.c.id == submission_id).with_for_update()
    return connection.execute(wanted).one_or_none()


def add_request(connection: Connection, values: Mapping[str, object]) -> None:
    """Keep a request."""
    connection.execute(disposal.insert(), dict(values))


def open_request(
    connection: Connection, submission_id: str, *, is_locked: bool = True
) -> Found | None:
    """Return the request about a submission that waits for a decision, and lock it."""
    waiting = _requests().where(
        disposal.c.submission_id == submission_id, disposal.c.decided_at.is_(None)
    )
    if is_locked:
        waiting = waiting.with_for_update(of=disposal)
    return connection.execute(waiting).one_or_none()


def decide(connection: Connection, request_id: str, values: Mapping[str, object]) -> None:
    """Note a decision."""
    connection.execute(disposal.update().where(disposal.c.id == request_id).values(dict(values)))


def requests(connection: Connection, *, open_only: bool) -> Iterator[Found]:
    """Yield the requests, the oldest first."""
    wanted = _requests().order_by(disposal.c.requested_at, disposal.c.id)
    if open_only:
        wanted = wanted.where(disposal.c.decided_at.is_(None))
    yield from connection.execute(wanted, execution_options={"yield_per": 200})


def subjects(connection: Connection, submission_id: str) -> list[str]:
    """Return the kinds of subject that a submission was filed under."""
    found = []
    for name in _SUBJECTS:
        table = RECORD_TABLES[name]
        count = select(func.count()).where(table.c.submission_id == submission_id)
        if connection.scalar(count):
            found.append(name)
    return found


def erase(connection: Connection, submission_id: str, *, keeps_statistics: bool) -> None:
    """Destroy the data key and all content; what is coded stays only for statistics."""
    connection.execute(data_key.delete().where(data_key.c.id == submission_id))
    if keeps_statistics:
        _keep_codes(connection, submission_id)
    else:
        remove(connection, [submission_id])
    own = select(submission_file.c.id).where(submission_file.c.submission_id == submission_id)
    connection.execute(file_chunk.delete().where(file_chunk.c.file_id.in_(own)))
    connection.execute(
        submission_file.delete().where(submission_file.c.submission_id == submission_id)
    )
    connection.execute(
        submission.update()
        .where(submission.c.id == submission_id)
        .values(
            state=State.DISPOSED,
            reason=None,
            envelope=b"",
            envelope_is_sealed=False,
            kept_seal=None,
        )
    )


def add_tombstone(connection: Connection, values: Mapping[str, object]) -> None:
    """Put up what remains."""
    connection.execute(tombstone.insert(), dict(values))


def tombstones(connection: Connection) -> Iterator[Found]:
    """Yield every tombstone, the oldest first."""
    wanted = select(tombstone).order_by(tombstone.c.disposed_at, tombstone.c.submission_id)
    yield from connection.execute(wanted, execution_options={"yield_per": 200})


def _requests() -> Select[*tuple[Any, ...]]:
    return select(disposal, submission.c.form_id, submission.c.received_at).join(
        submission, submission.c.id == disposal.c.submission_id
    )


def _keep_codes(connection: Connection, submission_id: str) -> None:
    for kind, table in RECORD_TABLES.items():
        emptied: dict[str, object] = dict.fromkeys((*SEALED[kind], *_LINKS[kind]))
        connection.execute(
            table.update()
            .where(table.c.submission_id == submission_id)
            .values({**emptied, "provenance": {}})
        )
    for table in (other_answer, finding):
        connection.execute(table.delete().where(table.c.submission_id == submission_id))


def states_of(connection: Connection, submission_ids: Sequence[str]) -> dict[str, State]:
    """Return the states of those of the submissions that are held."""
    wanted = select(submission.c.id, submission.c.state).where(submission.c.id.in_(submission_ids))
    return {row.id: State(row.state) for row in connection.execute(wanted)}
