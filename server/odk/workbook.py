"""Reads a spreadsheet into sheets, columns and rows that know their place."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeAlias
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from server.errors import Code, Refused
from server.odk.container import check_container
from server.odk.gate.message import Spot, did_you_mean
from server.odk.unsaid import NOTHING_UNSAID, Unsaid, read_unsaid

SHEETS = ("survey", "choices", "settings", "entities", "external_choices", "osm")
MOST_ROWS = 20_000
MOST_COLUMNS = 256
_Line: TypeAlias = tuple[int, Sequence[Any]]  # a row's number and its cells
_EMPTY_ROWS = 500  # this many in a row, and the rest of the sheet is taken as empty

# What openpyxl raises over a workbook that is not well made.
_UNREADABLE = (
    AttributeError,
    IndexError,
    InvalidFileException,
    KeyError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
)

# Other names that pyxform takes for a column.
_SAME_COLUMN = {
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "readonly": "read_only",
    "command": "type",
    "tag": "name",
    "value": "name",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its header as written, `key` in one spelling for all, and Excel's letter."""

    header: str
    key: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that holds something: its number as Excel counts, its texts by column key."""

    number: int
    cells: Mapping[str, str]

    def get(self, key: str) -> str:
        """Return the text in a column, "" when there is none."""
        return self.cells.get(key, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet, and what of it cannot be read.

    `faults` are the cells in which Excel shows an error such as #REF!, `unheaded` the first cell
    of each column without a heading, `left_out` the last that lies beyond what is read; `unsaid`
    is what openpyxl does not tell.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    faults: tuple[Spot, ...] = ()
    unheaded: tuple[Spot, ...] = ()
    left_out: Spot | None = None
    unsaid: Unsaid = NOTHING_UNSAID

    def column(self, key: str) -> Column | None:
        """Return the first column of that key."""
        return next((each for each in self.columns if each.key == key), None)

    def spot(self, row: int | None = None, key: str | None = None) -> Spot:
        """Return a place on this sheet; without the column when the sheet has none of that key."""
        column = self.column(key) if key else None
        if column is None:
            return Spot(sheet=self.name, row=row)
        return Spot(sheet=self.name, row=row, column=column.header, letter=column.letter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """The sheets of a form's spreadsheet that mean something, by name in small letters."""

    sheets: Mapping[str, Sheet]
    names: tuple[str, ...]

    def sheet(self, name: str) -> Sheet:
        """Return the sheet of that name, an empty one when there is none."""
        return self.sheets.get(name) or Sheet(name=name, columns=(), rows=())

    @property
    def settings(self) -> Row:
        """The one row of the settings sheet, empty when there is none."""
        rows = self.sheet("settings").rows
        return rows[0] if rows else Row(number=2, cells=MappingProxyType({}))


def read_workbook(data: bytes, name: str) -> Workbook:
    """Read a .xlsx file; `name` is what it is called in a refusal.

    Raises:
        Refused: FILE_PROBLEM, with one clause that says what is wrong and what to do.
    """
    check_container(data, name)
    try:
        workbook = _read(data)
    except _UNREADABLE as problem:
        why = "the workbook cannot be read; open it in Excel or LibreOffice and save it again"
        raise Refused(Code.FILE_PROBLEM, name=name, why=why) from problem
    if "survey" not in workbook.sheets:
        hint = did_you_mean("survey", workbook.names) and "; rename the sheet that holds them"
        why = f"there is no sheet named “survey” with the questions{hint}"
        raise Refused(Code.FILE_PROBLEM, name=name, why=why)
    return workbook


def _read(data: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # drop-downs and styles that openpyxl does not keep
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            unsaid = read_unsaid(data)
            sheets = {
                each.title.lower(): _sheet(each, unsaid.get(each.title, NOTHING_UNSAID))
                for each in book.worksheets
                if each.title.lower() in SHEETS
            }
            return Workbook(sheets=MappingProxyType(sheets), names=tuple(book.sheetnames))
        finally:
            book.close()


def _sheet(worksheet: Any, unsaid: Unsaid) -> Sheet:
    worksheet.reset_dimensions()  # what a sheet says of its own size is often wrong
    # Without a last column, for openpyxl fills every row up to it with empty cells.
    lines = enumerate((cells[: MOST_COLUMNS + 1] for cells in worksheet.iter_rows()), start=1)
    headers = [_text(cell.value) for cell in next(lines, (1, ()))[1]]
    columns = _columns(headers[:MOST_COLUMNS])
    rows: list[Row] = []
    faults: list[Spot] = []
    bare: dict[str, Spot] = {}
    headed = frozenset(index for index, each in enumerate(columns) if each.header)
    for number, cells in _until_empty(islice(lines, MOST_ROWS - 1)):
        pairs = [(each, cell) for each, cell in zip(columns, cells, strict=False) if each.header]
        texts = {each.key: _text(cell.value) for each, cell in reversed(pairs)}
        if any(texts.values()):
            in_order = {each.key: texts[each.key] for each, _ in pairs if texts[each.key]}
            rows.append(Row(number=number, cells=MappingProxyType(in_order)))
        faults += [
            Spot(sheet=worksheet.title, row=number, column=each.header, letter=each.letter)
            for each, cell in pairs
            if cell.data_type == "e"
        ]
        for letter in _bare(headed, cells):
            bare.setdefault(letter, Spot(sheet=worksheet.title, row=number, letter=letter))
    return Sheet(
        name=worksheet.title,
        columns=tuple(each for each in columns if each.header),
        rows=tuple(rows),
        faults=tuple(faults),
        unheaded=tuple(bare.values()),
        left_out=_left_out(worksheet.title, headers, lines),
        unsaid=unsaid,
    )


def _until_empty(lines: Iterable[_Line]) -> Iterator[_Line]:
    empty = 0
    for number, cells in lines:
        empty = 0 if _holds_something(cells) else empty + 1
        if empty > _EMPTY_ROWS:
            return
        yield number, cells


def _holds_something(cells: Sequence[Any]) -> bool:
    return any(cell.value is not None for cell in cells)


def _bare(headed: frozenset[int], cells: Sequence[Any]) -> Iterator[str]:
    """Yield the letters of the columns that have a cell here but no heading."""
    for index, cell in enumerate(cells[:MOST_COLUMNS]):
        if index not in headed and _text(cell.value):
            yield get_column_letter(index + 1)


def _left_out(title: str, headers: Sequence[str], rest: Iterator[_Line]) -> Spot | None:
    """Return the last row that was not read, or the first column, if one holds something."""
    rows = [number for number, cells in rest if _holds_something(cells)]
    if rows:
        return Spot(sheet=title, row=rows[-1])
    if "".join(headers[MOST_COLUMNS:]):
        letter = get_column_letter(MOST_COLUMNS + 1)
        return Spot(sheet=title, row=1, column=headers[MOST_COLUMNS], letter=letter)
    return None


def _columns(headers: Sequence[str]) -> list[Column]:
    mark = "::" if any("::" in header for header in headers) else ":"
    return [
        Column(header=header, key=column_key(header, mark), letter=get_column_letter(index))
        for index, header in enumerate(headers, start=1)
    ]


def column_key(header: str, mark: str = "::") -> str:
    """Return a header in one spelling: "Label :: French (fr)" is "label::French (fr)"."""
    first, *rest = (part.strip() for part in header.split(mark))
    plain = "_".join(first.split()).lower()
    if plain == "jr" and rest:  # the one header with a colon of its own
        plain, rest = f"jr:{rest[0]}", rest[1:]
    return "::".join([_SAME_COLUMN.get(plain, plain), *rest])


def _text(value: object) -> str:
    """Return a cell as pyxform reads it: numbers without ".0", truth in capitals."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # _x000D_ is how a workbook writes the first half of some programs' line breaks.
    return str(value).replace("_x000D_", "").replace("\xa0", " ").strip()
