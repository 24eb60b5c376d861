"""One JSON document: what it is, its dictionary, and the records nested, written as they come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, TypeAlias

from exporters.cells import as_number, as_text
from exporters.tables import Book, Cell, CodeList, Column, ColumnType, Table

_HOW_TO_READ = (
    (
        "Under “records” stands one object for each row of the first table; the rows of the other "
        "tables are lists inside the row they belong to."
    ),
    "A name that is missing means that there is no answer.",
    "Under “dictionary” every table, column and code is described.",
)

_quoted = json.JSONEncoder(ensure_ascii=False).encode  # for a text; json.dumps makes one each time

_Tree: TypeAlias = "dict[str, str | list[_Tree]]"  # a name, and a JSON literal or child rows


class JsonDocument:
    """Write a book as one document; only one root row and what hangs on it is in memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._tables: dict[str, Table] = {}
        self._keys: dict[str, tuple[int, int]] = {}
        self._tree: _Tree | None = None
        self._rows: dict[tuple[str, str], _Tree] = {}
        self._is_first = True

    def begin(self, book: Book) -> None:
        """Write the title and the dictionary, and open the list of records."""
        for table in book.tables:
            self._tables[table.name] = table
            parent = table.index(table.parent_key) if table.parent else -1
            self._keys[table.name] = (table.index(table.key), parent)
        head = {
            "title": book.title,
            "about": [*book.about, *_HOW_TO_READ],
            "dictionary": {
                "tables": [_describe_table(each) for each in book.tables],
                "code_lists": {each.name: _describe_codes(each) for each in book.code_lists},
            },
        }
        text = json.dumps(head, ensure_ascii=False, indent=1)
        self._write(text.removesuffix("\n}") + ',\n "records": [')

    def row(self, table: str, values: Sequence[Cell]) -> None:
        """Hang a row on its parent; a root row first writes the one before it."""
        definition = self._tables[table]
        key, parent_key = self._keys[table]
        tree: _Tree = {
            column.name: _literal(cell, column)
            for cell, column in zip(values, definition.columns, strict=True)
            if cell is not None
        }
        if definition.parent is None:
            self._flush()
            self._tree = tree
        else:
            parent = self._rows[definition.parent, as_text(values[parent_key])]
            siblings = parent.setdefault(_list_name(definition), [])
            if isinstance(siblings, str):
                raise ValueError(f"{definition.name} has the name of a column")
            siblings.append(tree)
        self._rows[table, as_text(values[key])] = tree

    def finish(self, closing: Sequence[str]) -> None:
        """Write the last record and the sentences that account for all."""
        self._flush()
        summary = json.dumps(list(closing), ensure_ascii=False)
        self._write(f'\n ],\n "summary": {summary}\n}}\n')

    def close(self) -> None:
        """Forget the record that is being written."""
        self._tree = None
        self._rows.clear()

    def _flush(self) -> None:
        if self._tree is None:
            return
        self._write("\n  " if self._is_first else ",\n  ")
        self._write("".join(_written(self._tree)))
        self._tree, self._is_first = None, False
        self._rows.clear()

    def _write(self, text: str) -> None:
        self._stream.write(text.encode())


def _list_name(table: Table) -> str:
    return table.nested or table.name


def _literal(cell: Cell, column: Column) -> str:
    number = as_number(cell, column.type)
    if number is not None:
        return number
    text = as_text(cell)
    return text if column.type is ColumnType.JSON else _quoted(text)


def _written(tree: _Tree) -> Iterator[str]:
    yield "{"
    for position, (name, value) in enumerate(tree.items()):
        yield (", " if position else "") + _quoted(name) + ": "
        if isinstance(value, str):
            yield value
        else:
            yield "["
            for number, each in enumerate(value):
                yield ", " if number else ""
                yield from _written(each)
            yield "]"
    yield "}"


def _describe_table(table: Table) -> Mapping[str, object]:
    place = {"parent": table.parent, "list": _list_name(table)} if table.parent else {}
    columns = [_describe_column(each) for each in table.columns]
    return {"name": table.name, "label": table.label, **place, "columns": columns}


def _describe_column(column: Column) -> Mapping[str, object]:
    facts = {
        "name": column.name,
        "type": column.type.value,
        "label": column.label,
        "section": column.section,
        "sensitivity": column.sensitivity,
        "source": column.source,
        "codes": column.codes,
        "crosswalk": dict(column.crosswalk),
    }
    return {name: fact for name, fact in facts.items() if fact}


def _describe_codes(codes: CodeList) -> Sequence[Mapping[str, object]]:
    return [
        {"code": each.code, "label": each.label, "crosswalk": dict(each.crosswalk)}
        for each in codes.codes
    ]
