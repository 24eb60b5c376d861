"""How long `lespwa audit verify` takes over a million events, and how much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import islice

from server.domain.audit_event import AuditEvent, link, written_at, written_detail
from server.domain.checkpoint import GENESIS
from server.storage.audit.events import CHAINING
from server.storage.engine import Database, open_database
from server.storage.tables import audit_head, event
from tests.bench.figures import Figure, Target
from tests.bench.installation import Installation, on_postgresql, on_sqlite
from tests.bench.tablets import NOW

_FEW, _MANY = 10_000, 1_000_000
_TOGETHER = 10_000
_MIB = 1024 * 1024
_SECONDS = Target(limit=15, is_ceiling=True)
_MEMORY = Target(limit=5, is_ceiling=True)
_OURS = {CHAINING: True}


def measure(scale: float) -> Iterator[Figure]:
    """Measure on PostgreSQL and on SQLite."""
    counts = int(_FEW * scale), int(_MANY * scale)
    with on_postgresql() as installation:
        yield from _measure(installation, counts, "PostgreSQL")
    with on_sqlite() as installation:
        yield from _measure(installation, counts, "SQLite")


def _measure(installation: Installation, counts: tuple[int, int], name: str) -> Iterator[Figure]:
    installation.data.mkdir(mode=0o700)
    with closing(open_database(installation.database_url)) as database:
        database.upgrade()
        rows = _events()
        runs = []
        for count, before in zip(counts, (0, counts[0]), strict=True):
            _add(database, rows, count - before)
            runs.append(_verify(installation, count))
    (few, _), (many, seconds) = runs
    yield Figure(
        name=f"audit verify on {name}, {counts[1]:,} events",
        value=seconds,
        unit="s",
        target=_SECONDS,
    )
    yield Figure(
        name=f"  memory beyond that for {counts[0]:,}",
        value=(many - few) / _MIB,
        unit="MiB",
        target=_MEMORY,
    )
    yield Figure(name="  peak", value=many / _MIB, unit="MiB")


def _events() -> Iterator[dict[str, object]]:
    """Yield the rows of an endless audit, as the way in and the opening of submissions make it."""
    previous, sequence = GENESIS.hash, 0
    received = written_detail({"files": 2, "missing": 0, "ignored": 0})
    filed = written_detail({"records": 9, "others": 11, "findings": 1})
    while True:
        sequence += 1
        made = AuditEvent(
            sequence=sequence,
            at=written_at(NOW + timedelta(milliseconds=sequence)),
            actor=f"agent:{sequence % 40:032x}" if sequence % 2 else "unseal",
            action="submission.received" if sequence % 2 else "submission.filed",
            subject=f"{sequence // 2:032x}",
            detail=received if sequence % 2 else filed,
        )
        texts = {
            name: getattr(made, name) for name in ("at", "actor", "action", "subject", "detail")
        }
        found = link(previous, made)
        yield {"sequence": sequence, **texts, "previous_hash": previous, "hash": found}
        previous = found


def _add(database: Database, rows: Iterator[dict[str, object]], count: int) -> None:
    for start in range(0, count, _TOGETHER):
        some = list(islice(rows, min(_TOGETHER, count - start)))
        end = {name: some[-1][name] for name in ("sequence", "hash")}
        with database.engine.begin() as connection:
            connection.execute(event.insert(), some, execution_options=_OURS)
            connection.execute(audit_head.update().values(end), execution_options=_OURS)


def _verify(installation: Installation, count: int) -> tuple[int, float]:
    """Return the peak of memory in bytes, and the seconds from start to end."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.bench.peak", "audit", "verify", "--json"]
    said = subprocess.run(
        command, env=installation.environ, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    seconds = time.monotonic() - began
    told, peak = said.rstrip().rsplit("\n", 1)
    assert json.loads(told)["events"] == count
    return int(peak), seconds
