"""Reads from a workbook what openpyxl's quick reader passes over: merged cells, empty formulas."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from server.odk.xml import local_name

_MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TARGET = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORTH_READING = re.compile(rb"<(?:\w+:)?(?:f|mergeCell)[ />]")
_WANTED = ("{*}c", "{*}mergeCell")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """Of one sheet: ranges such as D5:D7 that are merged, cells whose formula has no value."""

    merged: tuple[str, ...] = ()
    uncalculated: tuple[str, ...] = ()


NOTHING_UNSAID = Unsaid()


def read_unsaid(data: bytes) -> Mapping[str, Unsaid]:
    """Return what is worth telling of each sheet, by its name.

    Raises:
        KeyError, etree.XMLSyntaxError, zipfile.BadZipFile: when the workbook is badly made.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        found = {}
        for name, part in _parts(file):
            content = file.read(part)
            if _WORTH_READING.search(content):
                found[name] = _unsaid(content)
        return found


def _parts(file: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and the part of the file that holds it."""
    if _MAIN not in file.namelist() or _RELATIONS not in file.namelist():
        return  # openpyxl finds the parts of a workbook of odd make in other ways
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    relations = etree.fromstring(file.read(_RELATIONS), parser)
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in etree.fromstring(file.read(_MAIN), parser).iter("{*}sheet"):
        target = targets.get(sheet.get(_TARGET), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in file.namelist():
            yield sheet.get("name", ""), part


def _unsaid(content: bytes) -> Unsaid:
    merged, uncalculated = [], []
    walk = etree.iterparse(
        io.BytesIO(content), tag=_WANTED, resolve_entities=False, no_network=True
    )
    for _, element in walk:
        if local_name(element) == "mergeCell":
            merged.append(element.get("ref", ""))
        elif _has_no_value(element):
            uncalculated.append(element.get("r", ""))
        element.clear()
    return Unsaid(merged=tuple(merged), uncalculated=tuple(uncalculated))


def _has_no_value(cell: etree._Element) -> bool:
    """Say whether a cell holds a formula that was never worked out.

    One that gives an empty text has a value: the type "str" says so (ECMA-376, 18.18.11).
    """
    if cell.find("{*}f") is None or cell.get("t") == "str":
        return False
    value = cell.find("{*}v")
    return value is None or not value.text
