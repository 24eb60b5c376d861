"""Checks that dates are compared and written in ways that every client works out alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from server.odk.gate.case import Sheets
from server.odk.gate.expressions import expressions
from server.odk.gate.message import Message, Spot, error, warning
from server.odk.xpath import Kind, Token, tokens

_DAY = re.compile(r"['\"]\s*(\d{4}-\d{2}-\d{2})(?:T[^'\"]*)?\s*['\"]")
_ORDERS = {"<", "<=", ">", ">="}
_WRITES = "format-date"  # also format-date-time
_MOMENTS = {"now", "decimal-date-time", "date-time"}
_MOMENT_TYPES = {"datetime", "start", "end"}
_WEEK = "%W"


def check_dates(sheets: Sheets) -> Iterator[Message]:
    """Say which expressions order a date against words, or write one a day early."""
    for expression, spot in expressions(sheets):
        found = tokens(expression)
        yield from _quoted(found, spot) if _DAY.search(expression) else ()
        yield from _added(sheets, found, spot) if _WRITES in expression else ()
        if sheets.settings.is_on_the_web and _WEEK in expression and _writes_weeks(found):
            sentence = f"“{_WEEK}”, the number of the week, stays empty in the web form."
            yield error(sentence, f"Write the date without {_WEEK}.", spot)


def _quoted(found: Sequence[Token], spot: Spot) -> Iterator[Message]:
    """Look for a date in quotes beside a comparison: JavaRosa takes it for no number at all."""
    for place, token in enumerate(found):
        if token.kind is not Kind.STRING:
            continue
        day = _DAY.fullmatch(token.text)
        beside = {each.text for each in found[max(place - 1, 0) : place + 2] if each is not token}
        if day and beside & _ORDERS:
            sentence = f"A date is never before or after {token.text}, for quotes make it words."
            yield error(sentence, f"Write date('{day[1]}').", spot)
        elif day and "!=" in beside:
            sentence = f"{token.text} is words, and a date is compared with it letter by letter."
            yield warning(sentence, f"Write date('{day[1]}').", spot)


def _added(sheets: Sheets, found: Sequence[Token], spot: Spot) -> Iterator[Message]:
    """Look for days that are added where a date is written: west of Greenwich it is a day early."""
    for place, token in enumerate(found):
        if token.kind is not Kind.FUNCTION or not token.text.startswith(_WRITES):
            continue
        said = _first_value(found[place + 2 :])
        if _is_sum(said) and not any(_is_moment(sheets, each) for each in said):
            value = _written(said)
            sentence = f"{token.text}( ) writes “{value}” a day early west of Greenwich."
            yield error(sentence, f"Write {token.text}(date({value}), …).", spot)


def _first_value(found: Sequence[Token]) -> list[Token]:
    """Return the tokens up to the comma or bracket that ends a function's first value."""
    depth, value = 0, []
    for token in found:
        if depth == 0 and token.text in {",", ")"}:
            break
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        value.append(token)
    return value


def _is_sum(value: Sequence[Token]) -> bool:
    depth = 0
    for place, token in enumerate(value):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and place and token.kind is Kind.MARK and token.text in {"+", "-"}:
            return True
    return False


def _is_moment(sheets: Sheets, token: Token) -> bool:
    """Say whether a token stands for a time of day, which stays right when days are added."""
    if token.kind is Kind.REFERENCE:
        entry = sheets.outline.by_name.get(token.text[2:-1].strip())
        return entry is not None and entry.type.lower() in _MOMENT_TYPES
    return token.kind is Kind.FUNCTION and token.text in _MOMENTS


def _written(value: Sequence[Token]) -> str:
    words = "".join(f" {each.text} " if each.text in {"+", "-"} else each.text for each in value)
    return words.strip()


def _writes_weeks(found: Sequence[Token]) -> bool:
    writes = any(each.kind is Kind.FUNCTION and each.text.startswith(_WRITES) for each in found)
    return writes and any(each.kind is Kind.STRING and _WEEK in each.text for each in found)
