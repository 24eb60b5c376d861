"""Submissions that were opened before what their seal gave was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, func, literal, select, tuple_

from server.domain.states import READABLE
from server.storage.filing.sealed import SealedSubmission, sealed_submissions
from server.storage.handfuls import handfuls
from server.storage.tables import submission

Position = tuple[datetime, str]  # when it was received, and its id

START: Final[Position] = (datetime(1, 1, 1, tzinfo=UTC), "")
_KEEP = (
    submission.update()
    .where(submission.c.id == bindparam("submission_id"))
    .values(kept_seal=bindparam("new_kept_seal"))
)


def count_unkept(connection: Connection) -> int:
    """Return how many there are."""
    wanted = _unkept().with_only_columns(func.count())
    return connection.scalar(wanted) or 0


def claim_unkept(connection: Connection, after: Position, limit: int) -> list[SealedSubmission]:
    """Return the oldest of them behind a place, locked until the commit where rows can be.

    They are no more than fit into memory together; those that another worker has locked are
    passed over.
    """
    behind = tuple_(literal(after[0], submission.c.received_at.type), literal(after[1]))
    ids = connection.scalars(
        _unkept()
        .where(tuple_(submission.c.received_at, submission.c.id) > behind)
        .order_by(submission.c.received_at, submission.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    chosen = next(handfuls(connection, ids), [])
    found = {each.id: each for each in sealed_submissions(connection, chosen)}
    return [found[each] for each in chosen]


def place_of(held: SealedSubmission) -> Position:
    """Return where the next ones come after."""
    return held.received_at, held.id


def keep(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Write the kept seals of some submissions."""
    connection.execute(_KEEP, list(rows))


def _unkept() -> Select[*tuple[Any, ...]]:
    """Select what was filed without it; what could not be processed has no envelope to open."""
    return select(submission.c.id).where(
        submission.c.state.in_(READABLE),
        submission.c.envelope_is_sealed,
        submission.c.kept_seal.is_(None),
    )
