"""Checks the names that XML gives a meaning to: prefixes, and the addresses they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from server.odk.gate.case import Compiled, Sheets
from server.odk.gate.message import Message, Spot, error
from server.odk.outline import Entry

_DECLARED = re.compile(rb"\bxmlns(?::[\w.-]+)?=\"([^\"]*)\"")


def check_names(sheets: Sheets) -> Iterator[Message]:
    """Say which names of questions hold a colon, which XML keeps for prefixes."""
    for entry in sheets.outline.entries:
        if ":" in entry.name:
            yield _colon(sheets, entry)


def _colon(sheets: Sheets, entry: Entry) -> Message:
    sentence = f"The name “{entry.name}” holds a colon."
    return error(sentence, "Write _ instead.", sheets.spot(entry, "name"))


def check_namespaces(sheets: Sheets, compiled: Compiled) -> Iterator[Message]:
    """Say which namespaces are no absolute address, for no two such forms can be compared.

    Canonical XML, by which a form's content is known again, refuses them (C14N, 1.3).
    """
    for found in dict.fromkeys(_DECLARED.findall(compiled.xform)):
        address = unescape(found.decode())
        if address and not _is_absolute(address):
            sentence = f"“{address}” is no whole address of a namespace."
            mend = "Write one that begins with https:// or urn:, or clear the cell."
            yield error(sentence, mend, _place(sheets, address))


def _is_absolute(address: str) -> bool:
    try:
        etree.tostring(etree.Element(f"{{{address}}}x"), method="c14n")
    except (etree.C14NError, ValueError):
        return False
    return True


def _place(sheets: Sheets, address: str) -> Spot:
    settings = sheets.workbook.sheet("settings")
    row = sheets.workbook.settings
    key = next((key for key, text in row.cells.items() if address in text), "namespaces")
    return settings.spot(row.number, key)
