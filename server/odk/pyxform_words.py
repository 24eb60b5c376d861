"""Puts what pyxform says of a spreadsheet into plain words, with sheet, row, column and mend."""

from __future__ import annotations

import re

from server.odk.gate.message import Message, Spot, did_you_mean, error, note, warning
from server.odk.outline import read_outline
from server.odk.pyxform_rules import RULES, Known, Rule
from server.odk.workbook import Workbook

_ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_SHEET = re.compile(r"(the|sheet:) '(?P<sheet>survey|choices|settings)'")
_COLUMN = re.compile(r"the '(?P<column>[^']+)' value")
_LEARN_MORE = re.compile(r"\s*(Learn more|See):? \S*https?://\S+")
_PLACE = re.compile(r"On the '\w+' sheet, the '[^']+' value is (invalid|problematic)\.\s*")

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


def complaint(text: str, workbook: Workbook) -> Message:
    """Return pyxform's complaint as an error; one that is not known keeps pyxform's own words."""
    for rule in RULES:
        found = rule.pattern.search(text)
        if found:
            word = found.groupdict().get("word") or _written(text, workbook, rule)
            mend = _suggestion(rule, word, workbook) or rule.mend.format(word=word)
            spot = _spot(text, workbook, rule, word)
            return error(rule.sentence.format(word=word), mend, spot)
    plain = _plain(text) or "pyxform does not say why."
    mend = "Correct the row it names." if _ROW.search(text) else "Undo the last change and compare."
    return error(f"The form cannot be compiled: {plain}", mend, _spot(text, workbook))


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
    row, sheet, column = _ROW.search(text), _SHEET.search(text), _COLUMN.search(text)
    name = sheet["sheet"] if sheet else rule.sheet if rule else "survey"
    key = column["column"] if column else rule.column if rule else None
    if row:
        return workbook.sheet(name).spot(int(row["row"]), key)
    return _where(workbook, name, key, word) if rule else None


def _where(workbook: Workbook, name: str, key: str | None, word: str) -> Spot:
    """Find the cell that holds a word which pyxform complains of without naming its row."""
    sheet = workbook.sheet(name)
    for row in sheet.rows:
        for each, text in row.cells.items():
            if word and ((each == key and text == word) or f"${{{word}}}" in text):
                return sheet.spot(row.number, each)
    return sheet.spot()
