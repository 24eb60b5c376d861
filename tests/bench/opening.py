"""How near opening with the signature check comes to the bare RSA arithmetic it cannot do without.

Unwrapping the content key and reading the signature take one private operation each, so nothing
can open faster than two of them allow. Both are timed in turns, in the same two processes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256

from server.odk.envelope import read_envelope
from server.odk.keys import read_private_key
from server.odk.seal import SignatureState, open_sealed
from server.storage.engine import open_database
from tests.bench import tablets
from tests.bench.figures import Figure, Target
from tests.bench.installation import SPREADSHEETS, on_sqlite
from tests.simulators.sending import Instance

_COUNT = 12_000
_TURN = 100  # submissions before the turn of the bare operations
_SHARE = Target(limit=70)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    """Seconds of one process: on the clock and of the processor, opening and bare."""

    opening: float
    bare: float
    opening_cpu: float
    bare_cpu: float


def measure(scale: float) -> Iterator[Figure]:
    """Measure on submissions of the three report forms."""
    count = int(_COUNT * scale)
    with on_sqlite() as installation:
        installation.publish(*(SPREADSHEETS / f"{name}.xlsx" for name in tablets.REAL_FORMS))
        with closing(open_database(installation.database_url)) as database:
            xforms = tablets.published(database)
        pem = installation.key_file
        with tablets.pool() as processes:
            shares = processes.map(tablets.seal_some, tablets.shares(xforms, count, 1))
            times = list(processes.map(partial(_time, pem), list(shares)))
    # Each process has a rate of its own; together they have the sum.
    ratio = _ratio([(each.opening, each.bare) for each in times])
    cpu = _ratio([(each.opening_cpu, each.bare_cpu) for each in times])
    rate = sum(count / len(times) / each.opening for each in times)
    yield Figure(
        name="opening: of what two RSA-2048 operations a submission allow, 2 processes",
        value=100 * ratio,
        unit="%",
        target=_SHARE,
    )
    yield Figure(name="  the same in processor time", value=100 * cpu, unit="%")
    yield Figure(name="opening with signature check, 2 processes", value=rate, unit="a second")


def _ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return sum(1 / opening for opening, _ in pairs) / sum(1 / bare for _, bare in pairs)


def _time(pem: Path, instances: Sequence[Instance]) -> _Times:
    key = read_private_key(pem.read_bytes(), name=pem.name)
    spent = [0.0, 0.0, 0.0, 0.0]
    for start in range(0, len(instances), _TURN):
        turn = instances[start : start + _TURN]
        wall, cpu = _timed(partial(_open, turn, key))
        bare_wall, bare_cpu = _timed(partial(_bare, 2 * len(turn), key))
        measured = (wall, bare_wall, cpu, bare_cpu)
        spent = [before + now for before, now in zip(spent, measured, strict=True)]
    opening, bare, opening_cpu, bare_cpu = spent
    return _Times(opening=opening, bare=bare, opening_cpu=opening_cpu, bare_cpu=bare_cpu)


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _open(instances: Sequence[Instance], key: RSAPrivateKey) -> None:
    for instance in instances:
        files = {name: partial(iter, [content]) for name, content in instance.files}
        opened = open_sealed(read_envelope(instance.xml), files, [key])
        assert opened.signature is SignatureState.VALID


def _bare(count: int, key: RSAPrivateKey) -> None:
    digest, padding, done = sha256(b"").digest(), PKCS1v15(), Prehashed(SHA256())
    for _ in range(count):
        key.sign(digest, padding, done)
