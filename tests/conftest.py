"""What every test may ask for: above all a database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.storage.all_tables import metadata
from server.storage.engine import Database, open_database
from tests.postgresql import PostgreSQL, started

_SEND_AWAY = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_DELETES = [f'DELETE FROM "{each.name}"' for each in reversed(metadata.sorted_tables)]  # noqa: S608
# As a superuser may: without the triggers that keep the audit.
_EMPTY = ";".join(
    [
        _SEND_AWAY,
        "SET session_replication_role = replica",
        *_DELETES,
        "INSERT INTO audit_head VALUES (1, 0, decode(repeat('00', 32), 'hex'))",
    ]
)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with started() as server:
        yield server


@pytest.fixture(scope="session")
def free_databases() -> list[str]:
    """PostgreSQL databases with empty tables; to empty one is ten times faster than a new one."""
    return []


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "lespwa.sqlite3"
    _make(f"sqlite:///{file}")
    return file


def _make(url: str) -> None:
    database = open_database(url)
    database.upgrade()
    database.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with its tables."""
    file = tmp_path / "lespwa.sqlite3"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, free_databases: list[str]) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with its tables."""
    if not free_databases:
        free_databases.append(postgresql.new_database())
        _make(postgresql.url(free_databases[0]))
    name = free_databases.pop()
    yield postgresql.url(name)
    postgresql.execute(_EMPTY, name)
    free_databases.append(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with its tables, once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with its tables, once on each kind."""
    database = open_database(database_url)
    yield database
    database.close()
