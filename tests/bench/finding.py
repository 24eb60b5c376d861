"""Measures finding a misspelt name among many, and comparing one report with all others."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from server.domain.casework.compared import Coded
from server.domain.casework.matching import survivors
from server.domain.casework.names import names_like
from tests.bench.figures import Figure, Target

_MANY = 100_000
_TIMES = 3  # the best of
_FIRST = ("Marie", "Jean", "Kimberly", "Kervin", "Théophilus", "Agnès", "Lucius")
_LAST = ("Baptiste", "Charlemagne", "Félicien", "Hyacinth", "St.Rose", "Jn-Pierre")


def measure(scale: float) -> Iterator[Figure]:
    """Yield how long each search takes among as many as a large country would have."""
    many, chance = int(_MANY * scale), random.Random(7)
    names = [(str(number), _name(chance)) for number in range(many)]
    reports = [_report(number, chance) for number in range(many)]
    seconds = _best(lambda: names_like("Jn Baptist", names))
    yield _figure(f"{many:,} names by a misspelt one", seconds, 1 * scale)
    seconds = _best(lambda: survivors(reports[0], reports))
    yield _figure(f"one report against {many:,} others, coded fields", seconds, 0.3 * scale)


def _figure(name: str, seconds: float, limit: float) -> Figure:
    return Figure(name=name, value=seconds, unit="s", target=Target(limit=limit, is_ceiling=True))


def _best(what: Callable[[], object]) -> float:
    def seconds() -> float:
        start = time.perf_counter()
        what()
        return time.perf_counter() - start

    return min(seconds() for _ in range(_TIMES))


def _name(chance: random.Random) -> str:
    middle = chance.choice("bdfklmnrstv") + chance.choice("aeiou")
    return f"{chance.choice(_FIRST)} {middle}{chance.choice(_LAST).lower()}"


def _report(number: int, chance: random.Random) -> Coded:
    day = date(2025, 1, 1) + timedelta(days=chance.randrange(700))
    age = chance.randrange(8, 60)
    return Coded(
        reference=str(number),
        first_day=day,
        last_day=day,
        district=chance.choice(["LC-02", "LC-11", "LC-06"]),
        sex=chance.choice(["female", "male"]),
        ages=(age, age),
        country_of_birth=chance.choice(["LCA", "VEN", "HTI"]),
        exploitation=frozenset({chance.choice(["sexual", "begging"])}),
    )
