"""Takes an XPath expression of a spreadsheet apart, as far as the gate needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<string>'[^']*'|\"[^\"]*\")"
    r"|(?P<reference>\$\{[^}]*\})"
    r"|(?P<number>\d+(\.\d*)?|\.\d+)"
    r"|(?P<name>[^\W\d][\w.-]*(:[^\W\d][\w.-]*)?)(?P<after>\s*(\(|::))?"
    r"|(?P<other>//|.)",
    re.DOTALL,
)
_NO_FUNCTIONS = frozenset({"and", "or", "div", "mod", "text", "node", "comment"})
_AXES = frozenset({"child", "parent", "self"})


def functions(expression: str) -> list[str]:
    """Return the functions that an expression calls, in order."""
    return [
        found["name"]
        for found in _tokens(expression)
        if (found["after"] or "").strip() == "(" and found["name"] not in _NO_FUNCTIONS
    ]


def steps_not_taken(expression: str) -> list[str]:
    """Return the ways through a form that no ODK client goes: other axes, and "//"."""
    found = list(_tokens(expression))
    axes = [each["name"] for each in found if (each["after"] or "").strip() == "::"]
    jumps = [each["other"] for each in found if each["other"] == "//"]
    return [f"{axis}::" for axis in axes if axis not in _AXES] + jumps


def _tokens(expression: str) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(expression)
