"""Statements: what people say belongs together, and take back; nothing is ever overwritten.

Each is who, when and why, and once taken back who, when and why again. What is true on a day is
computed from the statements that stand on it, so taking one back restores exactly what was (R38).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

StatementId = NewType("StatementId", str)


class Kind(StrEnum):
    """What a thing is that statements speak of."""

    REPORT = "report"
    SITUATION = "situation"
    PERSON = "person"


class Relation(StrEnum):
    """What a statement says of its two things."""

    BELONGS_TO = "belongs_to"  # a report to a situation
    QUOTES = "quotes"  # a report the reference of another, so both tell of one situation
    IS = "is"  # a situation a situation, a person a person
    IS_NOT = "is_not"  # a person is not a person
    IS_IN = "is_in"  # a person in a situation
    IS_ABOUT = "is_about"  # a report about a person
    IS_WITH = "is_with"  # a person the family or companion of a person


_MAY_SAY = frozenset(
    {
        (Kind.REPORT, Relation.BELONGS_TO, Kind.SITUATION),
        (Kind.REPORT, Relation.QUOTES, Kind.REPORT),
        (Kind.REPORT, Relation.IS_ABOUT, Kind.PERSON),
        (Kind.SITUATION, Relation.IS, Kind.SITUATION),
        (Kind.PERSON, Relation.IS, Kind.PERSON),
        (Kind.PERSON, Relation.IS_NOT, Kind.PERSON),
        (Kind.PERSON, Relation.IS_IN, Kind.SITUATION),
        (Kind.PERSON, Relation.IS_WITH, Kind.PERSON),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Thing:
    """A report, situation or person, by its id here or by its reference."""

    kind: Kind
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who said something, when and why."""

    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing said of two others, and, if it was taken back, by whom and why.

    `detail` is what the relation alone does not say, as a code. Raises ValueError for what cannot
    be said: a person belongs to no report, and nothing is different from itself.
    """

    id: StatementId
    one: Thing
    relation: Relation
    other: Thing
    said: Word
    withdrawn: Word | None = None
    detail: str | None = None

    def __post_init__(self) -> None:
        if (self.one.kind, self.relation, self.other.kind) not in _MAY_SAY:
            raise ValueError(f"a {self.one.kind} cannot be said so of a {self.other.kind}")
        if self.one == self.other:
            raise ValueError("a statement speaks of two things")

    def stands(self, at: datetime) -> bool:
        """Tell whether it had been said, and not yet taken back, at that time."""
        return self.said.at <= at and (self.withdrawn is None or at < self.withdrawn.at)


def standing(statements: Iterable[Statement], at: datetime) -> Iterator[Statement]:
    """Yield the statements that stood at that time."""
    return (each for each in statements if each.stands(at))
