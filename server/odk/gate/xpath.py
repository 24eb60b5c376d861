"""Takes an XPath expression of a spreadsheet apart, as far as the gate needs."""

from __future__ import annotations

from server.odk.xpath import Kind, tokens

_NO_FUNCTIONS = frozenset({"and", "or", "div", "mod", "text", "node", "comment"})
_AXES = frozenset({"child", "parent", "self"})


def functions(expression: str) -> list[str]:
    """Return the functions that an expression calls, in order."""
    called = (each.text for each in tokens(expression) if each.kind is Kind.FUNCTION)
    return [name for name in called if name not in _NO_FUNCTIONS]


def steps_not_taken(expression: str) -> list[str]:
    """Return the ways through a form that no ODK client goes: other axes, and "//"."""
    if "::" not in expression and "//" not in expression:
        return []
    found = tokens(expression)
    axes = [each.text for each in found if each.kind is Kind.AXIS and each.text not in _AXES]
    jumps = [each.text for each in found if each.kind is Kind.MARK and each.text == "//"]
    return [f"{axis}::" for axis in axes] + jumps


def steps_not_on_the_web(expression: str) -> list[str]:
    """Return what only tablets understand: attributes, axes written out, and unions of paths."""
    if not any(mark in expression for mark in ("::", "@", "|")):
        return []
    found = tokens(expression)
    marks = [each.text for each in found if each.kind is Kind.MARK and each.text in {"@", "|"}]
    axes = [f"{each.text}::" for each in found if each.kind is Kind.AXIS and each.text in _AXES]
    return [*axes, *marks]
