"""Puts what pyxform says of a spreadsheet into plain words, with sheet, row, column and mend."""

from __future__ import annotations

import re
from collections.abc import Callable

from server.odk.gate.message import Message, Spot, did_you_mean, error, note, warning
from server.odk.outline import read_outline
from server.odk.pyxform_rules import RULES, Known, Rule
from server.odk.workbook import Sheet, Workbook

_ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_SHEET = re.compile(r"(the|sheet:) '(?P<sheet>survey|choices|settings)'")
_COLUMN = re.compile(r"the '(?P<column>[^']+)' value")
_LEARN_MORE = re.compile(r"\s*(Learn more|See):? \S*https?://\S+")
_PLACE = re.compile(r"On the '\w+' sheet, the '[^']+' value is (invalid|problematic)\.\s*")

_NAME = re.compile(r"\$\{([^}]+)\}|(?:named|[Qq]uestion|name) '([^']+)'")

_LONGEST = 64  # characters of a cell that are repeated

_TYPES = (
    *("text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate", "hidden"),
    *("select_one", "select_multiple", "rank", "range", "acknowledge", "barcode"),
    *("select_one_from_file", "select_multiple_from_file", "image", "audio", "video", "file"),
    *("geopoint", "geotrace", "geoshape", "start", "end", "today", "deviceid", "audit"),
    *("begin_group", "end_group", "begin_repeat", "end_repeat"),
)

# What another check of the gate says better, or what is of no use here.
_NOT_SAID = ("is missing the survey", "is missing the choices", "max-pixels", "has no label")


def complaint(text: str, workbook: Workbook, culprit: Callable[[], Spot | None]) -> Message:
    """Return pyxform's complaint as an error that names a place.

    `culprit` looks for the cell by leaving others out; it is asked last, for that takes long.
    """
    for rule in RULES:
        found = rule.pattern.search(text)
        if found:
            word = found.groupdict().get("word") or _written(text, workbook, rule)
            mend = _suggestion(rule, word, workbook) or rule.mend.format(word=word)
            spot = _spot(text, workbook, rule, word)
            return error(rule.sentence.format(word=word), mend, _sure(spot, culprit))
    spot = _named(text, workbook) or _spot(text, workbook)
    said = f"pyxform: “{_plain(text)}”" if text else "pyxform does not say why"
    sentence = f"The form cannot be compiled as this cell stands ({said})."
    return error(sentence, "Correct or clear the cell.", _sure(spot, culprit))


def _sure(spot: Spot | None, culprit: Callable[[], Spot | None]) -> Spot:
    if spot is not None and (spot.row is not None or spot.column is not None):
        return spot
    return culprit() or spot or Spot(sheet="survey")


def _named(text: str, workbook: Workbook) -> Spot | None:
    """Return the row of a question that pyxform names in its complaint."""
    outline = read_outline(workbook)
    names = (name for names in _NAME.findall(text) for name in names if name)
    entry = next((outline.by_name[name] for name in names if name in outline.by_name), None)
    return workbook.sheet("survey").spot(entry.row.number, "name") if entry else None


def remark(text: str, workbook: Workbook) -> list[Message]:
    """Return pyxform's warning as a message; none when another check says it better."""
    if any(words in text for words in _NOT_SAID):
        return []
    if "machine-readable codes" in text:
        mend = "Write each language with its code, as in label::French (fr)."
        return [warning(_plain(text), mend, Spot(sheet="survey", row=1))]
    return [note(_plain(text), _spot(text, workbook))]


def _written(text: str, workbook: Workbook, rule: Rule) -> str:
    """Return what stands in the cell that pyxform complains of without repeating it."""
    numbered = _ROW.search(text)
    if numbered is None or rule.column is None:
        return ""
    rows = {row.number: row for row in workbook.sheet(rule.sheet).rows}
    row = rows.get(int(numbered["row"]))
    return row.get(rule.column)[:_LONGEST] if row else ""


def _suggestion(rule: Rule, word: str, workbook: Workbook) -> str:
    if rule.known is None:
        return ""
    lists = {row.get("list_name") for row in workbook.sheet("choices").rows}
    known = {
        Known.TYPES: list(_TYPES),
        Known.LISTS: sorted(lists),
        Known.NAMES: list(read_outline(workbook).by_name),
    }[rule.known]
    return did_you_mean(word.partition(" ")[0], known)


def _plain(text: str) -> str:
    return " ".join(_LEARN_MORE.sub("", _PLACE.sub("", _ROW.sub("", text))).split())


def _spot(text: str, workbook: Workbook, rule: Rule | None = None, word: str = "") -> Spot | None:
    row, of, column = _ROW.search(text), _SHEET.search(text), _COLUMN.search(text)
    name = of["sheet"] if of else rule.sheet if rule else "survey"
    ours = rule.column.format(word=word) if rule and rule.column else None
    key = ours or (column["column"] if column else None)
    if row:
        return workbook.sheet(name).spot(int(row["row"]), key)
    if rule is None:
        return None
    sheet = workbook.sheet(name)
    return _where(sheet, key, word, rule.of_type) or sheet.spot(1 if "headers" in text else None)


def _where(sheet: Sheet, key: str | None, word: str, of_type: str) -> Spot | None:
    """Find the cell that holds a word which pyxform complains of without naming its row."""
    for row in sheet.rows if of_type else ():
        if row.get("type").startswith(of_type):
            return sheet.spot(row.number, key)
    for row in sheet.rows if word else ():
        if row.get("name") == word and sheet.column(key or ""):
            return sheet.spot(row.number, key)
        for each in sorted(row.cells, key=lambda each: each != key):
            if _holds(row.get(each), word, is_wanted=each == key):
                return sheet.spot(row.number, each)
    return sheet.spot(1, key) if sheet.column(key or "") and key == word else None


def _holds(text: str, word: str, *, is_wanted: bool) -> bool:
    if f"${{{word}}}" in text:
        return True
    return is_wanted and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None
