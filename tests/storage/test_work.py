from __future__ import annotations

from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Executable, literal, select, text
from sqlalchemy.exc import DBAPIError

from server.storage.engine import Database, open_database
from server.storage.tables import event, form
from server.storage.work import EventMissing, EventsAreKept
from server.storage.writes import lock_table

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


_HIDDEN: dict[str, Executable] = {
    "small letters": text("insert into form values ('a', 'agency', 'A', true)"),
    "a comment before": text("/* read */ INSERT INTO form VALUES ('a', 'agency', 'A', true)"),
    "a line before": text("-- SELECT\nINSERT INTO form VALUES ('a', 'agency', 'A', true)"),
    "another before": text(
        "WITH a AS (SELECT 1) INSERT INTO form SELECT 'a', 'agency', 'A', true FROM a"
    ),
    "a text that gives rows back": (
        text("INSERT INTO form VALUES ('a', 'agency', 'A', true) RETURNING id").columns(form.c.id)
    ),
    "in front of it": (
        form.insert().values(_FORM).prefix_with("/* read */").add_cte(select(literal(1)).cte("a"))
    ),
}


@pytest.mark.parametrize("how", _HIDDEN)
def test_write_without_event_cannot_hide_behind_its_words(database: Database, how: str) -> None:
    with database.work() as work:
        work.connection.execute(_HIDDEN[how])
        with pytest.raises(EventMissing):
            work.commit()
    assert _titles(database) == []


def test_write_of_the_driver_needs_its_event_too(database: Database) -> None:
    with database.work() as work:
        work.connection.exec_driver_sql("insert into form values ('a', 'agency', 'A', true)")
        with pytest.raises(EventMissing):
            work.commit()


def test_write_inside_a_question_needs_its_event_too(postgresql_url: str) -> None:
    added = form.insert().values(_FORM).returning(form.c.id).cte("added")
    with closing(open_database(postgresql_url)) as database, database.work() as work:
        assert work.connection.scalar(select(added.c.id)) == "screening"
        with pytest.raises(EventMissing):
            work.commit()


def test_written_out_write_inside_a_question_needs_its_event_too(postgresql_url: str) -> None:
    words = text("INSERT INTO form VALUES ('a', 'agency', 'A', true) RETURNING id")
    added = words.columns(form.c.id).cte("added")
    with closing(open_database(postgresql_url)) as database, database.work() as work:
        assert work.connection.scalar(select(added.c.id)) == "a"
        with pytest.raises(EventMissing):
            work.commit()


def test_write_to_the_audit_inside_a_question_is_refused(postgresql_url: str) -> None:
    gone = event.delete().returning(event.c.sequence).cte("gone")
    with (
        closing(open_database(postgresql_url)) as database,
        database.work() as work,
        pytest.raises(EventsAreKept),
    ):
        work.connection.execute(select(gone.c.sequence))


def test_questions_locks_and_savepoints_need_no_event(database: Database) -> None:
    with database.work() as work:
        lock_table(work.connection, form, "SHARE ROW EXCLUSIVE")
        with work.connection.begin_nested():
            work.connection.execute(select(form).with_for_update()).all()
        work.connection.execute(select(form.c.id).union(select(form.c.title))).all()
        work.commit()


def test_undone_part_of_the_work_counts_as_a_write(database: Database) -> None:
    with database.work() as work:
        nested = work.connection.begin_nested()
        work.connection.execute(form.insert(), _FORM)
        nested.rollback()
        with pytest.raises(EventMissing):
            work.commit()


@pytest.mark.parametrize("statement", [form.insert().values(_FORM), _HIDDEN["small letters"]])
def test_glance_writes_nothing(database: Database, statement: Executable) -> None:
    with database.glance() as connection, pytest.raises(EventMissing):
        connection.execute(statement)
    assert _titles(database) == []
