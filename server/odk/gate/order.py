"""Checks that the rows of the survey stand in the order of the questions, and were not sorted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.odk.formula import subject
from server.odk.gate.case import Sheets
from server.odk.gate.formulas import Formula, formulas
from server.odk.gate.message import Message, error, warning
from server.odk.outline import Entry, RowKind
from server.odk.workbook import Row, Sheet
from server.odk.xpath import Kind

_FEWEST_ROWS, _FEWEST_WORDS = 6, 4  # fewer may well stand in order by chance
_UNASKED = {"calculate", "hidden"}
_SIGNS = re.compile(r"[\W_]+")
_BEGIN = re.compile(r"begin[ _]", re.IGNORECASE)
_END = re.compile(r"end[ _]", re.IGNORECASE)


def check_order(sheets: Sheets) -> Iterator[Message]:
    """Say when the sheet seems to have been sorted, or a condition waits for a later answer."""
    survey = sheets.workbook.sheet("survey")
    early = list(_too_early(sheets))
    is_broken = bool(early) or _is_badly_nested(survey)
    column = next((each for each in survey.columns if _is_sorted(survey.rows, each.key)), None)
    if column is not None and is_broken:
        sentence = (
            f"The rows stand in the order of the column “{column.header}”, as if the sheet had been"
            " sorted: groups or conditions no longer fit the order of the questions."
        )
        mend = "Undo the sorting, or take the file as it was before."
        yield error(sentence, mend, survey.spot(1, column.key))
    for formula, name in early:
        sentence = f"This waits for “{name}”, which is asked only further down."
        mend = f"Ask “{name}” before this row."
        yield warning(sentence, mend, formula.spot)


def _too_early(sheets: Sheets) -> Iterator[tuple[Formula, str]]:
    """Yield the conditions and filters that wait for the answer to a later question."""
    for formula in formulas(sheets):
        entry = formula.entry
        if entry is None or formula.key not in {"relevant", "bind::relevant", "choice_filter"}:
            continue
        if entry.row.get("calculation") or not entry.row.get("type"):
            continue
        references = (token for token in formula.tokens if token.kind is Kind.REFERENCE)
        for name in dict.fromkeys(subject([token]) or "" for token in references):
            later = sheets.outline.by_name.get(name)
            if later is not None and _is_asked_after(later, entry):
                yield formula, name


def _is_asked_after(later: Entry, entry: Entry) -> bool:
    is_below = later.row.number > entry.row.number and later.kind is RowKind.QUESTION
    is_worked_out = bool(later.row.get("calculation")) or later.type.lower() in {
        "calculate",
        "hidden",
    }
    on_one_screen = any(
        "field-list" in group.row.get("appearance") and group in later.around
        for group in entry.around
    )
    return is_below and not is_worked_out and not on_one_screen


def _is_badly_nested(survey: Sheet) -> bool:
    """Say whether groups close that never began, or all of them begin one after the other."""
    open_kinds: list[str] = []
    begins = ends = 0
    is_one_after_the_other = False
    for row in survey.rows:
        type_ = row.get("type")
        if _BEGIN.match(type_):
            open_kinds.append(_kind(type_))
            begins += 1
            is_one_after_the_other = begins > 1 and ends == 0
        elif _END.match(type_):
            ends += 1
            if not open_kinds or open_kinds.pop() != _kind(type_):
                return True
    return bool(open_kinds) or is_one_after_the_other


def _kind(type_: str) -> str:
    return re.split(r"[ _]+", type_.strip().lower())[-1]


def _is_sorted(rows: tuple[Row, ...], key: str) -> bool:
    """Say whether a column goes up or down all the way, its empty cells last as in Excel."""
    cells = [row.get(key) for row in rows]
    filled = [cell for cell in cells if cell]
    if len(filled) < _FEWEST_ROWS or len(set(filled)) < _FEWEST_WORDS:
        return False
    if any(cells[len(filled) :]):
        return False
    plain = [cell.casefold() for cell in filled]
    bare = [_SIGNS.sub("", cell) for cell in plain]
    ways = (filled, plain, bare)
    return any(way in (sorted(way), sorted(way, reverse=True)) for way in ways)
