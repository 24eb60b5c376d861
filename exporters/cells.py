"""How one value is written: as exact text, as a number, or safe from being taken as a formula."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal

from exporters.tables import Cell, ColumnType

NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.FLAG})

# The grammar of a number in JSON; "007" and "+5" are text, so that nothing is lost.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# What a spreadsheet may begin a formula with, also in the wide forms of East Asian keyboards. A
# cell begins at a line's end, a tab or a semicolon too, for a spreadsheet that does not separate
# by commas: that is so wherever a comma is the decimal mark.
_STARTS = "=+@\uff1d\uff0b\uff0d\uff20-"
_FORMULA = re.compile(f"^(?=[\t\r\n{_STARTS}])|(?<=[;\t\r\n])(?=[{_STARTS}])")
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
    try:
        exact = Decimal(text)
        digits = len(exact.normalize().as_tuple().digits)
    except ArithmeticError:  # an exponent that not even a Decimal can hold
        return None
    if digits > _SPREADSHEET_DIGITS or abs(exact.adjusted()) > _SPREADSHEET_EXPONENT:
        return None
    return float(exact)


def formula_safe(cell: Cell, column: ColumnType) -> str:
    """Write a value as text that no spreadsheet takes for a formula; numbers are untouched."""
    if as_number(cell, column) is not None:
        return as_text(cell)
    return _FORMULA.sub("'", as_text(cell))
