"""What stands on a paper form: sections, questions, notes and tables, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Kind(StrEnum):
    """How a question is answered with a pen."""

    LINE = "line"
    LINES = "lines"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"  # date and time
    ONE = "one"
    SEVERAL = "several"
    RANK = "rank"
    TICK = "tick"
    SIGNATURE = "signature"
    WRITTEN = "written"  # a list too long to print
    DEVICE = "device"  # a picture or a file, which only a device can add


class Relation(StrEnum):
    """How a condition compares the answer to a question."""

    IS = "is"
    IS_NOT = "is_not"
    ANSWERED = "answered"
    EMPTY = "empty"
    MORE = "more"
    LESS = "less"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Joint(StrEnum):
    """What joins the parts of a condition."""

    AND = "and"
    OR = "or"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One comparison; `values` are what stands on the paper, several of them meaning any."""

    number: int
    relation: Relation
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Several conditions joined by one word."""

    joint: Joint
    parts: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A condition that is there but cannot be said in a few plain words."""


Said: TypeAlias = Term | Joined
Condition: TypeAlias = Said | Unsaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `digits` is how many an integer may have, `choices` are their labels."""

    number: int
    label: str
    hint: str
    kind: Kind
    choices: tuple[str, ...] = ()
    condition: Condition | None = None
    is_required: bool = False
    digits: int = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words between the questions."""

    text: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One question of a table's rows: its caption and its choices, which all rows share."""

    caption: str
    choices: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: what it is about, and the questions asked of it, one a column."""

    label: str
    hint: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Questions with the same choices, one below the other."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group of questions; one that `repeats` is filled in as often as needed."""

    title: str
    items: tuple[Item, ...]
    condition: Condition | None = None
    repeats: bool = False


Item: TypeAlias = Question | Note | Table | Section


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperForm:
    """A form on paper; `stands_in` is the language of what has no translation, "" when all has."""

    form_id: str
    title: str
    version: str
    language: str
    items: tuple[Item, ...]
    stands_in: str = ""


def questions(items: tuple[Item, ...]) -> tuple[Question, ...]:
    """Return every question that stands in some items, in order."""
    found: list[Question] = []
    for item in items:
        if isinstance(item, Question):
            found.append(item)
        elif isinstance(item, Table):
            found += [each for row in item.rows for each in row.questions]
        elif isinstance(item, Section):
            found += questions(item.items)
    return tuple(found)
