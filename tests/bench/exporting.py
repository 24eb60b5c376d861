"""How much more memory an export of 100,000 submissions needs than one of 10,000."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import func, select

from server.cli.filing.unsealing import Crew, Place
from server.storage.engine import Database, open_database
from server.storage.tables import submission
from tests.bench import tablets
from tests.bench.figures import Figure, Target
from tests.bench.installation import SPREADSHEETS, Installation, on_postgresql
from tests.bench.post import receive_many
from tests.simulators.agreeing import agree_on_export
from tests.simulators.owed import NOTHING_OWED
from tests.simulators.vault import fixed_vault

_FORM = "screening"
_FEW, _MANY = 10_000, 100_000
_MIB = 1024 * 1024
_MEMORY = Target(limit=20, is_ceiling=True)
_EXPORTS = (
    ("export cases, xlsx", ("cases",), "xlsx"),
    ("export submissions, csv", ("submissions", _FORM), "csv"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One export: its peak of memory in bytes, and how long it took."""

    peak: int
    seconds: float


def measure(scale: float) -> Iterator[Figure]:
    """Measure each export at both sizes; PostgreSQL."""
    counts = int(_FEW * scale), int(_MANY * scale)
    runs = []
    with on_postgresql() as installation:
        installation.publish(SPREADSHEETS / f"{_FORM}.xlsx")
        for _, what, _ in _EXPORTS:
            agree_on_export(installation.database_url, *what)
        with closing(open_database(installation.database_url)) as database:
            for count in counts:
                _file(installation, database, count)
                runs.append(_export_all(installation, str(count)))
    for (name, _, _), small, large in zip(_EXPORTS, *runs, strict=True):
        yield from _figures(name, small, large, counts)


def _file(installation: Installation, database: Database, count: int) -> None:
    """Receive, open and file so many submissions, those included that are there already."""
    there = _count(database)
    receive_many(installation, tablets.published(database), count - there, seed=count)
    place = Place(url=installation.database_url, owed=NOTHING_OWED)
    with Crew(database, place, vault=fixed_vault(), workers=2) as crew:
        crew.run(lambda _: None)
    assert _count(database) == count


def _figures(name: str, small: _Run, large: _Run, counts: tuple[int, int]) -> Iterator[Figure]:
    few, many = counts
    yield Figure(
        name=f"{name}, {many:,} records: memory beyond that for {few:,}",
        value=(large.peak - small.peak) / _MIB,
        unit="MiB",
        target=_MEMORY,
    )
    yield Figure(name="  peak", value=large.peak / _MIB, unit="MiB")
    yield Figure(name="  two exports at once, each", value=many / large.seconds, unit="a second")


def _export_all(installation: Installation, name: str) -> list[_Run]:
    with ThreadPoolExecutor(2) as threads:
        jobs = [
            threads.submit(_export, installation, what, kind, f"{name}-{number}.{kind}.out")
            for number, (_, what, kind) in enumerate(_EXPORTS)
        ]
        return [each.result() for each in jobs]


def _export(installation: Installation, what: tuple[str, ...], kind: str, name: str) -> _Run:
    out = installation.folder / name
    words = ["export", *what, "--format", kind, "--out", str(out)]
    began = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.peak", *words],
        env=installation.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        raise RuntimeError(said.stderr)
    out.unlink()
    return _Run(peak=int(said.stdout.splitlines()[-1]), seconds=time.monotonic() - began)


def _count(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(submission)) or 0
