"""What every test may ask for: above all a database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.storage.engine import Database, open_database
from tests.postgresql import PostgreSQL

_TEMPLATE = "lespwa_template"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    # Not tmp_path: the name of a Unix socket may have no more than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="lespwa-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgreSQL(Path(folder))
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgresql_template(postgresql: PostgreSQL) -> str:
    postgresql.execute(f"CREATE DATABASE {_TEMPLATE}")
    _make(postgresql.url(_TEMPLATE))
    return _TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "lespwa.sqlite3"
    _make(f"sqlite:///{file}")
    return file


def _make(url: str) -> None:
    database = open_database(url)
    database.create()
    database.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with its tables."""
    file = tmp_path / "lespwa.sqlite3"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(postgresql: PostgreSQL, postgresql_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with its tables."""
    name = postgresql.new_database(postgresql_template)
    yield postgresql.url(name)
    postgresql.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
