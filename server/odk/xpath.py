"""Takes an XPath expression apart into its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple


class Kind(StrEnum):
    """What a token is; a name before "(" is a function's, one before "::" an axis."""

    STRING = "string"
    REFERENCE = "reference"  # ${name}, only in spreadsheets
    NUMBER = "number"
    FUNCTION = "function"
    AXIS = "axis"
    NAME = "name"
    MARK = "mark"


class Token(NamedTuple):
    """One token as written, and where it begins; a tuple, for there are very many."""

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


_KINDS: Final = {str(each): each for each in Kind}


@lru_cache(maxsize=4096)  # one form's expressions, which a dozen checks take apart one by one
def tokens(expression: str) -> tuple[Token, ...]:
    """Return the tokens of an expression, well-formed or not (XPath 1.0, 3.7)."""
    return tuple(each_token(expression))


def each_token(expression: str) -> Iterator[Token]:
    """Yield the tokens one by one, for who needs only the first."""
    for found in _TOKEN.finditer(expression):
        yield Token(_KINDS[found.lastgroup or ""], found[0], found.start())
