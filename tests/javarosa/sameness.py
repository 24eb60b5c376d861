"""When a text that Lespwa writes says the same as a value that JavaRosa's model holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from tests.javarosa.fills import Held


def says_the_same(text: str, held: Held) -> bool:
    """Compare by JavaRosa's own type; the two writers never saw each other's text."""
    return text != "" and _SAME.get(held.type, _same_text)(text, held.value)


def _same_text(text: str, value: str) -> bool:
    return text == value


def _same_number(text: str, value: str) -> bool:
    return Decimal(text) == Decimal(value)


def _same_moment(text: str, value: str) -> bool:
    return datetime.fromisoformat(text) == datetime.fromisoformat(value)


def _same_time(text: str, value: str) -> bool:
    return text.startswith(value)  # JavaRosa's model knows the time, its XML adds the zone


def _same_points(text: str, value: str) -> bool:
    return [float(number) for number in text.replace(";", " ").split()] == [
        float(number) for number in value.replace(";", " ").split()
    ]


_SAME: dict[str, Callable[[str, str], bool]] = {
    "Integer": _same_number,
    "Long": _same_number,
    "Decimal": _same_number,
    "DateTime": _same_moment,
    "Time": _same_time,
    "GeoPoint": _same_points,
    "GeoTrace": _same_points,
    "GeoShape": _same_points,
}
