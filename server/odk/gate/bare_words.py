"""Checks for words that name nothing: "yess" in required, names without ${ }, bare dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from server.odk.gate.case import Sheets
from server.odk.gate.formulas import DEFAULT, FILTER, Formula, formulas
from server.odk.gate.message import Message, did_you_mean, error
from server.odk.outline import RowKind
from server.odk.xpath import Kind, Token

_YES_NO = ("yes", "no", "true", "false")
_SAYS_SO = re.compile(r"yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE")  # as pyxform
_ASKS_YES_NO = {"required", "read_only", "bind::required", "bind::readonly"}
_STEPS = frozenset({"/", "//", "::", "@"})
_OPERATORS = ("and", "or", "div", "mod")
_DAY = re.compile(r"(19|20)\d\d-\d\d?-\d\d?")


def check_bare_words(sheets: Sheets) -> Iterator[Message]:
    """Say which expressions hold a word that names nothing, so that they never come true."""
    for formula in formulas(sheets):
        if _SAYS_SO.fullmatch(formula.text.strip()):
            continue
        yield from _days(formula)
        if formula.key in _ASKS_YES_NO and _is_one_word(formula.tokens):
            sentence = f"“{formula.text}” is neither yes nor no."
            mend = did_you_mean(formula.text.lower(), _YES_NO) or "Write yes or no."
            yield error(sentence, mend, formula.spot)
        elif formula.key not in {FILTER, DEFAULT}:
            yield from _words(sheets, formula)


def _is_one_word(found: Sequence[Token]) -> bool:
    return bool(found) and all(token.kind is Kind.NAME for token in found)


def _words(sheets: Sheets, formula: Formula) -> Iterator[Message]:
    for word in dict.fromkeys(_bare(formula)):
        sentence = f"“{word}” stands without quotes and names nothing, so it counts as empty."
        if word in sheets.outline.by_name:
            mend = f"Write ${{{word}}} for the answer to that question."
        elif word.lower() in _OPERATORS:
            mend = f"Write {word.lower()} in small letters."
        else:
            mend = f"Write '{word}' if it is a code or a word."
        yield error(sentence, mend, formula.spot)


def _bare(formula: Formula) -> Iterator[str]:
    """Yield the names that are taken from the question itself, which has nothing inside it."""
    is_inside = formula.entry is not None and formula.entry.kind is not RowKind.QUESTION
    depth, before = 0, ""
    for kind, text, _ in formula.tokens if not is_inside else ():
        if kind is Kind.MARK:
            depth += (text == "[") - (text == "]")
        elif kind is Kind.NAME and depth == 0 and before not in _STEPS and text not in _OPERATORS:
            yield text
        before = text


def _days(formula: Formula) -> Iterator[Message]:
    """Find 2026-12-31 without quotes, which is 2026 less 12 less 31."""
    if formula.key == DEFAULT or not _DAY.search(formula.text):
        return
    plain = "".join(
        " " if token.kind in {Kind.STRING, Kind.REFERENCE} else token.text
        for token in formula.tokens
    )
    for found in _DAY.finditer(plain):
        sentence = f"{found[0]} without quotes is a sum, not a date."
        yield error(sentence, f"Write date('{found[0]}').", formula.spot)
