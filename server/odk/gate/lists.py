"""Checks a list in a CSV file as the choices sheet is checked: codes, labels, and cut rows."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from openpyxl.utils import get_column_letter

from server.odk.gate.codes import CODE_RULE, LONGEST_CODE, is_usable
from server.odk.gate.message import Message, Spot, did_you_mean, error
from server.odk.list_file import ListFile, ListRow, read_list
from server.odk.outline import Entry

_MOST_SAID = 20  # of one file; whoever mends these checks again


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What the selects ask of a list: its columns, and whether a code may stand twice."""

    code: str
    label: str
    is_filtered: bool
    may_repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """A list under inspection."""

    name: str
    content: ListFile
    wanted: _Wanted

    def spot(self, row: int, column: str | None = None) -> Spot:
        letter = None
        if column is not None:
            letter = get_column_letter(self.content.header.index(column) + 1)
        return Spot(sheet=self.name, row=row, column=column, letter=letter, is_file=True)

    def cell(self, line: ListRow, column: str) -> str:
        place = self.content.header.index(column)
        return line.cells[place] if place < len(line.cells) else ""


def check_list(
    name: str, content: bytes, entries: Iterable[Entry], *, may_repeat: bool
) -> Iterator[Message]:
    """Say what is wrong with a list in a file, for every question that takes choices from it."""
    place = Spot(sheet=name, is_file=True)
    try:
        read = read_list(content, strict=True)
    except UnicodeDecodeError:
        mend = "Save it anew as CSV UTF-8."
        yield error(f"The list {name} is not saved as UTF-8.", mend, place)
        return
    except csv.Error:
        mend = "Put the words of a cell that has quotation marks in it between quotation marks."
        yield error(f"The list {name} is no proper CSV file.", mend, place)
        return
    for wanted in dict.fromkeys(_wanted(entry, may_repeat=may_repeat) for entry in entries):
        yield from islice(_wrong(_List(name=name, content=read, wanted=wanted)), _MOST_SAID)


def _wanted(entry: Entry, *, may_repeat: bool) -> _Wanted:
    return _Wanted(
        code=_parameter(entry, "value") or "name",
        label=_parameter(entry, "label") or "label",
        is_filtered=bool(entry.row.get("choice_filter")),
        may_repeat=may_repeat,
    )


def _parameter(entry: Entry, name: str) -> str | None:
    """Return which column a select takes for its values or labels, when it says so.

    pyxform separates parameters at commas, semicolons and spaces.
    """
    said = re.search(rf"\b{name}\s*=\s*([^\s,;=]+)", entry.row.get("parameters"), re.IGNORECASE)
    return said[1] if said else None


def _wrong(found: _List) -> Iterator[Message]:
    header, spot = found.content.header, found.spot(1)
    if not header:
        yield _empty(found)
        return
    twice = [column for column, count in Counter(filter(None, header)).items() if count > 1]
    for column in twice:
        sentence = f"The list {found.name} has the column “{column}” twice."
        yield error(sentence, "Keep one of them.", spot)
    missing = [each for each in (found.wanted.code, found.wanted.label) if each not in header]
    for column in missing:
        sentence = f"The list {found.name} has no column {column}."
        mend = did_you_mean(column, header) or "Write it in the first row, or correct the file."
        yield error(sentence, mend, spot)
    if missing or twice:
        return
    if not found.content.lines:
        yield _empty(found)
    yield from _wrong_rows(found)


def _empty(found: _List) -> Message:
    columns = f"{found.wanted.code} and {found.wanted.label}"
    mend = f"Write {columns} into the first row, and the choices below it."
    return error(f"The list {found.name} is empty.", mend, found.spot(1))


def _wrong_rows(found: _List) -> Iterator[Message]:
    seen: dict[tuple[str, ...], int] = {}
    for line in found.content.lines:
        if not any(cell.strip() for cell in line.cells):
            sentence = "The row is blank, and would be a choice without words."
            yield error(sentence, "Delete the row.", found.spot(line.number))
            continue
        yield from _wrong_row(found, line)
        key = _identity(found, line)
        if seen.setdefault(key, line.number) != line.number and not found.wanted.may_repeat:
            sentence = f"The code “{key[0][:LONGEST_CODE]}” stands in row {seen[key]} already."
            mend = "Give each choice of a list a code of its own."
            yield error(sentence, mend, found.spot(line.number, found.wanted.code))


def _identity(found: _List, line: ListRow) -> tuple[str, ...]:
    """Return what tells a choice from others: its code, and what a filter may look at."""
    code = found.cell(line, found.wanted.code)
    if not found.wanted.is_filtered:
        return (code,)
    others = (name for name in found.content.header if name != found.wanted.label)
    return (code, *(found.cell(line, name) for name in others))


def _wrong_row(found: _List, line: ListRow) -> Iterator[Message]:
    wanted, columns = found.wanted, len(found.content.header)
    code, label = found.cell(line, wanted.code), found.cell(line, wanted.label)
    if any(cell.strip() for cell in line.cells[columns:]):
        sentence = f"The row has {len(line.cells)} cells, but the first row has {columns}."
        mend = 'Put words that hold a comma between quotation marks: "Castries, north".'
        yield error(sentence, mend, found.spot(line.number))
    if not code.strip():
        mend = f"Write a short code in the column {wanted.code}."
        yield error("The choice has no code.", mend, found.spot(line.number, wanted.code))
    elif not is_usable(code):
        sentence = f"The code “{code[:LONGEST_CODE]}” is not usable."
        yield error(sentence, CODE_RULE, found.spot(line.number, wanted.code))
    if not label.strip():
        mend = f"Write what people will read in the column {wanted.label}."
        yield error("The choice has no label.", mend, found.spot(line.number, wanted.label))
