"""Statements sent without awaiting each answer: all of them or none, as ever."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from server.storage.engine import Database
from server.storage.tables import event, form
from server.storage.work import EventMissing, UnitOfWork


def add(work: UnitOfWork, form_id: str) -> None:
    row = {"id": form_id, "audience": "agency", "title": "Made up", "is_open": True}
    work.connection.execute(form.insert(), [row])


def counts(database: Database) -> tuple[int | None, int | None]:
    """Count forms and events."""
    with database.reading() as connection:
        return (
            connection.scalar(select(func.count()).select_from(form)),
            connection.scalar(select(func.count()).select_from(event)),
        )


def add_hurriedly(database: Database, *names: str, note: str = "form.published") -> None:
    """Add forms in a hurry, with an event unless `note` is empty."""
    with database.work() as work:
        work.hurry()
        for name in names:
            add(work, name)
        if note:
            work.note("test", note, "forms")
        work.commit()


def test_hurried_work_is_committed_whole(database: Database) -> None:
    add_hurriedly(database, "a", "b", "c")
    assert counts(database) == (3, 1)


def test_hurried_work_without_commit_is_undone(database: Database) -> None:
    with database.work() as work:
        work.hurry()
        add(work, "a")
    assert counts(database) == (0, 0)


def test_hurried_work_that_fails_is_undone(database: Database) -> None:
    with pytest.raises(DBAPIError):
        add_hurriedly(database, "a", "a")
    assert counts(database) == (0, 0)


def test_connection_is_fit_for_use_after_a_failure(database: Database) -> None:
    for _ in range(8):  # often enough for statements to be prepared
        test_hurried_work_that_fails_is_undone(database)
    add_hurriedly(database, "a")
    assert counts(database) == (1, 1)


def test_hurried_work_needs_its_event_too(database: Database) -> None:
    with pytest.raises(EventMissing):
        add_hurriedly(database, "a", note="")
    assert counts(database) == (0, 0)


def test_work_goes_on_after_a_hurried_commit(database: Database) -> None:
    with database.work() as work:
        for name in ("a", "b"):
            work.hurry()
            add(work, name)
            work.note("test", "form.published", name)
            work.commit()
        add(work, "c")
        assert work.connection.scalar(select(func.count()).select_from(form)) == 3
    assert counts(database) == (2, 2)


def test_error_of_another_kind_is_not_hidden(database: Database) -> None:
    def fail() -> None:
        with database.work() as work:
            work.hurry()
            add(work, "a")
            int("no number")

    with pytest.raises(ValueError, match="no number"):
        fail()
    assert counts(database) == (0, 0)
