"""Spreadsheets: written as tables in a test, turned into a .xlsx file, and read as rows."""

from __future__ import annotations

import io

import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

SETTINGS = """
| form_id | form_title | audience | namespaces                |
| trial   | Trial form | agency   | case="urn:lespwa:case"    |
"""


def cells(table: str) -> list[list[str]]:
    """Return a table of cells between bars; a line of other signs is left out."""
    lines = [line.strip() for line in table.strip().splitlines()]
    rows = [line.removeprefix("|").removesuffix("|") for line in lines if line.startswith("|")]
    return [
        [cell.strip().replace("\\n", "\n").replace("¦", "|") for cell in row.split("|")]
        for row in rows
    ]


def workbook(**sheets: str) -> bytes:
    """Return a workbook with one sheet for each table, in the order given."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(cells(table)):
                for column, text in enumerate(line):
                    if text:
                        sheet.write_string(row, column, text)
    return buffer.getvalue()


def form(survey: str, choices: str = "", settings: str = SETTINGS) -> bytes:
    """Return the spreadsheet of a form; without settings of its own it is one for agencies."""
    sheets = {"survey": survey, "choices": choices, "settings": settings}
    return workbook(**{name: table for name, table in sheets.items() if table})


def table(sheet: Worksheet) -> list[dict[str, str]]:
    """Return the rows of a sheet below its headings, without what is empty."""
    lines = sheet.iter_rows(values_only=True)
    headers = [str(each) for each in next(lines)]
    return [
        {key: str(value) for key, value in zip(headers, line, strict=True) if value is not None}
        for line in lines
    ]
