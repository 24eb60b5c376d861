"""Many who write at once, some of them killed: the chain stays whole and holds every commit."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from server.services.trust.audit import verify_chain
from server.storage.engine import Database
from server.storage.tables import event, form

_THREADS, _PROCESSES, _COMMITS = 8, 4, 25
_WRITER = """
import sys
from server.storage.engine import open_database
from server.storage.tables import form

database = open_database(sys.argv[1])
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    with database.work() as work:
        work.hurry()
        name = f"{sys.argv[2]}-{number}"
        row = {"id": name, "audience": "agency", "title": "Made up", "is_open": True}
        work.connection.execute(form.insert(), [row])
        work.note(sys.argv[2], "form.published", name, version=str(number))
        work.note(sys.argv[2], "form.published", name)
        work.commit()
"""


def start(url: str, name: str, commits: int = _COMMITS) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, url, name, str(commits)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def write(database: Database, name: str) -> None:
    for number in range(_COMMITS):
        with database.work() as work:
            work.note(name, "form.published", str(number))
            if number % 5:  # some think better of it
                work.commit()


def count(database: Database) -> int:
    """Return how many events the chain holds, once it is proved whole."""
    with database.reading() as connection:
        verdict = verify_chain(connection)
    assert verdict.is_whole, verdict.sentence
    return verdict.count


def test_threads_that_write_at_once_keep_the_chain_whole(database: Database) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        for each in [pool.submit(write, database, f"writer{n}") for n in range(_THREADS)]:
            each.result()
    assert count(database) == _THREADS * (_COMMITS - _COMMITS // 5)


@pytest.mark.requirement("R84")
def test_processes_that_write_at_once_keep_the_chain_whole(
    database: Database, database_url: str
) -> None:
    writers = [start(database_url, f"writer{number}") for number in range(_PROCESSES)]
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    assert count(database) == _PROCESSES * _COMMITS * 2


def test_writers_killed_at_any_point_leave_the_chain_whole(
    database: Database, database_url: str
) -> None:
    chance = random.Random(84)
    for turn in range(3):
        writers = [start(database_url, f"turn{turn}-{n}", 10_000) for n in range(2)]
        for writer in writers:
            kill(writer, after=chance.uniform(0.05, 0.3))
        settle(database)
    with database.reading() as connection:  # one moment for both
        told = Counter(connection.scalars(select(event.c.subject)))
        done = set(connection.scalars(select(form.c.id)))
    assert set(told.values()) == {2}
    assert set(told) == done


def kill(writer: subprocess.Popen[str], after: float) -> None:
    with writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(after)
        writer.kill()


def settle(database: Database) -> None:
    """Wait for what a killed writer had sent to be done or undone: writing waits for its locks."""
    with database.work() as work:
        row = {"id": f"{time.monotonic_ns()}", "audience": "", "title": "", "is_open": True}
        work.connection.execute(form.insert(), row)
        for _ in range(2):
            work.note("amina", "form.published", row["id"])  # type: ignore[arg-type]
        work.commit()
    assert count(database) > 0
