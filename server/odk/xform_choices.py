"""Reads the choices of a select: written out, of a list in the form, or of a file beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from server.domain.forms import Choice
from server.errors import Refused
from server.odk.list_file import read_list
from server.odk.xform_model import Model, Words
from server.odk.xform_tree import Element, child, children, words
from server.odk.xml import local_name, parse

_INSTANCE = re.compile(r"instance\(\s*(['\"])(?P<id>[^'\"]*)\1\s*\)")
_ITEXT_COLUMN = re.compile(r"jr:itext\(\s*(?P<column>[\w.-]+)\s*\)")
_FILE = re.compile(r"jr://file(?:-csv)?/(?P<name>[^/]+)")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Which column of a list is the code and which the label, and whether that is a text's id."""

    code: str
    label: str
    is_text_id: bool


@dataclass(slots=True, kw_only=True)
class ChoiceLists:
    """The choice lists of one form; a list that several questions share is read once."""

    model: Model
    media: Mapping[str, bytes]
    _read: dict[tuple[str, _Columns], tuple[Choice, ...]] = field(default_factory=dict)

    def of(self, control: Element) -> tuple[Choice, ...]:
        """Return the choices that a control offers; none when they lie elsewhere."""
        itemset = child(control, "itemset")
        if itemset is None:
            return tuple(self._written_out(item) for item in children(control, "item"))
        found = _INSTANCE.search(itemset.get("nodeset", ""))
        if found is None or found["id"] not in self.model.instances:
            return ()
        key = (found["id"], _columns(itemset))
        if key not in self._read:
            self._read[key] = tuple(self._choices(*key))
        return self._read[key]

    def _written_out(self, item: Element) -> Choice:
        value = child(item, "value")
        code = words(value) if value is not None else ""
        return Choice(code=code, labels=self.model.text(child(item, "label")))

    def _choices(self, instance: str, columns: _Columns) -> Iterator[Choice]:
        not_crosswalks = {columns.code, columns.label, "label", "itextId"}
        for row in self.rows(instance):
            rest = {name: text for name, text in row.items() if name not in not_crosswalks and text}
            yield Choice(
                code=row.get(columns.code, ""),
                labels=self._labels(row, columns),
                crosswalk=MappingProxyType(rest),
            )

    def _labels(self, row: Row, columns: _Columns) -> Words:
        said = row.get(columns.label, "")
        if columns.is_text_id:
            return self.model.texts.get(said, MappingProxyType({}))
        return self.model.in_every_language(said)

    def rows(self, list_id: str) -> Iterator[Row]:
        """Yield the rows of a list of the form, wherever they lie."""
        instance = self.model.instances[list_id]
        source = _FILE.fullmatch(instance.get("src", ""))
        if source is None:
            yield from _items(instance)
        elif source["name"] in self.media:
            yield from file_rows(source["name"], self.media[source["name"]])


def _columns(itemset: Element) -> _Columns:
    value, label = child(itemset, "value"), child(itemset, "label")
    code = value.get("ref", "name") if value is not None else "name"
    reference = label.get("ref", "label") if label is not None else "label"
    text_id = _ITEXT_COLUMN.fullmatch(reference.strip())
    column = text_id["column"] if text_id else reference.strip()
    return _Columns(code=code, label=column, is_text_id=text_id is not None)


def _items(instance: Element) -> Iterator[Row]:
    for root in children(instance):
        for item in children(root):
            yield {local_name(each): words(each) for each in children(item)}


def file_rows(name: str, content: bytes) -> Iterator[Row]:
    """Yield the rows of a list in a file, CSV or XML; other files have none that can be read.

    The gate refuses a file that is badly made; here it only leaves labels unknown.
    """
    if name.endswith(".csv"):
        yield from read_list(content).rows()
    elif name.endswith(".xml"):
        yield from _xml_rows(content)


def _xml_rows(content: bytes) -> Iterator[Row]:
    try:
        root = parse(content)
    except Refused:
        return
    for item in children(root):
        yield {local_name(each): words(each) for each in children(item)}
