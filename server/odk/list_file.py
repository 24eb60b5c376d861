"""Reads a list of choices that lies in a CSV file, as JavaRosa reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row that holds something: its number as Excel counts, and its cells in order."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """The rows of a list; `lines` are those below the header, without the empty lines."""

    header: tuple[str, ...]
    lines: tuple[ListRow, ...]

    def rows(self) -> Iterator[Mapping[str, str]]:
        """Yield each row as texts by column; rows in which nothing stands are passed over."""
        for line in self.lines:
            if any(cell.strip() for cell in line.cells):
                yield dict(zip(self.header, line.cells, strict=False))


def read_list(content: bytes, *, strict: bool = False) -> ListFile:
    """Return the list of a CSV file; unless `strict`, as far as it can be read.

    Semicolons separate where the header has one, as in JavaRosa (CsvExternalInstance); Excel
    writes them where a comma begins the decimals.

    Raises:
        UnicodeDecodeError: when it is `strict` and the file is not in UTF-8.
        csv.Error: when it is `strict` and a quotation mark stands where none may.
    """
    text = content.decode("utf-8-sig", errors="strict" if strict else "replace")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    lines: list[ListRow] = []
    try:
        for number, cells in enumerate(reader, start=1):
            if cells:
                lines.append(ListRow(number=number, cells=tuple(cells)))
    except csv.Error:
        if strict:
            raise
    header = _named(lines[0].cells) if lines else ()
    return ListFile(header=header, lines=tuple(lines[1:]))


def _named(header: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the columns without a name that Excel writes after the last one."""
    width = max((place for place, name in enumerate(header, 1) if name.strip()), default=0)
    return header[:width]
