"""How often a submission was being opened when the process that opened it died."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Connection, Integer, Select, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from server.storage.columns import id_type
from server.storage.tables import metadata

# A table of its own, without a reference: it is written on a second connection while the first
# keeps the submission locked, and would wait for itself.
opening_attempt = Table(
    "opening_attempt",
    metadata,
    Column("submission_id", id_type(), primary_key=True),
    Column("count", Integer, nullable=False),
)

_MORE = {"count": opening_attempt.c.count + 1}
_ADD: Mapping[str, Insert] = {
    "postgresql": postgresql.insert(opening_attempt).on_conflict_do_update(
        index_elements=["submission_id"], set_=_MORE
    ),
    "sqlite": sqlite.insert(opening_attempt).on_conflict_do_update(
        index_elements=["submission_id"], set_=_MORE
    ),
}


def add(connection: Connection, submission_ids: Sequence[str]) -> None:
    """Count one more attempt for each of them."""
    rows = [{"submission_id": each, "count": 1} for each in sorted(submission_ids)]
    connection.execute(_ADD[connection.dialect.name].values(rows))


def take_back(connection: Connection, submission_ids: Sequence[str]) -> None:
    """Count one attempt less for each of them."""
    chosen = opening_attempt.c.submission_id.in_(submission_ids)
    connection.execute(
        update(opening_attempt).where(chosen).values(count=opening_attempt.c.count - 1)
    )
    connection.execute(delete(opening_attempt).where(chosen, opening_attempt.c.count < 1))


def forget(connection: Connection, submission_ids: Sequence[str]) -> None:
    """Count no attempts for these any more, since they came to an end."""
    chosen = opening_attempt.c.submission_id.in_(submission_ids)
    connection.execute(delete(opening_attempt).where(chosen))


def tried_ids() -> Select[tuple[str]]:
    """Choose the submissions with attempts that came to no end, as a part of a statement."""
    return select(opening_attempt.c.submission_id)


def count_of(connection: Connection, submission_id: str) -> int:
    """Return how many attempts came to no end."""
    chosen = opening_attempt.c.submission_id == submission_id
    return connection.scalar(select(opening_attempt.c.count).where(chosen)) or 0
