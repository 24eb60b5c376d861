"""A task is overdue from the day after it was due, until it ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from server.domain.casework.statements import Kind, Thing, Word
from server.domain.casework.task import Ending, Task

TODAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("due", "ending", "expected"),
    [
        (TODAY - timedelta(days=1), None, "overdue"),
        (TODAY, None, "in time"),
        (None, None, "in time"),
        (TODAY - timedelta(days=1), Ending.DROPPED, "in time"),
    ],
)
def test_overdue(due: date | None, ending: Ending | None, expected: str) -> None:
    task = Task(
        id="1",
        about=Thing(kind=Kind.SITUATION, reference="A"),
        what="Call the shelter",
        owner=None,
        due=due,
        said=Word(who="amina", at=datetime(2026, 5, 1, tzinfo=UTC), why=""),
        ending=ending,
    )
    assert task.is_overdue(TODAY) is (expected == "overdue")
