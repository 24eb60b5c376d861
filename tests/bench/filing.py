"""How many submissions a second `lespwa unseal` opens, checks, reads, normalises and stores."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from server.cli.filing.unsealing import Crew, Place
from server.domain.states import State
from server.storage.engine import Database, open_database
from tests.bench import tablets
from tests.bench.figures import Figure, Target
from tests.bench.installation import SPREADSHEETS, Installation, on_postgresql, on_sqlite
from tests.bench.post import receive_many
from tests.bench.processes import cpu_seconds
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.vault import fixed_vault

_COUNT = 6000
_WARMING_UP = 100
_RATE = Target(limit=300)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """One way to measure."""

    name: str
    workers: int
    bits: int = 2048
    target: Target | None = None


def measure(scale: float) -> Iterator[Figure]:
    """Measure on PostgreSQL with two processes, and on SQLite with its one."""
    count = int(_COUNT * scale)
    with on_postgresql() as installation:
        setting = _Setting(name="PostgreSQL, 2 processes", workers=2, target=_RATE)
        yield from _measure(installation, count, setting)
    with on_postgresql() as installation:
        name = "PostgreSQL, 2 processes, keys of 3072 bits"
        yield from _measure(installation, count // 2, _Setting(name=name, workers=2, bits=3072))
    with on_sqlite() as installation:
        yield from _measure(installation, count // 4, _Setting(name="SQLite, 1 process", workers=1))


def _measure(installation: Installation, count: int, setting: _Setting) -> Iterator[Figure]:
    forms = [SPREADSHEETS / f"{name}.xlsx" for name in tablets.REAL_FORMS]
    installation.publish(*forms, bits=setting.bits)
    with closing(open_database(installation.database_url)) as database:
        receive_many(installation, tablets.published(database), _WARMING_UP, seed=1)
        with _crew(installation, database, setting.workers) as crew:
            crew.run(lambda _: None)  # the processes have started and loaded their modules
            receive_many(installation, tablets.published(database), count, seed=1001)
            before, began = _cpu(installation), time.monotonic()
            tally = crew.run(lambda _: None)
            seconds, used = time.monotonic() - began, _cpu(installation) - before
    assert tally == {(State.FILED, None): count}
    yield Figure(
        name=f"filing on {setting.name}",
        value=count / seconds,
        unit="a second",
        target=setting.target,
    )
    yield Figure(name="  CPU a submission, database included", value=1000 * used / count, unit="ms")


def _crew(installation: Installation, database: Database, workers: int) -> Crew:
    place = Place(url=installation.database_url, owed=NOTHING_OWED)
    return Crew(database, place, vault=fixed_vault(), workers=workers)


def _cpu(installation: Installation) -> float:
    return cpu_seconds(*filter(None, (os.getpid(), installation.database_pid)))
