"""Checks headings: one that nothing knows would drop its whole column without a word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from server.odk.gate.case import Sheets
from server.odk.gate.known_headings import BIND, BY_SHEET, CALLED, MEDIA, TRANSLATED, is_own
from server.odk.gate.message import Message, error, warning
from server.odk.workbook import Column, Sheet

_ALIKE = 0.8
_IN_TEXT = re.compile(r"[\w-]+")
_NOTES = "For notes of your own, begin the heading with # or call it remark."
_LONGEST_FIRST = sorted(TRANSLATED | MEDIA, key=len, reverse=True)
# "label Kwéyòl", "label_fr", "Required message (fr)", "label:fr" beside columns with "::"
_WITH_LANGUAGE = re.compile(
    rf"(?P<word>{'|'.join(_LONGEST_FIRST).replace('_', '[ _]')})"
    r"[\s_:;.,/([-]+(?P<language>\w.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What else a heading may mean: a word of some expression, or a language of the form."""

    used: frozenset[str]
    languages: frozenset[str]


def check_headings(sheets: Sheets) -> Iterator[Message]:
    """Say which headings are not known, and what they may have been meant to be."""
    around = _Around(used=_words_used(sheets), languages=_languages(sheets))
    for name in BY_SHEET:
        sheet = sheets.workbook.sheet(name)
        for column in sheet.columns:
            yield from _column(sheet, column, around)
        yield from _without_heading(sheet)
    yield from _more_settings(sheets.workbook.sheet("settings"))


def _words_used(sheets: Sheets) -> frozenset[str]:
    """Return every word of the cells in which a column of the choices can be named."""
    survey = sheets.workbook.sheet("survey")
    keys = ("choice_filter", "calculation", "relevant", "constraint", "default", "parameters")
    cells = (row.get(key) for row in survey.rows for key in (*keys, "required", "appearance"))
    return frozenset(word for cell in cells for word in _IN_TEXT.findall(cell))


def _languages(sheets: Sheets) -> frozenset[str]:
    columns = [each for sheet in sheets.workbook.sheets.values() for each in sheet.columns]
    parts = [each.key.partition("::") for each in columns]
    return frozenset(rest.casefold() for first, _, rest in parts if first in TRANSLATED and rest)


def _column(sheet: Sheet, column: Column, around: _Around) -> Iterator[Message]:
    known = BY_SHEET[sheet.name.lower()]
    first, _, rest = column.key.partition("::")
    if first in known:
        yield from _inside(sheet, column, first, rest)
        return
    is_choices = sheet.name.lower() == "choices"
    if is_own(column.header) or (is_choices and column.header in around.used):
        return
    meant = _meant(column, known, around)
    if is_choices and meant is None:
        return  # a column of the list itself: a filter, or what another standard calls the choice
    sentence = (
        f"The heading “{column.header}” is not known, so its whole column counts for nothing."
    )
    mend = f"Did you mean “{meant}”?" if meant else _NOTES
    is_filled = any(row.get(column.key) for row in sheet.rows)
    yield (error if is_filled else warning)(sentence, mend, sheet.spot(1, column.key))


def _meant(column: Column, known: Collection[str], around: _Around) -> str | None:
    """Return the heading that was meant, as far as it can be guessed."""
    first, mark, rest = column.key.partition("::")
    written = _WITH_LANGUAGE.fullmatch(column.header.partition("::")[0])
    if written and "_".join(written["word"].lower().split()) in known:
        word = "_".join(written["word"].lower().split())
        return f"{word}::{written['language'].strip(' :;()[]')}"
    if column.header.casefold() in around.languages and "label" in known:
        return f"label::{column.header}"
    called = CALLED.get(first.lower())
    if called in known:
        return f"{called}{mark}{rest}"
    near = get_close_matches(first, sorted(known), n=1, cutoff=_ALIKE)
    near += [each for each in sorted(known) if len(first) > 3 and each.startswith(first)]  # noqa: PLR2004 - "cons"
    return f"{near[0]}{mark}{rest}" if near else None


def _inside(sheet: Sheet, column: Column, first: str, rest: str) -> Iterator[Message]:
    """Look at what follows "::" where only some words can: at binds and at media."""
    word = rest.partition("::")[0]
    known, cutoff = {"bind": (BIND, _ALIKE), "media": (MEDIA, 0.0)}.get(first, ((), 1.0))
    if word in known or ":" in word:
        return
    for near in get_close_matches(word, sorted(known), n=1, cutoff=cutoff):
        sentence = f"“{word}” in the heading “{column.header}” is not known."
        yield error(sentence, f"Did you mean “{first}::{near}”?", sheet.spot(1, column.key))


def _without_heading(sheet: Sheet) -> Iterator[Message]:
    """Say which columns lost their heading; beyond the last one it may be a jotting."""
    last = max((_place(each.letter) for each in sheet.columns), default=(0, ""))
    for spot in sheet.unheaded:
        sentence = f"Column {spot.letter} has no heading, so what stands in it counts for nothing."
        say = error if _place(spot.letter or "") < last else warning
        yield say(sentence, "Write its heading in row 1, or clear the column.", spot)


def _place(letter: str) -> tuple[int, str]:
    """Return what puts columns in their order: Z comes before AA."""
    return len(letter), letter


def _more_settings(settings: Sheet) -> Iterator[Message]:
    for row in settings.rows[1:]:
        sentence = "Only the first row below the headings counts as settings."
        yield warning(sentence, "Clear this row.", settings.spot(row.number))
