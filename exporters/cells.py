"""How one value is written: as exact text, as a number, or safe from being taken as a formula."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

from exporters.tables import Cell, ColumnType

NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLAG})

# The grammar of a number in JSON; "007" and "+5" are text, so that nothing is lost.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SPREADSHEET_DIGITS = 15
_SPREADSHEET_EXPONENT = 300


def as_text(cell: Cell) -> str:
    """Write a value as text: ISO dates, plain digits, nothing for no answer."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def as_number(cell: Cell, column: ColumnType) -> str | None:
    """Return the number as a JSON literal, or None where the value must stay text."""
    if column not in NUMERIC or cell is None:
        return None
    text = as_text(cell)
    return text if _NUMBER.fullmatch(text) else None


def as_float(cell: Cell, column: ColumnType) -> float | None:
    """Return the number if a spreadsheet can hold it to the last digit, else None."""
    text = as_number(cell, column)
    if text is None:
        return None
    exact = Decimal(text)
    digits = len(exact.normalize().as_tuple().digits)
    if digits > _SPREADSHEET_DIGITS or abs(exact.adjusted()) > _SPREADSHEET_EXPONENT:
        return None
    return float(exact)


def formula_safe(cell: Cell, column: ColumnType) -> str:
    """Write a value as text that no spreadsheet takes for a formula; numbers are untouched."""
    text = as_text(cell)
    if text.startswith(_FORMULA) and as_number(cell, column) is None:
        return "'" + text
    return text
