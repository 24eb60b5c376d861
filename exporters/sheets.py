"""One table on the worksheets of a workbook: rows and texts too many or too long are carried on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from exporters.cells import as_float, as_text
from exporters.names import sheet_name
from exporters.tables import Cell, Column, ColumnType, Table

ROWS = 1_048_575  # below the header
CHARACTERS = 32_767  # UTF-16 units, as Excel counts
_PART = 16_000  # characters: below the limit whatever they are
_FIRST_DATE = date(1900, 3, 1)  # Excel holds none before: it takes 1900 for a leap year

LONG_TEXT = Table(
    name="long text",
    label="Texts too long for one cell, in parts to be joined",
    key="entry",
    columns=(
        Column(name="entry", type=ColumnType.INTEGER),
        Column(name="sheet"),
        Column(name="row", type=ColumnType.INTEGER),
        Column(name="column"),
        Column(name="part", type=ColumnType.INTEGER),
        Column(name="text"),
    ),
)
NO_DATE = Table(
    name="no date",
    label="What was answered where a date is asked and is none, or before March 1900",
    key="row",
    columns=(
        Column(name="sheet"),
        Column(name="row", type=ColumnType.INTEGER),
        Column(name="column"),
        Column(name="text"),
    ),
)


class PlainWorksheet(Worksheet):  # type: ignore[misc]  # xlsxwriter is not annotated
    """A worksheet that never takes a text such as <r>…</r> for marked-up text."""

    def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
        self._xml_inline_string(string, preserve=True, attributes=attributes)


@dataclass(slots=True)
class Pen:
    """What all sheets of one workbook write with."""

    book: Workbook
    rows: int
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.bold = self.book.add_format({"bold": True})
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd"})

    bold: Any = field(init=False)
    date: Any = field(init=False)

    def add(self, name: str) -> Any:
        """Add a worksheet."""
        return self.book.add_worksheet(sheet_name(name, self.taken), PlainWorksheet)


class Sheet:
    """Write the rows of one table, on as many worksheets as they need."""

    def __init__(self, pen: Pen, table: Table, aside: Aside) -> None:
        self._pen = pen
        self._table = table
        self._aside = aside
        self._turn()

    def write(self, values: Sequence[Cell]) -> None:
        """Write one row below the last."""
        if self._row == self._pen.rows:
            self._turn()
        self._row += 1
        for index, column in enumerate(self._table.columns):
            self._cell(index, values[index], column)

    def _turn(self) -> None:
        self._sheet = self._pen.add(self._table.name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._table.columns) - 1, 18)
        for index, column in enumerate(self._table.columns):
            self._sheet.write_string(0, index, column.name, self._pen.bold)
        self._row = 0

    def _cell(self, index: int, cell: Cell, column: Column) -> None:
        number = as_float(cell, column.type)
        day = _day(cell, column)
        text = as_text(cell)
        if number is not None:
            self._sheet.write_number(self._row, index, number)
        elif day is not None:
            self._sheet.write_datetime(self._row, index, day, self._pen.date)
        elif text and column.type is ColumnType.DATE:
            self._aside.no_date(self._place(column), text)
        elif text:
            self._sheet.write_string(self._row, index, self._fitting(text, column))

    def _place(self, column: Column) -> Place:
        return Place(self._sheet.name, self._row + 1, column.name)

    def _fitting(self, text: str, column: Column) -> str:
        if len(text.encode("utf-16-le")) // 2 <= CHARACTERS:
            return text
        entry = self._aside.too_long(self._place(column), text)
        return (
            f"{text[:_PART]}… [This text has {len(text)} characters, more than a cell can hold. "
            f"All of it stands on the sheet “{LONG_TEXT.name}”, entry {entry}.]"
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell is, as a person sees it."""

    sheet: str
    row: int
    column: str


class Aside:
    """Write what a cell cannot hold on sheets of their own, which are only there if needed."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._entries = 0
        self._sheets: dict[str, Sheet] = {}

    def too_long(self, place: Place, text: str) -> int:
        """Write a text in parts and return the number of its entry."""
        self._entries += 1
        for part, start in enumerate(range(0, len(text), _PART), start=1):
            piece = text[start : start + _PART]
            row = (self._entries, place.sheet, place.row, place.column, part, piece)
            self._sheet(LONG_TEXT).write(row)
        return self._entries

    def no_date(self, place: Place, text: str) -> None:
        """Write what stands where a date is asked: in its own column it would spoil every sum."""
        self._sheet(NO_DATE).write((place.sheet, place.row, place.column, text))

    def _sheet(self, table: Table) -> Sheet:
        if table.name not in self._sheets:
            self._sheets[table.name] = Sheet(self._pen, table, self)
        return self._sheets[table.name]


def _day(cell: Cell, column: Column) -> date | None:
    if column.type is not ColumnType.DATE or isinstance(cell, datetime):
        return None
    if isinstance(cell, str):
        try:
            day = date.fromisoformat(cell)
        except ValueError:
            return None
        cell = day if day.isoformat() == cell else None
    return cell if isinstance(cell, date) and cell >= _FIRST_DATE else None
