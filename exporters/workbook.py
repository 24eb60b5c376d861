"""An Excel workbook: what it is, a sheet for each table, the dictionary and the codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from xlsxwriter.exceptions import FileCreateError

from exporters import dictionary
from exporters.nameless_workbook import NamelessWorkbook
from exporters.sheets import LONG_TEXT, NO_DATE, ROWS, Aside, Pen, Sheet
from exporters.tables import Book, Cell, Table

COLUMNS = 16_384
_HOW_TO_READ = (
    (
        "Every table is a sheet of its own. A table of more than 1,048,575 rows goes on in further "
        "sheets (name~2, name~3)."
    ),
    "An empty cell means that there is no answer.",
    (
        "A column of dates holds dates and nothing else. What was answered there and is no date, "
        "or lies before March 1900, stands on the sheet “no date”, with the place it belongs to."
    ),
    "A text longer than a cell can hold stands whole, in parts, on the sheet “long text”.",
    (
        "Cells are texts, numbers or dates, never formulas. A number of more than 15 digits, and a "
        "date with a time, stand as text. A character that a workbook cannot hold is written "
        "_x…_ with its number, as Excel itself does, and Excel shows it again."
    ),
    "The sheet “dictionary” describes every table and column, the sheet “codes” every code.",
)
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}


class TooWide(Exception):  # noqa: N818 - said to the person who chose the format
    """A table has more columns than a sheet can hold; the message names it."""


class _Tap:
    """A stream that can be turned off.

    When its writing fails xlsxwriter drops a zip half written, which tries once more when it is
    collected, where nobody could catch the error.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream: BinaryIO | None = stream

    def turn_off(self) -> None:
        self._stream = None

    def write(self, data: bytes) -> int:
        return self._stream.write(data) if self._stream else len(data)

    def tell(self) -> int:
        return self._stream.tell() if self._stream else 0

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence) if self._stream else 0

    def flush(self) -> None:
        if self._stream:
            self._stream.flush()


class WorkbookFile:
    """Write a book as .xlsx; rows wait in nameless files in `folder`, which the caller removes."""

    def __init__(self, stream: BinaryIO, folder: Path, *, rows: int = ROWS) -> None:
        self._tap = _Tap(stream)
        self._workbook = NamelessWorkbook(self._tap, folder, _OPTIONS)
        self._pen = Pen(self._workbook, rows)
        self._about = self._pen.add("about")
        self._aside = Aside(self._pen)
        self._sheets: dict[str, Sheet] = {}
        self._sentences: list[str] = []

    def begin(self, book: Book) -> None:
        """Lay out the sheets and write the dictionary.

        Raises:
            TooWide: when a table has more columns than a sheet.
        """
        self._sentences = [book.title, *book.about]
        self._add(dictionary.COLUMNS, dictionary.columns(book))
        self._add(dictionary.CODES, dictionary.codes(book))
        self._pen.taken |= {LONG_TEXT.name, NO_DATE.name}
        for table in book.tables:
            if len(table.columns) > COLUMNS:
                raise TooWide(table.name)
            self._sheets[table.name] = self._add(table, ())
        self._pen.taken -= {LONG_TEXT.name, NO_DATE.name}

    def row(self, table: str, values: Sequence[Cell]) -> None:
        """Write one row."""
        self._sheets[table].write(values)

    def finish(self, closing: Sequence[str]) -> None:
        """Write the first sheet and close the workbook."""
        for row, sentence in enumerate([*self._sentences, *closing, *_HOW_TO_READ]):
            self._about.write_string(row, 0, sentence)
        try:
            self._workbook.close()
        except FileCreateError as error:  # xlsxwriter's name for any OSError
            raise error.args[0] from None

    def close(self) -> None:
        """Let go of the stream and of the files that rows wait in."""
        self._tap.turn_off()
        for sheet in self._workbook.worksheets():
            sheet.row_data_fh.close()
        self._workbook.files.close()

    def _add(self, table: Table, rows: Iterable[Sequence[Cell]]) -> Sheet:
        sheet = Sheet(self._pen, table, self._aside)
        for row in rows:
            sheet.write(row)
        return sheet
