"""Measures what the publish gate costs, against pyxform's own conversion of the same forms."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

from pyxform.xls2xform import convert

from server.odk.gate.inspection import Source, inspect
from server.odk.gate.standards import standards
from tests.bench import long_form
from tests.bench.figures import Figure, Target
from tests.simulators.gate import CHOICES, settings
from tests.simulators.sheets import form

_TARGET = Target(limit=2, is_ceiling=True)
_TIMES = 3  # the best of


def measure(scale: float) -> Iterator[Figure]:
    """Yield, for each kind of large form, how many times pyxform's own time a check takes."""
    for name, (survey, choices) in _forms(scale).items():
        content = form(survey, choices, settings())
        ratio = _checked(content) / _converted(content)
        yield Figure(
            name=f"check against pyxform, {name}", value=ratio, unit="times", target=_TARGET
        )


def _forms(scale: float) -> dict[str, tuple[str, str]]:
    one = "|type|name|label|\n|select_one l|a|A|"
    many = range(int(10_000 * scale))
    rows = "\n".join(f"|l|c{each}|Choice {each}|" for each in many)
    terms = " + ".join(f"if(${{n}} > {each}, {each}, 0)" for each in range(100))
    sums = "\n".join(f"|calculate|c{each}||{terms}|" for each in range(int(40 * scale) + 1))
    parts = " or ".join(f"${{n}} = {each} or selected(${{n}}, '{each}')" for each in range(60))
    waits = "\n".join(f"|text|t{each}|T|{parts}|" for each in range(int(60 * scale) + 1))
    groups = range(int(60 * scale) + 1)
    return {
        "400 questions": (long_form.survey(), CHOICES),
        "many choices": (one, f"|list_name|name|label|\n{rows}"),
        "long expressions": (f"|type|name|label|calculation|\n|integer|n|N||\n{sums}", ""),
        "long conditions": (f"|type|name|label|relevant|\n|integer|n|N||\n{waits}", ""),
        "deep groups": (f"|type|name|label|\n{''.join(map(_deep, groups))}", ""),
    }


def _deep(number: int) -> str:
    begins = "".join(f"|begin_group|g{number}_{level}|G|\n" for level in range(10))
    return f"{begins}|text|q{number}|Q|\n" + "|end_group|||\n" * 10


def _checked(content: bytes) -> float:
    source = Source(name="form.xlsx", content=content, media={})
    return _best(lambda: inspect(source, standards()))


def _converted(content: bytes) -> float:
    return _best(lambda: convert(io.BytesIO(content), file_type=".xlsx"))


def _best(act: Callable[[], object]) -> float:
    return min(_timed(act) for _ in range(_TIMES))


def _timed(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun
