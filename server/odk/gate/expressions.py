"""Checks that every expression calls only functions that the form's clients have."""

from __future__ import annotations

from collections.abc import Iterator

from server.odk.gate.case import Sheets
from server.odk.gate.message import Message, Spot, did_you_mean, error
from server.odk.gate.web_support import COLLECT_FUNCTIONS, WEB_FUNCTIONS
from server.odk.gate.xpath import functions, steps_not_on_the_web, steps_not_taken

# The columns that hold expressions; a default is one only when it calls or names something.
_EXPRESSIONS = (
    *("relevant", "constraint", "calculation", "required", "read_only"),
    *("choice_filter", "repeat_count", "default"),
)
_INSTEAD = {
    "floor": "Use int( ) for numbers from 0.",
    "ceiling": "Use int( ) + 1.",
    "substring": "Use substr( ), which counts from 0.",
    "upper-case": "Use translate( ).",
    "lower-case": "Use translate( ).",
    "matches": "Use regex( ).",
    "last": "Use count( ).",
}


def check_expressions(sheets: Sheets) -> Iterator[Message]:
    """Say which functions are not to be had where the form is filled."""
    for expression, spot in expressions(sheets):
        for name in dict.fromkeys(functions(expression)):
            if name not in COLLECT_FUNCTIONS:
                mend = _INSTEAD.get(name) or did_you_mean(name, COLLECT_FUNCTIONS)
                sentence = f"There is no function {name}( )."
                yield error(sentence, mend or "See the list of ODK's functions.", spot)
            elif sheets.settings.is_on_the_web and name not in WEB_FUNCTIONS:
                sentence = f"The function {name}( ) works on tablets but not in the web form."
                yield error(sentence, "Do without it, or offer the form to agencies only.", spot)
        for step in steps_not_taken(expression):
            sentence = f"“{step}” is a way through the form that no client goes."
            yield error(sentence, "Name the question as ${name}.", spot)
        for step in steps_not_on_the_web(expression) if sheets.settings.is_on_the_web else ():
            sentence = f"“{step}” works on tablets but not in the web form."
            yield error(sentence, "Name the question as ${name}.", spot)


def expressions(sheets: Sheets) -> Iterator[tuple[str, Spot]]:
    """Yield every expression of a spreadsheet with its place."""
    survey, settings = sheets.workbook.sheet("survey"), sheets.workbook.sheet("settings")
    for row in survey.rows:
        for key in _EXPRESSIONS:
            text = row.get(key)
            if text and not _is_plain(key, text):
                yield text, survey.spot(row.number, key)
    name = sheets.workbook.settings.get("instance_name")
    if name:
        yield name, settings.spot(sheets.workbook.settings.number, "instance_name")


def _is_plain(key: str, text: str) -> bool:
    """Say whether a default is just a value: "Unknown (not asked)" calls no function."""
    return key == "default" and "${" not in text and not text.rstrip().endswith(")")
