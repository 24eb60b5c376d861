"""This build and an earlier one side by side: each its own database and commands, the same data."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import make_url

from server.demo.show import free_port
from server.storage.engine import open_database
from tests.bench.installation import DURABLE, HOST, Installation
from tests.bench.processes import cpu_seconds
from tests.postgresql import PostgreSQL

COMMIT = "8aa9fe8"
_HERE = Path(__file__).parents[2]
_ROUNDS = 3


class NoHistory(Exception):  # noqa: N818 - a state, not a fault
    """The earlier build cannot be had: there is no git here, or no history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What some work took: processor seconds, the database's included, and seconds by the clock."""

    cpu: float
    seconds: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(cpu=self.cpu + other.cpu, seconds=self.seconds + other.seconds)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(cpu=self.cpu - other.cpu, seconds=self.seconds - other.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The two builds; `address` is where the tablets of an agent of each send to."""

    old: Installation
    new: Installation
    address: str
    server: PostgreSQL

    def address_of(self, build: Installation) -> str:
        """Return the address that a tablet uses with one of the two."""
        return self.address.replace(f":{self.old.port}/", f":{build.port}/")

    def copied(self) -> Pair:
        """Return the same two builds on copies of their databases."""
        return replace(
            self, old=_on_copy(self.old, self.server), new=_on_copy(self.new, self.server)
        )

    def seed(self, form: str, count: int) -> None:
        """Receive more submissions with the earlier build."""
        _seed(self.old, form, count)

    def bring_over(self) -> Pair:
        """Give this build a copy of what the earlier one has, brought up to date."""
        copy = _on_copy(self.old, self.server)
        with closing(open_database(copy.database_url)) as database:
            database.upgrade()
        return replace(self, new=replace(self.new, database_url=copy.database_url))

    def in_turns(
        self, work: Callable[[Installation], object], rounds: int = _ROUNDS
    ) -> tuple[Spent, Spent]:
        """Let both do the same work, one after the other and again; what it took each."""
        old = new = Spent(cpu=0, seconds=0)
        for _ in range(rounds):
            old += spent(self.old, work)
            new += spent(self.new, work)
        return old, new


def spent(build: Installation, work: Callable[[Installation], object]) -> Spent:
    """Let one build do some work, and say what that took."""
    before, began = _cpu(build), time.monotonic()
    work(build)
    return Spent(cpu=_cpu(build) - before, seconds=time.monotonic() - began)


@contextmanager
def side_by_side(form: str, count: int) -> Iterator[Pair]:
    """Set up the earlier build with some submissions, and this one on a copy of them.

    Raises:
        NoHistory: when the earlier build cannot be had.
    """
    with (
        _earlier_tree() as tree,
        tempfile.TemporaryDirectory(prefix="lespwa-pg-", ignore_cleanup_errors=True) as home,
        tempfile.TemporaryDirectory(prefix="lespwa-bench-") as folder,
    ):
        server = PostgreSQL(Path(home), DURABLE)
        try:
            old = Installation(
                tree=tree,
                folder=Path(folder),
                database_url=server.url(server.new_database()),
                port=free_port(HOST),
                database_pid=server.pid,
            )
            address = _seed(old, form, count)
            new = replace(old, tree=_HERE, port=free_port(HOST))
            yield Pair(old=old, new=new, address=address, server=server).bring_over()
        finally:
            server.stop()


@contextmanager
def _earlier_tree() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lespwa-earlier-") as folder:
        tree = Path(folder, COMMIT)
        _git("worktree", "add", "--detach", str(tree), COMMIT)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> None:
    git = shutil.which("git")
    if git is None:
        raise NoHistory
    try:
        subprocess.run([git, "-C", str(_HERE), *words], check=True, capture_output=True)
    except subprocess.CalledProcessError as error:
        raise NoHistory from error


def _seed(build: Installation, form: str, count: int) -> str:
    script = Path(__file__).with_name("seeding.py")
    facts: Sequence[object] = (
        build.folder,
        build.database_url,
        build.port,
        build.database_pid,
        form,
        count,
    )
    # -P: the folder of the script would else come before the build's own modules.
    return build.python("-P", str(script), *map(str, facts))


def _on_copy(build: Installation, server: PostgreSQL) -> Installation:
    name = server.new_database(str(make_url(build.database_url).database))
    return replace(build, database_url=server.url(name))


def _cpu(build: Installation) -> float:
    return cpu_seconds(os.getpid(), build.database_pid)
