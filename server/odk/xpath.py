"""Takes an XPath expression apart into its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a token is; a name before "(" is a function's, one before "::" an axis."""

    STRING = "string"
    REFERENCE = "reference"  # ${name}, only in spreadsheets
    NUMBER = "number"
    FUNCTION = "function"
    AXIS = "axis"
    NAME = "name"
    MARK = "mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token as written, and where it begins."""

    kind: Kind
    text: str
    start: int = 0


_NAME = r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?"
_TOKEN = re.compile(
    r"(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<reference>\$\{[^}]*\})"
    r"|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    rf"|(?P<function>{_NAME})(?=\s*\()"
    rf"|(?P<axis>{_NAME})(?=\s*::)"
    rf"|(?P<name>{_NAME})"
    r"|(?P<mark>//|::|\.\.|!=|<=|>=|\S)",
    re.DOTALL,
)


def tokens(expression: str) -> Iterator[Token]:
    """Yield the tokens of an expression, well-formed or not (XPath 1.0, 3.7)."""
    for found in _TOKEN.finditer(expression):
        yield Token(kind=Kind(str(found.lastgroup)), text=found[0], start=found.start())
