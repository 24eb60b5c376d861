"""Turns plain text into an XPath expression, and an expression that is a plain text back."""

from __future__ import annotations

from server.odk.xpath import Kind, tokens


def quoted(text: str) -> str:
    """Return the expression whose value is this text; XPath knows no escapes within quotes."""
    for mark in ("'", '"'):
        if mark not in text:
            return f"{mark}{text}{mark}"
    parts = """, "'", """.join(f"'{part}'" for part in text.split("'"))
    return f"concat({parts})"


def literal(expression: str) -> str | None:
    """Return the text that an expression is, None when it is more than one string in quotes."""
    found = list(tokens(expression))
    is_one = len(found) == 1 and found[0].kind is Kind.STRING
    return found[0].text[1:-1] if is_one else None
