"""What an exporter is given: tables, columns, code lists, and rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeAlias

Cell: TypeAlias = str | int | Decimal | date | datetime | time | None


class ColumnType(StrEnum):
    """What a column holds; a cell that does not fit its column is written as text, unchanged."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MONTH = "month"
    TIME = "time"
    MOMENT = "moment"
    CODE = "code"
    CODES = "codes"
    FLAG = "flag"  # 1 or 0
    ATTACHMENT = "attachment"
    PLACE = "place"
    JSON = "json"  # text that is itself a JSON document


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column and what the dictionary says of it.

    `source` is where the column comes from (requirement ids, or a form's versions); `codes`
    names a code list of the same book; `crosswalk` gives its name in other standards.
    """

    name: str
    type: ColumnType = ColumnType.TEXT
    label: str = ""
    section: str = ""
    sensitivity: str = ""
    source: str = ""
    codes: str | None = None
    crosswalk: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table; a row of a table with a `parent` names its parent's `key` in `parent_key`.

    Exactly one table of a book has no parent. `nested` is the name of its list inside the parent
    in a JSON document (the table's own name when empty).
    """

    name: str
    label: str
    columns: tuple[Column, ...]
    key: str
    parent: str | None = None
    parent_key: str = ""
    nested: str = ""

    def index(self, column: str) -> int:
        """Return the position of a column."""
        return [each.name for each in self.columns].index(column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One code of a list, its label and its names in other standards."""

    code: str
    label: str = ""
    crosswalk: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A named list of codes that columns refer to."""

    name: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything one export holds: what it is, its tables and its code lists."""

    title: str
    about: tuple[str, ...]
    tables: tuple[Table, ...]
    code_lists: tuple[CodeList, ...] = ()

    @property
    def root(self) -> Table:
        """The table that every other one hangs on."""
        return next(each for each in self.tables if each.parent is None)


class Sink(Protocol):
    """Where rows go: a root row first, then the rows below it, then the next root row."""

    def begin(self, book: Book) -> None:
        """Write what stands before the rows."""
        ...

    def row(self, table: str, values: Sequence[Cell]) -> None:
        """Write one row of a table, in the order of its columns."""
        ...

    def finish(self, closing: Sequence[str]) -> None:
        """Write what stands after the rows, with the sentences that account for them."""
        ...

    def close(self) -> None:
        """Let go of what is held, finished or not."""
        ...


class Spool(Protocol):
    """Bytes put aside until their turn comes."""

    def write(self, data: bytes) -> None:
        """Add bytes at the end."""
        ...

    def chunks(self) -> Iterable[bytes]:
        """Give all bytes back, in order."""
        ...

    def close(self) -> None:
        """Forget the bytes."""
        ...
