"""The publish gate on cells: merged, never worked out, or beyond what is read."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from server.odk.gate import cells
from server.odk.gate.inspection import Inspection, Source, inspect
from server.odk.unsaid import Unsaid, read_unsaid
from server.odk.workbook import MOST_COLUMNS, MOST_ROWS
from tests.simulators.gate import CHOICES, STANDARDS, sentences, settings
from tests.simulators.sheets import form

SURVEY = "|type|name|label|hint|remark|\n" + "".join(
    f"|text|{name}|{name.upper()}|H||\n" for name in "abcde"
)


class Book:
    """A good form as openpyxl has it, to be spoilt."""

    def __init__(self) -> None:
        content = form(SURVEY, CHOICES, settings())
        self.book = openpyxl.load_workbook(io.BytesIO(content))

    def sheet(self, name: str = "survey") -> Worksheet:
        sheet = self.book[name]
        assert isinstance(sheet, Worksheet)
        return sheet

    def content(self) -> bytes:
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()

    def said(self) -> Inspection:
        return inspect(Source(name="t.xlsx", content=self.content(), media={}), STANDARDS)


@pytest.mark.parametrize(
    ("sheet", "merged", "place"),
    [
        ("survey", "D3:D5", "sheet survey, row 3, column D (hint)"),
        ("survey", "C2:D2", "sheet survey, row 2, column C (label)"),
        ("survey", "D6:E9", "sheet survey, row 6, column D (hint)"),
        ("survey", "C1:D1", "sheet survey, row 1, column C (label)"),
        ("choices", "C2:C3", "sheet choices, row 2, column C (label)"),
        ("settings", "A2:B2", "sheet settings, row 2, column A (form_id)"),
    ],
)
def test_merged_cells_that_lose_words_are_an_error(sheet: str, merged: str, place: str) -> None:
    book = Book()
    book.sheet(sheet).merge_cells(merged)
    assert f"Error, {place}: The cells {merged} are merged" in sentences(book.said())


@pytest.mark.parametrize("merged", ["E2:E5", "C9:D9", "G1:H2"])
def test_merged_cells_of_notes_or_below_the_rows_pass(merged: str) -> None:
    book = Book()
    book.sheet().merge_cells(merged)
    assert book.said().messages == ()


def test_cells_merged_over_whole_columns_are_not_looked_at() -> None:
    assert not list(cells._merged(None, "C:D", {}))  # type: ignore[arg-type]  # nothing is read


@pytest.mark.parametrize(("sheet", "cell"), [("survey", "C2"), ("choices", "C3"), ("survey", "D4")])
def test_a_formula_without_a_value_is_an_error(sheet: str, cell: str) -> None:
    book = Book()
    book.sheet(sheet)[cell] = '="Wh"&"o"'
    expected = f"sheet {sheet}, row {cell[1:]}, column {cell[0]}"
    said = sentences(book.said())
    assert f"Error, {expected}" in said
    assert "never worked out" in said


def test_a_formula_among_notes_passes() -> None:
    book = Book()
    book.sheet()["E2"] = "=1+1"
    assert book.said().messages == ()


def with_formula(cell: str) -> bytes:
    """Return a form with this XML in place of the hint of the first row."""
    content, name = Book().content(), "xl/worksheets/sheet1.xml"
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for each in old.namelist():
            text = old.read(each)
            if each == name:
                start = text.index(b'<c r="D2"')
                text = text[:start] + cell.encode() + text[text.index(b"</c>", start) + 4 :]
            new.writestr(each, text)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("cell", "is_said"),
    [
        ('<c r="D2"><f>1+1</f><v>2</v></c>', False),
        ('<c r="D2" t="str"><f>""</f><v></v></c>', False),
        ('<c r="D2"><f>1+1</f><v></v></c>', True),
        ('<c r="D2"><f>1+1</f></c>', True),
    ],
)
def test_a_formula_counts_by_its_value(cell: str, *, is_said: bool) -> None:
    assert (read_unsaid(with_formula(cell)) == {"survey": Unsaid(uncalculated=("D2",))}) is is_said


def test_what_cannot_be_found_in_a_workbook_is_not_looked_at() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("xl/workbook.xml", "<w/>")
    assert read_unsaid(buffer.getvalue()) == {}


@pytest.mark.parametrize("target", ["/xl/worksheets/sheet1.xml", "worksheets/sheet9.xml"])
def test_the_parts_of_a_workbook_are_found_by_either_kind_of_path(target: str) -> None:
    content = with_formula('<c r="D2"><f>1+1</f></c>')
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            text = old.read(each)
            if each.endswith("workbook.xml.rels"):
                text = text.replace(b"/xl/worksheets/sheet1.xml", target.encode())
            new.writestr(each, text)
    assert bool(read_unsaid(buffer.getvalue())) is target.startswith("/")


def test_rows_beyond_what_is_read_are_an_error() -> None:
    book = Book()
    book.sheet("choices").cell(row=MOST_ROWS + 7, column=1, value="yn")
    for row in range(400, MOST_ROWS, 400):
        book.sheet("choices").cell(row=row, column=3, value=" ")
    said = sentences(book.said())
    assert f"Error, sheet choices, row {MOST_ROWS + 7}: The sheet goes on to here" in said


def test_a_row_below_many_empty_ones_is_an_error() -> None:
    book = Book()
    book.sheet()["A900"] = "text"
    said = sentences(book.said())
    assert "Error, sheet survey, row 900: This row stands below more than 500 empty ones" in said


def test_columns_beyond_what_is_read_are_an_error() -> None:
    book = Book()
    book.sheet().cell(row=1, column=MOST_COLUMNS + 1, value="constraint")
    assert "row 1, column IW (constraint): There are more than 256" in sentences(book.said())
