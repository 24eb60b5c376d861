"""A Lespwa of its own for each figure: its folder, its database, its commands and its server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from server.demo.show import free_port
from server.storage.engine import open_database
from tests.postgresql import PostgreSQL
from tests.simulators.office import environ as signing_in
from tests.simulators.office import open_custody
from tests.simulators.vault import fixed_vault

_HERE = Path(__file__).parents[2]
SPREADSHEETS = _HERE / "xlsforms"
KEY_BITS = 2048
HOST = "127.0.0.1"
_ADDRESS = re.compile(r"https?://\S+/key/\S+")
_AUDIENCES = ("agency", "public", "hotline", "expert")
_START_SECONDS = 30
DURABLE = "-c shared_buffers=256MB"  # everything else as PostgreSQL comes: it flushes to disk


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One Lespwa; `database_pid` is its PostgreSQL server, 0 with SQLite.

    `tree` is the source its commands are run from.
    """

    tree: Path = _HERE
    folder: Path
    database_url: str
    port: int
    database_pid: int = 0

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.folder / "data"

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment of its commands."""
        others = {name: text for name, text in os.environ.items() if name[:7] != "LESPWA_"}
        return others | {
            "PYTHONPATH": str(self.tree),
            "LESPWA_DATA": str(self.data),
            "LESPWA_DATABASE_URL": self.database_url,
            "LESPWA_PUBLIC_URL": f"http://{HOST}:{self.port}",
            **signing_in(self.folder),
        }

    @property
    def key_file(self) -> Path:
        """The private form key, for what opens without a vault."""
        return self.folder / "key.pem"

    def run(self, *arguments: str) -> str:
        """Run one `lespwa` command and return what it prints."""
        return self.python("-m", "server", *arguments)

    def python(self, *arguments: str) -> str:
        """Run a program of its tree and return what it prints."""
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environ,
            cwd=self.tree,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def publish(self, *spreadsheets: Path, bits: int = KEY_BITS) -> None:
        """Set up with a form key of that size, and publish forms."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        with closing(open_database(self.database_url)) as database:
            database.upgrade()
            key = rsa.generate_private_key(65537, bits)
            open_custody(database, vault=fixed_vault(), key=key, at=datetime.now(UTC))
        self.key_file.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        self.run("forms", "publish", *map(str, spreadsheets))

    def add_agent(self) -> str:
        """Add an agent for every form and return the address its tablet uses."""
        wanted = [word for each in _AUDIENCES for word in ("--audience", each)]
        shown = self.run(
            *("agents", "add", "Bench", "--agency", "Example Police Post"),
            *("--new-agency", "police", "--trained-on", datetime.now(UTC).date().isoformat()),
            *wanted,
        )
        found = _ADDRESS.search(shown)
        assert found is not None
        return found[0]

    @contextmanager
    def serving(self, workers: int) -> Iterator[int]:
        """Run `lespwa serve` and give its process id."""
        where = ("--host", HOST, "--port", str(self.port), "--workers", str(workers))
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", *where],
            env=self.environ,
            cwd=self.tree,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait()
            yield process.pid
        finally:
            process.terminate()
            process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            with closing(socket.socket()) as probe:
                if probe.connect_ex((HOST, self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError("the server did not start")


@contextmanager
def on_postgresql() -> Iterator[Installation]:
    """Give an installation on a PostgreSQL server of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="lespwa-pg-", ignore_cleanup_errors=True) as server,
        tempfile.TemporaryDirectory(prefix="lespwa-bench-") as folder,
    ):
        postgresql = PostgreSQL(Path(server), DURABLE)
        try:
            yield Installation(
                folder=Path(folder),
                database_url=postgresql.url(postgresql.new_database()),
                port=free_port(HOST),
                database_pid=postgresql.pid,
            )
        finally:
            postgresql.stop()


@contextmanager
def on_sqlite() -> Iterator[Installation]:
    """Give an installation on SQLite."""
    with tempfile.TemporaryDirectory(prefix="lespwa-bench-") as folder:
        url = f"sqlite:///{folder}/lespwa.sqlite3"
        yield Installation(folder=Path(folder), database_url=url, port=free_port(HOST))
