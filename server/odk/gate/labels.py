"""Checks that what people are asked, and what they choose from, has words."""

from __future__ import annotations

from collections.abc import Iterator

from server.odk.gate.case import Sheets
from server.odk.gate.known_headings import MEDIA
from server.odk.gate.message import Message, error
from server.odk.outline import RowKind
from server.odk.workbook import Row, Sheet

_SILENT = frozenset(
    "calculate hidden start end today deviceid phonenumber username email audit uri"  # noqa: SIM905
    " subscriberid simserial start-geopoint background-audio background-geopoint"
    " xml-external csv-external".split()
)
_MEND = "Write what people will read in the column label."


def check_labels(sheets: Sheets) -> Iterator[Message]:
    """Say which questions and choices have no words at all, only a hint or nothing."""
    survey, choices = sheets.workbook.sheet("survey"), sheets.workbook.sheet("choices")
    for entry in sheets.outline.entries:
        is_asked = entry.kind is RowKind.QUESTION and entry.type.lower() not in _SILENT
        has_hint = any(text for key, text in entry.row.cells.items() if key.startswith("hint"))
        if is_asked and entry.type and has_hint and not _has_words(entry.row, survey):
            sentence = f"“{entry.name}” has a hint but no label."
            yield error(sentence, _MEND, survey.spot(entry.row.number, _label(survey)))
    used = {entry.list_name for entry in sheets.outline.entries}
    for row in choices.rows:
        if row.get("list_name") in used and row.get("name") and not _has_words(row, choices):
            sentence = f"The choice “{row.get('name')}” has no label: people see an empty line."
            yield error(sentence, _MEND, choices.spot(row.number, _label(choices)))


def _has_words(row: Row, sheet: Sheet) -> bool:
    shown = ("label", "media", *MEDIA)
    keys = [each.key for each in sheet.columns if each.key.partition("::")[0] in shown]
    return any(row.get(key) for key in keys) or bool(row.get("calculation"))


def _label(sheet: Sheet) -> str | None:
    keys = [each.key for each in sheet.columns if each.key.partition("::")[0] == "label"]
    return keys[0] if keys else None
