"""Compiles a spreadsheet to an XForm with pyxform, and puts its complaints into plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from server.domain.mapping import NAMESPACE
from server.errors import Refused
from server.odk.culprit import find_culprit
from server.odk.gate.message import Message, Spot
from server.odk.pyxform_words import complaint, remark
from server.odk.workbook import Sheet, Workbook
from server.odk.xform import XFORM
from server.odk.xml import parse

# What the server sets, and what would make a form that cannot be sealed.
_LEFT_OUT = frozenset(
    {"version", "public_key", "submission_url", "auto_send", "auto_delete", "omit_instanceid"}
)
_FALLBACK = {"form_id": "form", "form_title": "Form", "namespaces": f'case="{NAMESPACE}"'}

_OUR_PREFIX = re.compile(r"(?<!\S)case\s*=\s*\S*")

# Besides its own errors pyxform lets these through over spreadsheets it did not expect.
_COMPLAINTS = (
    PyXFormError,
    AttributeError,
    ExpatError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What compiling gave: the XForm, or None with an error among the messages."""

    xform: bytes | None
    messages: tuple[Message, ...]


def compile_form(workbook: Workbook) -> Conversion:
    """Compile a workbook; what the server sets by itself is left out of the settings."""
    warnings: list[str] = []
    try:
        result = convert(xlsform=_definition(workbook), warnings=warnings)
    except _COMPLAINTS as problem:
        said = complaint(str(problem), workbook, lambda: find_culprit(workbook, _failure))
        return Conversion(xform=None, messages=(said,))
    remarks = tuple(said for text in warnings for said in remark(text, workbook))
    return Conversion(xform=result.xform.encode(), messages=remarks)


def unreadable(workbook: Workbook) -> Spot | None:
    """Return the cell without which a workbook compiles to XML that can be read."""
    return find_culprit(workbook, _failure)


def _failure(workbook: Workbook) -> str | None:
    """Return what pyxform says when it fails, or "" when it compiles to what is no XML."""
    try:
        parse(convert(xlsform=_definition(workbook)).xform.encode(), XFORM)
    except _COMPLAINTS as problem:
        return str(problem) or type(problem).__name__
    except Refused:
        return ""
    return None


def _definition(workbook: Workbook) -> dict[str, object]:
    """Return the workbook as pyxform takes it when it has not read the file itself."""
    definition: dict[str, object] = {"sheet_names": list(workbook.names)}
    for name, sheet in workbook.sheets.items():
        if name in {"survey", "choices", "external_choices"}:
            definition[name] = _rows(sheet)
            definition[f"{name}_header"] = [dict.fromkeys(_headers(sheet).values())]
    settings = _settings(workbook)
    definition["settings"] = [settings]
    definition["settings_header"] = [dict.fromkeys(settings)]
    return definition


def _headers(sheet: Sheet) -> dict[str, str]:
    """Return the header of each column by its key; of two that mean the same, the first."""
    return {column.key: column.header for column in reversed(sheet.columns)}


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    """Return one item for each row, also for the empty ones: pyxform counts them."""
    headers = _headers(sheet)
    by_number = {row.number: row.cells for row in sheet.rows}
    empty: Mapping[str, str] = {}
    return [
        {headers[key]: text for key, text in by_number.get(number, empty).items()}
        for number in range(2, max(by_number, default=1) + 1)
    ]


def _settings(workbook: Workbook) -> dict[str, str]:
    """Return the settings, completed so that compiling can go on and say more."""
    row = workbook.settings.cells
    settings = {key: text for key, text in row.items() if key not in _LEFT_OUT}
    settings = _FALLBACK | settings
    if NAMESPACE not in settings["namespaces"]:
        others = _OUR_PREFIX.sub("", settings["namespaces"])
        settings["namespaces"] = f"{others} {_FALLBACK['namespaces']}".strip()
    return settings
