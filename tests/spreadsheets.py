"""The project's spreadsheets as a test wants them: rows by name, and the form they compile to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl import Workbook
from pyxform.xls2xform import convert

from server.domain.forms import FormVersion, Question
from server.odk.xform import read_form

FOLDER = Path(__file__).parents[1] / "xlsforms"
Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreadsheet:
    """One spreadsheet: its sheets as rows of text, and its compiled form."""

    book: Workbook
    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row
    warnings: tuple[str, ...]
    xform: bytes
    form: FormVersion

    def row(self, name: str) -> Row:
        """Return the row of the survey sheet with that name."""
        return next(row for row in self.survey if row.get("name") == name)

    def codes(self, list_name: str) -> tuple[str, ...]:
        """Return the codes of a list of the choices sheet, in order."""
        return tuple(row["name"] for row in self.choices if row["list_name"] == list_name)

    def question(self, name: str) -> Question:
        """Return the compiled question of that name."""
        return next(each for each in self.form.questions if each.name == name)

    def asked(self) -> tuple[str, ...]:
        """Return the names of everything that is asked: no notes, groups or calculations."""
        silent = {
            "note",
            "calculate",
            "hidden",
            "start",
            "end",
            "today",
            "begin_group",
            "end_group",
        }
        return tuple(row["name"] for row in self.survey if row["type"] not in silent)

    def shown(self, *names: str) -> str:
        """Return the labels and hints of some rows, in every language, as one text."""
        rows = [self.row(name) for name in names]
        return "\n".join(text for row in rows for key, text in row.items() if "::" in key)

    def headers(self, sheet: str) -> tuple[str, ...]:
        """Return the headers of one sheet."""
        return tuple(str(cell.value) for cell in self.book[sheet][1])


@cache
def spreadsheet(form_id: str) -> Spreadsheet:
    """Read and compile one of the project's spreadsheets, once a session."""
    path = FOLDER / f"{form_id}.xlsx"
    book = openpyxl.load_workbook(path)
    warnings: list[str] = []
    xform = convert(str(path), warnings=warnings).xform.encode()
    return Spreadsheet(
        book=book,
        survey=_rows(book, "survey"),
        choices=_rows(book, "choices"),
        settings=_rows(book, "settings")[0],
        warnings=tuple(warnings),
        xform=xform,
        form=read_form(xform),
    )


def _rows(book: Workbook, sheet: str) -> tuple[Row, ...]:
    headers, *rows = book[sheet].iter_rows(values_only=True)
    named = ({str(h): str(v) for h, v in zip(headers, row, strict=True) if v} for row in rows)
    return tuple(row for row in named if row)
