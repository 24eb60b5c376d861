from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata, produce_migrations
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, inspect, text

from server.errors import Code, Refused
from server.storage.all_tables import metadata
from server.storage.audit.guards import GUARDS
from server.storage.engine import Database, open_database
from server.storage.migrations import FOLDER, known_revisions
from server.storage.migrations.steps import ExecuteOn, add_guards


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        url = server.url(server.new_database())
    database = open_database(url)
    yield database
    database.close()


def test_migrations_make_exactly_the_tables_in_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_form_one_line() -> None:
    numbers = known_revisions()
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_upgrade_of_a_current_database_changes_nothing(database: Database) -> None:
    database.upgrade()
    with database.reading() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) is not None


def test_upgrade_by_several_at_once_happens_once(empty_database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(empty_database.upgrade) for _ in range(4)]:
            each.result()
    with empty_database.reading() as connection:
        assert inspect(connection).has_table("submission")


def test_upgrade_that_fails_leaves_nothing(empty_database: Database) -> None:
    with empty_database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE submission (id TEXT)")
        connection.commit()
    with pytest.raises(Exception, match="exists"):
        empty_database.upgrade()
    with empty_database.reading() as connection:
        assert not inspect(connection).has_table("form")


def test_database_of_a_newer_version_is_refused(empty_database: Database) -> None:
    database = empty_database
    database.upgrade()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(Refused) as refused:
        database.upgrade()
    assert refused.value.code is Code.NOT_SET_UP


def test_sqlite_file_is_for_its_owner_only(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}").close()
    assert (tmp_path / "new.sqlite3").stat().st_mode & 0o077 == 0


def test_next_migration_would_make_nothing_that_is_there(sqlite_url: str) -> None:
    with closing(open_database(sqlite_url)) as database, database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, metadata)
        add_guards(context, "head", [script])
    assert script.upgrade_ops is not None
    assert script.upgrade_ops.is_empty()


def test_migrations_make_every_guard(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    with closing(open_database(url)) as database, database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, MetaData())
        add_guards(context, "head", [script])
    assert script.upgrade_ops is not None
    made = [each.statement for each in script.upgrade_ops.ops if isinstance(each, ExecuteOn)]
    steps = [each.read_text(encoding="utf-8") for each in (FOLDER / "versions").glob("0*.py")]
    assert all(any(repr(each) in step for step in steps) for each in made)
    assert len(made) == sum(len(each.sqlite) + len(each.postgresql) for each in GUARDS)
