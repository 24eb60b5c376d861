"""Finds the cell over which compiling fails without saying where, by leaving cells out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

from server.odk.gate.message import Spot
from server.odk.workbook import Row, Sheet, Workbook

Failure: TypeAlias = Callable[[Workbook], str | None]
_Column: TypeAlias = tuple[str, str]  # sheet and key

_MOST_TRIES = 24  # each compiles the form once more
_KEPT = {"type", "name", "list_name", "label", "form_id", "form_title", "namespaces"}


def find_culprit(workbook: Workbook, fails: Failure) -> Spot | None:
    """Return the place of the column, and where it can be told the row, without which it compiles.

    `fails` compiles a workbook and returns what is said of it, None when nothing is. None when
    no column can be left out to make a difference.
    """
    return _Search(workbook=workbook, fails=fails).place()


@dataclass(slots=True, kw_only=True)
class _Search:
    workbook: Workbook
    fails: Failure
    _tries: int = 0
    _said: str | None = field(default=None)

    def place(self) -> Spot | None:
        self._said = self.fails(self.workbook)
        columns = [
            (name, column.key)
            for name, sheet in self.workbook.sheets.items()
            for column in sheet.columns
            if column.key not in _KEPT
        ]
        while len(columns) > 1 and self._tries < _MOST_TRIES:
            half = columns[: len(columns) // 2]
            columns = columns[len(half) :] if self._stays(_without(self.workbook, half)) else half
        if not columns or self._stays(_without(self.workbook, columns)):
            return None
        name, key = columns[0]
        sheet = self.workbook.sheet(name)
        return sheet.spot(self._row(sheet, key), key)

    def _row(self, sheet: Sheet, key: str) -> int | None:
        rows: Sequence[Row] = [row for row in sheet.rows if row.get(key)]
        while len(rows) > 1 and self._tries < _MOST_TRIES:
            half = rows[: len(rows) // 2]
            numbers = {row.number for row in half}
            emptied = _emptied(self.workbook, sheet, key, numbers)
            rows = rows[len(half) :] if self._stays(emptied) else half
        return rows[0].number if rows else 1

    def _stays(self, workbook: Workbook) -> bool:
        """Say whether a workbook with something left out fails in the same words."""
        self._tries += 1
        return self.fails(workbook) == self._said


def _without(workbook: Workbook, columns: Sequence[_Column]) -> Workbook:
    sheets = dict(workbook.sheets)
    for name, key in columns:
        sheet = sheets[name]
        sheets[name] = replace(
            sheet,
            columns=tuple(column for column in sheet.columns if column.key != key),
            rows=tuple(_cleared(row, key) for row in sheet.rows),
        )
    return replace(workbook, sheets=MappingProxyType(sheets))


def _emptied(workbook: Workbook, sheet: Sheet, key: str, numbers: set[int]) -> Workbook:
    rows = tuple(_cleared(row, key) if row.number in numbers else row for row in sheet.rows)
    sheets = {**workbook.sheets, sheet.name.lower(): replace(sheet, rows=rows)}
    return replace(workbook, sheets=MappingProxyType(sheets))


def _cleared(row: Row, key: str) -> Row:
    cells = {each: text for each, text in row.cells.items() if each != key}
    return replace(row, cells=MappingProxyType(cells))
