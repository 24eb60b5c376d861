"""What it costs the server to accept a sealed submission of 62 questions from ODK Collect."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context

from server.storage.engine import open_database
from tests.bench import questionnaire, tablets
from tests.bench.figures import Figure, Target
from tests.bench.installation import Installation, on_postgresql, on_sqlite
from tests.bench.processes import cpu_seconds
from tests.simulators.collect import Collect
from tests.simulators.sending import Instance, Sender
from tests.simulators.wire import Request

_COUNT = 3000
_WARMING_UP = 40
_WORKERS = 2
_NO_CONTENT = 204
_MILLISECONDS = Target(limit=2.5, is_ceiling=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """What the tablets sent: when they began and ended, and how many arrived."""

    began: float
    ended: float
    accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cpu:
    """Processor seconds used so far."""

    server: float
    database: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.server + self.database

    def __sub__(self, earlier: _Cpu) -> _Cpu:
        return _Cpu(server=self.server - earlier.server, database=self.database - earlier.database)


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
        before = _cpu(installation, server)
        load = _send(address, instances)
        sent = _cpu(installation, server)
        _at_once(_ask_share, address, instances)
        asked = _cpu(installation, server)
    assert load.accepted == count
    yield from _figures(f"intake on {name}", sent - before, asked - sent, load)


def _figures(name: str, sending: _Cpu, asking: _Cpu, load: _Load) -> Iterator[Figure]:
    each = 1000 / load.accepted
    yield Figure(
        name=f"{name}: CPU to accept a submission, server and database",
        value=each * sending.total,
        unit="ms",
        target=_MILLISECONDS,
    )
    if sending.database:
        yield Figure(name="  of it the database", value=each * sending.database, unit="ms")
    both = each * (sending.total + asking.total)
    yield Figure(name="  with the question (HEAD) that Collect asks before", value=both, unit="ms")
    rate = load.accepted / (load.ended - load.began)
    yield Figure(name=f"{name}: accepted", value=rate, unit="a second")


def _cpu(installation: Installation, server: int) -> _Cpu:
    database = cpu_seconds(installation.database_pid) if installation.database_pid else 0.0
    return _Cpu(server=cpu_seconds(server), database=database)


def _send(address: str, shares: Sequence[Sequence[Instance]]) -> _Load:
    loads = _at_once(_send_share, address, shares)
    return _Load(
        began=min(each.began for each in loads),
        ended=max(each.ended for each in loads),
        accepted=sum(each.accepted for each in loads),
    )


def _at_once(
    work: Callable[[str, Sequence[Instance], int], _Load],
    address: str,
    shares: Sequence[Sequence[Instance]],
) -> list[_Load]:
    """Do the work for each share in a process of its own, all at once, and wait for all."""
    with get_context("spawn").Pool(len(shares)) as processes:
        jobs = [(address, share, turn) for turn, share in enumerate(shares)]
        return processes.starmap(work, jobs, chunksize=1)


def _send_share(address: str, instances: Sequence[Instance], seed: int) -> _Load:
    began, accepted = time.monotonic(), 0
    with Collect(address, randomness=random.Random(seed)) as collect:
        place = collect.wire.with_device(f"{address}/submission")
        sender = Sender(
            wire=collect.wire,
            server_url=address,
            randomness=random.Random(seed),
            _remapped={place: place},  # as if it had asked already
        )
        for instance in instances:
            accepted += sender.send(instance).is_sent
            collect.wire.log.clear()
    return _Load(began=began, ended=time.monotonic(), accepted=accepted)


def _ask_share(address: str, instances: Sequence[Instance], seed: int) -> _Load:
    began = time.monotonic()
    with Collect(address, randomness=random.Random(seed)) as collect:
        question = Request(method="HEAD", url=collect.wire.with_device(f"{address}/submission"))
        for _ in instances:
            assert collect.wire.send(question).status == _NO_CONTENT
            collect.wire.log.clear()
    return _Load(began=began, ended=time.monotonic(), accepted=0)
