"""A zip with one CSV file for each table, its dictionary, a README and any attachments."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import BinaryIO

from exporters import dictionary
from exporters.cells import formula_safe
from exporters.names import file_name
from exporters.tables import Book, Cell, Column, Spool, Table

# No byte order mark: programs that read CSV take it for a part of the first column's name.
_HOW_TO_READ = (
    (
        "Every .csv file is text in UTF-8 without a byte order mark, with commas, CRLF line ends "
        "and quotes where needed (RFC 4180). Line breaks inside an answer are kept."
    ),
    (
        "An empty cell means that there is no answer. No other text means that: tell your program "
        "so (in pandas: keep_default_na=False), or the code NA and the like are lost."
    ),
    "To open a file in a spreadsheet, import it as UTF-8 text and choose “text” for every column.",
    "dictionary.csv describes every table and column, codes.csv every code.",
)
_SAFE = (
    "This export is formula-safe: a text that a spreadsheet could take for a formula (it begins "
    "with =, +, -, @, a tab or a line break) has an apostrophe put before it, and so has such a "
    "sign after a semicolon, a tab or a line break inside a text. Numbers are untouched. For an "
    "exact export leave the option --formula-safe out."
)
_EXACT = (
    "This export is exact: nothing was changed for spreadsheets. A text that begins with =, +, - "
    "or @ may run as a formula when a spreadsheet opens the file; export with --formula-safe if "
    "people will open it in one."
)

_DATED = (date, time)  # a date with a time is a date too


@dataclass(slots=True)
class _Open:
    """A table that is being written: its file name in the zip, and the spool it waits in."""

    file: str
    table: Table
    spool: Spool


@dataclass(slots=True)
class _Line:
    """What a csv writer writes one line to."""

    text: str = ""

    def write(self, text: str) -> None:
        """Take the line."""
        self.text = text


class CsvZip:
    """Write a book as a zip; tables wait in spools, since a zip holds one file after another."""

    def __init__(
        self,
        stream: BinaryIO,
        *,
        spool: Callable[[], Spool],
        made_at: datetime,
        is_formula_safe: bool = False,
    ) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        self._spool = spool
        self._made_at = made_at
        self._cells = _safe_cells if is_formula_safe else _exact_cells
        self._note = _SAFE if is_formula_safe else _EXACT
        self._taken = {"readme.txt", "dictionary.csv", "codes.csv", "media"}
        self._tables: dict[str, _Open] = {}
        self._book = Book(title="", about=(), tables=())

    def begin(self, book: Book) -> None:
        """Open a spool for each table and write its header."""
        self._book = book
        for table in book.tables:
            name = file_name(f"{table.name}.csv", self._taken)
            opened = _Open(name, table, self._spool())
            self._tables[table.name] = opened
            opened.spool.write(_line([each.name for each in table.columns]))

    def row(self, table: str, values: Sequence[Cell]) -> None:
        """Put a row aside."""
        opened = self._tables[table]
        opened.spool.write(_line(self._cells(opened.table.columns, values)))

    def attach(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write an attachment under media/ at once."""
        self._add(f"media/{path}", chunks)

    def finish(self, closing: Sequence[str]) -> None:
        """Write the README, the dictionary and the tables, and close the zip."""
        files = [f"{each.file}: {each.table.label}" for each in self._tables.values()]
        paragraphs = [self._book.title, *self._book.about, *closing, *_HOW_TO_READ, self._note]
        text = "\n\n".join([*paragraphs, "\n".join(files)]) + "\n"
        self._add("README.txt", [text.encode()])
        self._add("dictionary.csv", self._lines(dictionary.COLUMNS, dictionary.columns(self._book)))
        self._add("codes.csv", self._lines(dictionary.CODES, dictionary.codes(self._book)))
        for each in self._tables.values():
            self._add(each.file, each.spool.chunks())
        self._zip.close()

    def close(self) -> None:
        """Forget what was put aside, and the zip if it is not finished."""
        for each in self._tables.values():
            each.spool.close()
        with suppress(OSError):  # the file is thrown away; a full disk was said already
            self._zip.close()

    def _add(self, name: str, chunks: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(name, self._made_at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)

    def _lines(self, table: Table, rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
        yield _line([each.name for each in table.columns])
        for row in rows:
            yield _line(self._cells(table.columns, row))


def _exact_cells(columns: Sequence[Column], values: Sequence[Cell]) -> Sequence[object]:
    """Leave to the csv writer what it writes as `as_text` does."""
    if len(values) != len(columns):
        raise ValueError("a row has a cell for each column")
    return [each.isoformat() if isinstance(each, _DATED) else each for each in values]


def _safe_cells(columns: Sequence[Column], values: Sequence[Cell]) -> Sequence[object]:
    return [formula_safe(cell, column.type) for cell, column in zip(values, columns, strict=True)]


def _line(cells: Iterable[object]) -> bytes:
    line = _Line()
    # A writer of its own for each: it keeps four times its longest line as long as it lives.
    csv.writer(line).writerow(cells)
    return line.text.encode()
