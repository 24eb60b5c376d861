"""Checks cells and headers: columns that stand twice, that mean nothing, or that hold errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, Spot, error
from server.odk.outline import MAPPING
from server.odk.workbook import Sheet

_CONTROL = re.compile("_x00[01][0-9A-Fa-f]_")  # how a workbook writes what XML cannot hold
_LIKE_A_MAPPING = re.compile(r"(bind)?[:\s_]*case[:\s_]*field", re.IGNORECASE)

_NOT_USED = {
    "entities": "Lespwa keeps the records itself; sealed forms cannot make entities.",
    "external_choices": "Lists on this sheet do not reach the tablet.",
    "osm": "Maps of OpenStreetMap are not used.",
}
_INSTEAD = {"external_choices": "Use select_one_from_file with a CSV file instead."}


def check_columns(sheets: Sheets) -> Iterator[Message]:
    """Say which cells and columns cannot be used as they are."""
    for sheet in sheets.workbook.sheets.values():
        yield from _twice(sheet)
        yield from _characters(sheet)
        for spot in sheet.faults:
            yield error("The cell shows an error of Excel.", "Correct or clear the cell.", spot)
        if sheet.name.lower() in _NOT_USED and sheet.rows and not _is_said_at_rows(sheets, sheet):
            mend = _INSTEAD.get(sheet.name.lower(), "Remove the sheet.")
            yield error(_NOT_USED[sheet.name.lower()], mend, Spot(sheet=sheet.name, row=1))
    yield from _misspelt_mapping(sheets.workbook.sheet("survey"))


def _is_said_at_rows(sheets: Sheets, sheet: Sheet) -> bool:
    """Say whether the rows that use a sheet are refused by themselves."""
    rows = sheets.workbook.sheet("survey").rows
    is_external = sheet.name.lower() == "external_choices"
    return is_external and any(row.get("type").startswith("select_one_external") for row in rows)


def _twice(sheet: Sheet) -> Iterator[Message]:
    counts = Counter(column.key for column in sheet.columns)
    for key in [key for key, count in counts.items() if count > 1]:
        same = [each for each in sheet.columns if each.key == key]
        if len({each.header.strip().lower() for each in same}) == 1:
            letters = " and ".join(each.letter for each in same)
            sentence = f"The column “{key}” stands more than once: {letters}."
        else:
            names = " and ".join(f"“{each.header}” ({each.letter})" for each in same)
            sentence = f"The columns {names} mean the same."
        yield error(sentence, "Keep one of them.", sheet.spot(1, key))


def _characters(sheet: Sheet) -> Iterator[Message]:
    for row in sheet.rows:
        for key, text in row.cells.items():
            if _CONTROL.search(text):
                sentence = "The cell holds a control character, which no form may."
                mend = "Type the text anew instead of pasting it."
                yield error(sentence, mend, sheet.spot(row.number, key))


def _misspelt_mapping(survey: Sheet) -> Iterator[Message]:
    for column in survey.columns:
        if column.key != MAPPING and _LIKE_A_MAPPING.fullmatch(column.header.strip()):
            sentence = f"The column “{column.header}” maps nothing."
            yield error(sentence, f"Name it {MAPPING}.", survey.spot(1, column.key))
