"""Checks what became of the cells: merged, never worked out, or beyond what is read."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_from_string

from server.odk.gate.case import Sheets
from server.odk.gate.known_headings import is_own
from server.odk.gate.message import Message, Spot, error
from server.odk.workbook import MOST_COLUMNS, MOST_ROWS, Column, Sheet

_UNMERGE = "Take the merging away and write the words into each row."


def check_cells(sheets: Sheets) -> Iterator[Message]:
    """Say which cells count as empty, or are not read, without it being seen in Excel."""
    for sheet in sheets.workbook.sheets.values():
        columns = {each.letter: each for each in sheet.columns if not is_own(each.header)}
        for each in sheet.unsaid.merged:
            yield from _merged(sheet, each, columns)
        for each in sheet.unsaid.uncalculated:
            yield from _uncalculated(sheet, each, columns)
        if sheet.left_out is not None:
            yield _left_out(sheet.left_out)


def _merged(sheet: Sheet, cells: str, columns: dict[str, Column]) -> Iterator[Message]:
    """Look at merged cells: only the first keeps its text, and the rest of them are empty."""
    left, top, right, bottom = range_boundaries(cells)
    if left is None or top is None or right is None or bottom is None:
        return  # whole rows or columns, which no program writes so
    letters = [get_column_letter(each) for each in range(left, min(right, MOST_COLUMNS) + 1)]
    touched = [columns[each] for each in letters if each in columns]
    rows = [row.number for row in sheet.rows if top <= row.number <= bottom]
    if not touched or (not rows and top > 1):
        return
    spot = Spot(
        sheet=sheet.name, row=max(top, 1), column=touched[0].header, letter=touched[0].letter
    )
    sentence = f"The cells {cells} are merged: only the first counts, the others are empty."
    yield error(sentence, _UNMERGE, spot)


def _uncalculated(sheet: Sheet, cell: str, columns: dict[str, Column]) -> Iterator[Message]:
    letter, row = coordinate_from_string(cell)
    column = columns.get(letter)
    if column is not None:
        spot = Spot(sheet=sheet.name, row=row, column=column.header, letter=letter)
        sentence = "The cell holds a formula that was never worked out, so it counts as empty."
        mend = "Open the file in Excel or LibreOffice and save it there, or type the words."
        yield error(sentence, mend, spot)


def _left_out(spot: Spot) -> Message:
    if spot.column is not None:
        sentence = f"There are more than {MOST_COLUMNS} columns; those from here on are not read."
        return error(sentence, "Remove columns that are not needed.", spot)
    if spot.row is not None and spot.row <= MOST_ROWS:
        sentence = "This row stands below more than 500 empty ones and is not read."
        return error(sentence, "Delete the empty rows above it.", spot)
    more = (spot.row or MOST_ROWS) - MOST_ROWS
    sentence = (
        f"The sheet goes on to here; only the first {MOST_ROWS:,} rows are read, {more:,} left out."
    )
    return error(sentence, "Put a long list into a CSV file (select_one_from_file).", spot)
