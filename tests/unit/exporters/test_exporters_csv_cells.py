"""The csv writer is left to write what it writes as `as_text` does, and nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.cells import as_text
from exporters.csvzip import CsvZip
from exporters.tables import Book, Cell, Column, Table

_CELLS = (
    st.none()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.integers()
    | st.decimals()
    | st.dates()
    | st.datetimes()
    | st.times()
)
_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class _Held:
    """A spool that only holds on."""

    def __init__(self) -> None:
        self._lines: list[bytes] = []

    def write(self, data: bytes) -> None:
        self._lines.append(data)

    def chunks(self) -> Iterator[bytes]:
        yield from self._lines

    def close(self) -> None:
        self._lines.clear()


def _written(row: list[Cell]) -> bytes:
    """Write a table with one row, and return its file without the headings."""
    columns = tuple(Column(name=f"c{number}") for number in range(3))
    table = Table(name="t", label="", columns=columns, key="c0")
    stream = io.BytesIO()
    with closing(CsvZip(stream, spool=_Held, made_at=_NOON)) as sink:
        sink.begin(Book(title="", about=(), tables=(table,)))
        sink.row("t", row)
        sink.finish(())
    return ZipFile(stream).read("t.csv").removeprefix(b"c0,c1,c2\r\n")


@given(st.lists(_CELLS, min_size=3, max_size=3))
def test_row_is_written_as_the_text_of_its_cells(row: list[Cell]) -> None:
    expected = io.StringIO(newline="")
    csv.writer(expected).writerow([as_text(each) for each in row])
    assert _written(row) == expected.getvalue().encode()


def test_row_with_a_cell_too_few_is_a_bug() -> None:
    with pytest.raises(ValueError, match="a cell for each column"):
        _written(["a", "b"])
