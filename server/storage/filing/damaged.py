"""The statements about submissions whose seal is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from server.domain.states import State
from server.storage.tables import submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A submission that did not open, and why."""

    id: str
    form_id: str
    received_at: datetime
    reason: str


def damaged(connection: Connection, reasons: Sequence[str]) -> Iterator[Damaged]:
    """Yield what is unreadable for one of these reasons, the oldest first."""
    rows = connection.execute(
        select(submission.c.id, submission.c.form_id, submission.c.received_at, submission.c.reason)
        .where(submission.c.state == State.UNREADABLE, submission.c.reason.in_(reasons))
        .order_by(submission.c.received_at, submission.c.id)
    )
    for row in rows:
        yield Damaged(**row._asdict())


def is_damaged(connection: Connection, submission_id: str, reasons: Sequence[str]) -> bool:
    """Tell whether a submission is unreadable for one of these reasons, and lock it."""
    found = connection.scalar(
        select(submission.c.id)
        .where(
            submission.c.id == submission_id,
            submission.c.state == State.UNREADABLE,
            submission.c.reason.in_(reasons),
        )
        .with_for_update()
    )
    return found is not None
