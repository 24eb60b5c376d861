"""Finds every expression of a spreadsheet, taken apart, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.odk.formula import tokens_of
from server.odk.gate.case import Sheets
from server.odk.gate.message import Spot
from server.odk.outline import Entry
from server.odk.xpath import Token

FILTER = "choice_filter"
DEFAULT = "default"
COLUMNS = (
    *("relevant", "constraint", "calculation", "required", "read_only", FILTER, "repeat_count"),
    *("bind::relevant", "bind::constraint", "bind::calculate", "bind::required", "bind::readonly"),
    DEFAULT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """One expression; `entry` is the row of the survey, None for the name of a submission."""

    entry: Entry | None
    key: str
    text: str
    spot: Spot
    tokens: tuple[Token, ...]


def formulas(sheets: Sheets) -> Iterator[Formula]:
    """Yield the expressions of the survey and the one of the settings, in order."""
    survey, settings = sheets.workbook.sheet("survey"), sheets.workbook.settings
    keys = [key for key in COLUMNS if survey.column(key)]
    for entry in sheets.outline.entries:
        for key in keys:
            text = entry.row.get(key)
            if text and not (key == DEFAULT and is_plain(text)):
                yield _formula(entry, key, text, survey.spot(entry.row.number, key))
    name = settings.get("instance_name")
    if name:
        spot = sheets.workbook.sheet("settings").spot(settings.number, "instance_name")
        yield _formula(None, "instance_name", name, spot)


def _formula(entry: Entry | None, key: str, text: str, spot: Spot) -> Formula:
    return Formula(entry=entry, key=key, text=text, spot=spot, tokens=tokens_of(text))


def is_plain(default: str) -> bool:
    """Say whether a default is just a value: "Unknown (not asked)" calls no function."""
    return "${" not in default and not default.rstrip().endswith(")")
