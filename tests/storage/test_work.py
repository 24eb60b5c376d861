from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Executable, select, text
from sqlalchemy.exc import DBAPIError

from server.storage.engine import Database
from server.storage.tables import event, form
from server.storage.work import EventMissing, EventsAreKept

_FORM = {"id": "screening", "audience": "agency", "title": "Screening", "is_open": True}


def _titles(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(form.c.title)))


def test_work_commits_with_its_event(database: Database) -> None:
    with database.work() as work:
        work.connection.execute(form.insert(), _FORM)
        work.note("amina", "form.published", "screening", version="3")
        work.commit()
    with database.reading() as connection:
        noted = connection.execute(select(event.c.actor, event.c.action, event.c.detail)).one()
    assert _titles(database) == ["Screening"]
    assert noted == ("amina", "form.published", {"version": "3"})


def test_work_left_without_commit_is_undone(database: Database) -> None:
    with database.work() as work:
        work.connection.execute(form.insert(), _FORM)
        work.note("amina", "form.published", "screening")
    assert _titles(database) == []


def test_work_that_fails_is_undone(database: Database) -> None:
    with suppress(ZeroDivisionError), database.work() as work:
        work.connection.execute(form.insert(), _FORM)
        raise ZeroDivisionError
    assert _titles(database) == []


@pytest.mark.parametrize("statement", [form.insert().values(_FORM), text("DELETE FROM form")])
def test_write_without_event_cannot_commit(database: Database, statement: Executable) -> None:
    with database.work() as work:
        work.connection.execute(statement)
        with pytest.raises(EventMissing):
            work.commit()
    assert _titles(database) == []


def test_event_without_write_commits(database: Database) -> None:
    with database.work() as work:
        work.note("cruz", "access.refused", "sign-in")
        work.commit()
    with database.reading() as connection:
        assert connection.scalar(select(event.c.subject)) == "sign-in"


@pytest.mark.parametrize("change", [event.update().values(actor="cruz"), event.delete()])
def test_events_are_only_ever_added(database: Database, change: Executable) -> None:
    with pytest.raises(EventsAreKept), database.work() as work:
        work.connection.execute(change)


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError), database.reading() as connection:
        connection.execute(form.insert(), _FORM)
    with database.work() as work:
        work.connection.execute(form.insert(), _FORM)
        work.note("amina", "form.published", "screening")
        work.commit()
    assert _titles(database) == ["Screening"]


def test_reading_sees_one_moment(database: Database) -> None:
    with database.reading() as connection:
        before = list(connection.scalars(select(form.c.title)))
        with database.work() as work:
            work.connection.execute(form.insert(), _FORM)
            work.note("amina", "form.published", "screening")
            work.commit()
        assert list(connection.scalars(select(form.c.title))) == before == []


def test_times_come_back_aware_in_utc(database: Database) -> None:
    local = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=-4)))
    database.clock = lambda: local
    with database.work() as work:
        work.note("amina", "access.refused", "nothing")
        work.commit()
    with database.reading() as connection:
        at = connection.scalar(select(event.c.at))
    assert at == local
    assert at is not None
    assert at.tzinfo is UTC
