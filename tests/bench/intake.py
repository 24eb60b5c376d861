"""What it costs the server to accept a sealed submission of 62 questions from ODK Collect."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context

from server.storage.engine import open_database
from tests.bench import questionnaire, tablets
from tests.bench.figures import Figure, Target
from tests.bench.installation import Installation, on_postgresql, on_sqlite
from tests.bench.processes import cpu_seconds
from tests.simulators.collect import Collect
from tests.simulators.sending import Instance

_COUNT = 3000
_WARMING_UP = 40
_WORKERS = 2
_MILLISECONDS = Target(limit=2.5, is_ceiling=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """What the tablets sent: when they began and ended, and how many arrived."""

    began: float
    ended: float
    accepted: int


def measure(scale: float) -> Iterator[Figure]:
    """Measure on PostgreSQL and on SQLite."""
    count = int(_COUNT * scale)
    with on_postgresql() as installation:
        yield from _measure(installation, count, "PostgreSQL")
    with on_sqlite() as installation:
        yield from _measure(installation, count, "SQLite")


def _measure(installation: Installation, count: int, name: str) -> Iterator[Figure]:
    spreadsheet = installation.folder / "trial.xlsx"
    spreadsheet.write_bytes(questionnaire.spreadsheet())
    installation.publish(spreadsheet)
    address = installation.add_agent()
    with closing(open_database(installation.database_url)) as database:
        xforms = tablets.published(database)
    with installation.serving(_WORKERS) as server:
        _send(address, tablets.seal_many(xforms, _WARMING_UP, seed=1))
        instances = tablets.seal_many(xforms, count, seed=1001)
        roots = [pid for pid in (server, installation.database_pid) if pid]
        before = [cpu_seconds(pid) for pid in roots]
        load = _send(address, instances)
        used = [cpu_seconds(pid) - start for pid, start in zip(roots, before, strict=True)]
    assert load.accepted == count
    yield Figure(
        name=f"intake on {name}: server CPU a submission, database included",
        value=1000 * sum(used) / count,
        unit="ms",
        target=_MILLISECONDS,
    )
    if len(used) > 1:
        yield Figure(name="  of it the database", value=1000 * used[1] / count, unit="ms")
    rate = count / (load.ended - load.began)
    yield Figure(name=f"intake on {name}: accepted", value=rate, unit="a second")


def _send(address: str, shares: Sequence[Sequence[Instance]]) -> _Load:
    """Send each share from a process of its own, and wait for all."""
    with get_context("spawn").Pool(len(shares)) as processes:
        work = [(address, share, turn) for turn, share in enumerate(shares)]
        loads = processes.starmap(_send_share, work, chunksize=1)
    return _Load(
        began=min(each.began for each in loads),
        ended=max(each.ended for each in loads),
        accepted=sum(each.accepted for each in loads),
    )


def _send_share(address: str, instances: Sequence[Instance], seed: int) -> _Load:
    began = time.monotonic()
    accepted = 0
    with Collect(address, randomness=random.Random(seed)) as collect:
        for instance in instances:
            (outcome,) = collect.send([instance])
            accepted += outcome.is_sent
            collect.wire.log.clear()
    return _Load(began=began, ended=time.monotonic(), accepted=accepted)
