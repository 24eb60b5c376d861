"""The record as it stands: what a person's sittings say, folded in order, with nothing lost.

A field has its newest given value, and knows every earlier one. Rows are told apart by the keys of
the schema. Rows of a repeat that share their keys, or have none, cannot be told apart across
sittings: those of the newest sitting that gave any stand, and the others are kept as earlier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeAlias

from server.domain import mapping
from server.domain.answers import Value
from server.domain.records import Record
from server.domain.schema import SCHEMA

_KINDS: Final = {each.name: each for each in SCHEMA.kinds}
_ORDER: Final = {each.name: number for number, each in enumerate(SCHEMA.kinds)}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a value stands: the kind of record, the keys of its row, and its row in a repeat.

    `row` is the id of a record that stands in a repeat, and empty for all others.
    """

    kind: str
    keys: tuple[tuple[str, str], ...] = ()
    row: str = ""

    @property
    def group(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What this place shares with the rows that it cannot be told apart from."""
        return self.kind, self.keys


Spot: TypeAlias = tuple[Place, str]  # a place, and a field there


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What was filed of one sitting with a person; it adds, unless it `amends`.

    `amends` holds the questions of a sitting that was begun from the record as it stood: whoever
    left one of them empty has cleared it. An empty answer of a sitting that adds says nothing.
    """

    id: str
    author: str
    at: datetime
    records: Sequence[Record] = field(repr=False)
    amends: frozenset[mapping.Mapping] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One value, and the sitting that gave it; None says that the sitting cleared the field."""

    value: Value | None = field(repr=False)
    sitting: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything that one field was given, the oldest first."""

    given: tuple[Given, ...]

    @property
    def now(self) -> Given | None:
        """What stands; None when it was cleared."""
        return None if self.given[-1].value is None else self.given[-1]

    @property
    def earlier(self) -> tuple[Given, ...]:
        """What stood before, and was cleared, the oldest first."""
        return self.given if self.now is None else self.given[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """The record of a person: each row by its place, in the order of the schema."""

    rows: Mapping[Place, Mapping[str, History]]

    def value(self, place: Place, name: str) -> Value | None:
        """Return the value that stands in a field of a row, None when there is none."""
        history = self.rows.get(place, {}).get(name)
        return history.given[-1].value if history else None

    def standing(self) -> Iterator[tuple[Place, str, Given]]:
        """Yield what stands: each place and field with its value."""
        for place, fields in self.rows.items():
            for name, history in fields.items():
                if history.now is not None:
                    yield place, name, history.now


def fold(sittings: Iterable[Sitting], until: datetime | None = None) -> PersonRecord:
    """Return the record after these sittings, in whichever order they come, or as of a time."""
    held: dict[Spot, list[Given]] = {}
    for sitting in sorted(sittings, key=lambda each: (each.at, each.id)):
        if until is None or sitting.at <= until:
            _take(sitting, held)
    return PersonRecord(rows=_rows(held))


def _take(sitting: Sitting, held: dict[Spot, list[Given]]) -> None:
    said = list(_said(sitting.records))
    for spot in _emptied(sitting, frozenset(spot for spot, _ in said), held):
        held[spot].append(_given(sitting, None))
    for spot, value in said:
        held.setdefault(spot, []).append(_given(sitting, value))


def _given(sitting: Sitting, value: Value | None) -> Given:
    return Given(value=value, sitting=sitting.id, author=sitting.author, at=sitting.at)


def _said(records: Iterable[Record]) -> Iterator[tuple[Spot, Value]]:
    """Yield every value of a sitting; a key that the form itself holds only names the row."""
    for record in records:
        place = _place(record)
        for name, value in record.values.items():
            if name in record.sources or name not in _KINDS[record.kind].keys:
                yield (place, name), value


def _place(record: Record) -> Place:
    kind = _KINDS[record.kind]
    keys = tuple((name, str(record.values.get(name, ""))) for name in kind.keys)
    is_repeated = any(source.position for source in record.sources.values())
    row = record.id if is_repeated and not kind.is_subject else ""
    return Place(kind=kind.name, keys=keys, row=row)


def _emptied(
    sitting: Sitting, said: frozenset[Spot], held: Mapping[Spot, Sequence[Given]]
) -> list[Spot]:
    """Return the fields that stand no more: left empty by who amends, or rows that gave way."""
    places = {place for place, _ in said}
    groups = {place.group for place in places}
    return [
        (place, name)
        for (place, name), given in held.items()
        if given[-1].value is not None
        and (place, name) not in said
        and (
            (place.group in groups and place not in places)
            or any(_asks(question, place, name) for question in sitting.amends)
        )
    ]


def _asks(question: mapping.Mapping, place: Place, name: str) -> bool:
    """Tell whether a question fills that field of that row."""
    return (question.kind, question.field) == (place.kind, name) and (
        set(question.keys) <= set(place.keys)
    )


def _rows(held: Mapping[Spot, Sequence[Given]]) -> Mapping[Place, Mapping[str, History]]:
    rows: dict[Place, dict[str, History]] = {}
    for (place, name), given in held.items():
        rows.setdefault(place, {})[name] = History(given=tuple(given))
    # Stable: rows of a repeat stay in the order in which they were given.
    ordered = sorted(rows, key=lambda place: _ORDER[place.kind])
    return MappingProxyType({place: MappingProxyType(rows[place]) for place in ordered})
