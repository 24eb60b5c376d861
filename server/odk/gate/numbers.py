"""Warns of whole numbers that are too large for a question of the type integer."""

from __future__ import annotations

from collections.abc import Iterator

from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, warning
from server.odk.xpath import Kind, tokens

LARGEST = 2**31 - 1  # a Java int, which is what JavaRosa keeps a whole number in
_COLUMNS = ("default", "constraint", "calculation")
_WHOLE = {"integer", "int"}


def check_numbers(sheets: Sheets) -> Iterator[Message]:
    """Say where a number stands that a tablet would write as another."""
    for entry in sheets.outline.entries:
        kind = entry.row.get("bind::type").lower() or entry.type.lower()
        for key in _COLUMNS if kind in _WHOLE else ():
            for text in _too_large(entry.row.get(key)):
                sentence = f"{text} is too large: tablets write {LARGEST} for every larger number."
                mend = "Ask long numbers, such as those of telephones, as text."
                yield warning(sentence, mend, sheets.spot(entry, key))


def _too_large(expression: str) -> Iterator[str]:
    for token in tokens(expression):
        whole = token.text.partition(".")[0]
        if token.kind is Kind.NUMBER and whole and int(whole[:40]) > LARGEST:
            yield token.text
            return
