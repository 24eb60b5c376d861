"""Against the build of 8aa9fe8: what the same work on the same data takes, as a share of then."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial

from rich.console import Console

from tests.bench.builds import COMMIT, NoHistory, Pair, Spent, side_by_side
from tests.bench.figures import Figure, Target
from tests.bench.installation import Installation

_FORM = "hotline"
_FEW, _MANY = 1_000, 20_000
_MIB = 1024 * 1024
_ROUNDS = 3
_EXPORTS = (("export submissions", ("submissions", _FORM)), ("export cases", ("cases",)))
_FILING = Target(limit=0.7, is_ceiling=True)
_EXPORTING = Target(limit=0.2, is_ceiling=True)
_PEAK = Target(limit=1.0, is_ceiling=True)


def measure(scale: float) -> Iterator[Figure]:
    """Measure both builds in turns; PostgreSQL, keys of 2048 bits."""
    few, many = int(_FEW * scale), int(_MANY * scale)
    yield Figure(name="load of the machine before", value=os.getloadavg()[0], unit="processes")
    try:
        with side_by_side(_FORM, few) as pair:
            yield from _filing(pair, few)
            yield from _exports(pair, few, many)
    except NoHistory:
        Console(stderr=True).print(f"Left out: the build of {COMMIT} is not at hand (git history).")


def share(name: str, old: Spent, new: Spent, count: int, target: Target | None) -> Iterator[Figure]:
    """Say how much of the earlier build's processor time this one takes for the same."""
    yield Figure(
        name=f"{name}: processor time, as a share of {COMMIT}",
        value=new.cpu / old.cpu,
        unit="",
        target=target,
    )
    yield Figure(name="  then", value=1000 * old.cpu / count, unit="ms each")
    yield Figure(name="  now", value=1000 * new.cpu / count, unit="ms each")


def _filing(pair: Pair, count: int) -> Iterator[Figure]:
    old = new = Spent(cpu=0, seconds=0)
    for _ in range(_ROUNDS):
        fresh = pair.copied()
        worked = fresh.in_turns(_unseal, rounds=1)
        idle = fresh.in_turns(_unseal, rounds=1)  # what starting the command takes is no filing
        old, new = old + worked[0] - idle[0], new + worked[1] - idle[1]
    yield from share("filing", old, new, count * _ROUNDS, _FILING)


def _exports(pair: Pair, few: int, many: int) -> Iterator[Figure]:
    """Measure the rows by which the larger export is larger: starting a command is no exporting."""
    small = pair.copied()
    small.in_turns(_unseal, rounds=1)
    pair.seed(_FORM, many - few)
    pair.old.run("unseal", "--workers", "2")
    large = pair.bring_over()
    large.new.run("unseal", "--workers", "2")  # it keeps what the seals gave
    for name, what in _EXPORTS:
        rest = small.in_turns(partial(_export, what=what))
        old, new = large.in_turns(partial(_export, what=what))
        count = _ROUNDS * (many - few)
        yield from share(name, old - rest[0], new - rest[1], count, _EXPORTING)
        yield from _peaks(name, what, large)


def _peaks(name: str, what: tuple[str, ...], large: Pair) -> Iterator[Figure]:
    old, new = _peak(large.old, what), _peak(large.new, what)
    value = new / old
    yield Figure(name=f"{name}: peak of memory, a share", value=value, unit="", target=_PEAK)
    yield Figure(name="  then", value=old / _MIB, unit="MiB")
    yield Figure(name="  now", value=new / _MIB, unit="MiB")


def _unseal(build: Installation) -> None:
    build.run("unseal")


def _export(build: Installation, *, what: tuple[str, ...]) -> None:
    build.run(*_words(build, what))


def _peak(build: Installation, what: tuple[str, ...]) -> int:
    return int(build.python("-m", "tests.bench.peak", *_words(build, what)).split()[-1])


def _words(build: Installation, what: tuple[str, ...]) -> tuple[str, ...]:
    out = str(build.folder / "out.zip")
    return ("export", *what, "--format", "csv", "--out", out, "--overwrite")
