"""The books: where every received submission is, and what the incomplete ones wait for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, func, select

from server.domain.states import Review, State
from server.odk.opened import Reason
from server.storage.tables import submission, submission_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """How many submissions are in each state, and of these why; their sum is what was received."""

    by_state: Mapping[State, int]
    by_reason: Mapping[tuple[State, str], int]

    @property
    def received(self) -> int:
        """Every submission that was ever accepted."""
        return sum(self.by_state.values())

    @property
    def sentence(self) -> str:
        """The account of every submission, to stand under any summary."""
        parts = " + ".join(
            f"{count:,} {state.replace('_', ' ')}" for state, count in self.by_state.items()
        )
        return f"{self.received:,} received = {parts}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """A submission that waits for files; `age` is since its first part arrived."""

    submission_id: str
    form_id: str
    missing: tuple[str, ...]
    age: timedelta


def explain(state: State, reason: str) -> str:
    """Say in plain words why submissions are unreadable or need review."""
    if state is State.UNREADABLE:
        return Reason(reason).sentence
    return " ".join(Review(each).sentence for each in reason.split(","))


def read_books(connection: Connection, form_id: str | None = None) -> Books:
    """Count the submissions of one form, or of all, in each state."""
    counts = select(submission.c.state, submission.c.reason, func.count()).group_by(
        submission.c.state, submission.c.reason
    )
    if form_id is not None:
        counts = counts.where(submission.c.form_id == form_id)
    by_state = dict.fromkeys(State, 0)
    by_reason: dict[tuple[State, str], int] = {}
    for state, reason, count in connection.execute(counts):
        by_state[State(state)] += count
        if reason:
            by_reason[State(state), reason] = count
    return Books(by_state=by_state, by_reason=by_reason)


def say_age(age: timedelta) -> str:
    """Say how long something has waited, in one unit."""
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(age.total_seconds() // seconds)
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def list_incomplete(
    connection: Connection, now: datetime, form_id: str | None = None
) -> Iterator[Incomplete]:
    """Yield each submission that waits for files, the longest waiting first."""
    waiting = (
        select(
            submission.c.id,
            submission.c.form_id,
            submission.c.received_at,
            submission_file.c.name,
        )
        .join(submission_file, submission_file.c.submission_id == submission.c.id)
        .where(submission.c.state == State.INCOMPLETE, submission_file.c.size.is_(None))
        .order_by(submission.c.received_at, submission.c.id, submission_file.c.position)
    )
    if form_id is not None:
        waiting = waiting.where(submission.c.form_id == form_id)
    rows = connection.execute(waiting, execution_options={"yield_per": 500})
    for key, group in groupby(rows, key=lambda row: (row.id, row.form_id, row.received_at)):
        submission_id, form_id, received_at = key
        yield Incomplete(
            submission_id=submission_id,
            form_id=form_id,
            missing=tuple(row.name for row in group),
            age=now - received_at,
        )
