"""Lists the translations that are missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, error, warning
from server.odk.workbook import Row, Sheet

_TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
_MOST_ROWS_NAMED = 12


def check_translations(sheets: Sheets) -> Iterator[Message]:
    """Say where a language lacks the words that another language has."""
    by_sheet = {name: sheets.workbook.sheet(name) for name in ("survey", "choices")}
    languages = sorted(
        {language for sheet in by_sheet.values() for _, language in _columns(sheet) if language}
    )
    for sheet, column in product(by_sheet.values(), _TRANSLATED):
        for language in languages:
            yield from _missing(sheet, column, language)
    yield from _default(sheets, languages)


def _columns(sheet: Sheet) -> list[tuple[str, str]]:
    """Return the translatable columns with their language, "" when they have none."""
    split = [column.key.partition("::") for column in sheet.columns]
    return [(first, language) for first, _, language in split if first in _TRANSLATED]


def _missing(sheet: Sheet, column: str, language: str) -> Iterator[Message]:
    key = f"{column}::{language}"
    others = [
        f"{first}::{other}" if other else first
        for first, other in _columns(sheet)
        if first == column and other != language
    ]
    rows = [row for row in sheet.rows if not row.get(key) and any(row.get(each) for each in others)]
    if not rows:
        return
    if sheet.column(key) is None:
        sentence = f"The column {key} is missing; {len(rows)} rows have no {column} in {language}."
    else:
        sentence = f"{language} has no {column} in {_rows(rows)}."
    yield warning(sentence, "Add the words; until then people see a dash.", sheet.spot(key=key))


def _rows(rows: list[Row]) -> str:
    numbers = [str(row.number) for row in rows]
    more = len(numbers) - _MOST_ROWS_NAMED
    named = ", ".join(numbers[:_MOST_ROWS_NAMED])
    word = "row" if len(rows) == 1 else "rows"
    return f"{word} {named}" + (f" and {more} more" if more > 0 else "")


def _default(sheets: Sheets, languages: list[str]) -> Iterator[Message]:
    """Check that words without a language belong to one, where there are several."""
    said = sheets.workbook.settings.get("default_language")
    plain = [
        (sheets.workbook.sheet(name), column)
        for name in ("survey", "choices")
        for column, language in _columns(sheets.workbook.sheet(name))
        if not language
    ]
    if said and languages and said not in languages and not plain:
        spot = sheets.workbook.sheet("settings")
        sentence = f"The default language “{said}” has no columns of its own."
        mend = f"Write one of: {', '.join(languages)}."
        yield error(sentence, mend, spot.spot(sheets.workbook.settings.number, "default_language"))
    if languages and not said:
        for sheet, column in plain:
            sentence = f"The column {column} names no language, but others do."
            yield warning(sentence, f"Name it {column}::{languages[0]}.", sheet.spot(1, column))
