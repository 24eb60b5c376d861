"""Any text survives every format; formulas, long texts and many rows are handled without loss."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from exporters.csvzip import CsvZip
from exporters.formats import Format, Making, sink_for
from exporters.jsondocument import JsonDocument
from exporters.landing import landing
from exporters.tables import Book, Cell, Code, CodeList, Column, ColumnType, Sink, Table
from exporters.workbook import TooWide, WorkbookFile

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
BOOK = Book(
    title="A test",
    about=("Two tables.",),
    tables=(
        Table(
            name="report",
            label="A report",
            key="KEY",
            columns=(
                Column(name="KEY"),
                Column(name="words", label="=What was said"),
                Column(name="number", type=ColumnType.DECIMAL),
                Column(name="day", type=ColumnType.DATE, codes="days", crosswalk={"htcds": "d"}),
                Column(name="extra", type=ColumnType.JSON),
            ),
        ),
        Table(
            name="report-leg",
            label="A leg",
            key="KEY",
            parent="report",
            parent_key="PARENT_KEY",
            nested="leg",
            columns=(Column(name="place"), Column(name="PARENT_KEY"), Column(name="KEY")),
        ),
    ),
    code_lists=(CodeList(name="days", codes=(Code(code="NA", label="Namibia"),)),),
)
Rows = Sequence[tuple[str, Sequence[Cell]]]


class Memory:
    """A spool for tests."""

    def __init__(self) -> None:
        self.data = io.BytesIO()

    def write(self, data: bytes) -> None:
        self.data.write(data)

    def chunks(self) -> Iterator[bytes]:
        yield self.data.getvalue()

    def close(self) -> None:
        self.data.close()


def fill(sink: Sink, rows: Rows, book: Book = BOOK) -> None:
    sink.begin(book)
    for table, values in rows:
        sink.row(table, values)
    sink.finish(["All rows are here."])
    sink.close()


def as_csv(rows: Rows, *, is_formula_safe: bool = False) -> Mapping[str, list[list[str]]]:
    stream = io.BytesIO()
    fill(CsvZip(stream, spool=Memory, made_at=NOON, is_formula_safe=is_formula_safe), rows)
    with zipfile.ZipFile(stream) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }


def as_json(rows: Rows) -> dict[str, list[dict[str, object]]]:
    stream = io.BytesIO()
    fill(JsonDocument(stream), rows)
    document: dict[str, list[dict[str, object]]] = json.loads(stream.getvalue())
    return document


def as_sheets(
    rows: Rows, folder: Path, *, limit: int = 1_048_575, book: Book = BOOK
) -> Mapping[str, list[list[object]]]:
    stream = io.BytesIO()
    fill(WorkbookFile(stream, folder, rows=limit), rows, book)
    sheets = load_workbook(stream).worksheets
    return {each.title: [list(row) for row in each.iter_rows(values_only=True)] for each in sheets}


def unescaped(text: object) -> str:
    """Undo what a spreadsheet undoes when it shows a text (ECMA-376, ST_Xstring)."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), str(text or ""))


texts = st.text(max_size=60) | st.text(alphabet="=+-@\t\r\n\",'_x<>/r0A\0\uffff é𐍈", max_size=30)


@given(texts)
def test_csv_keeps_any_text(text: str) -> None:
    files = as_csv([("report", ("a", text, None, None, None))])
    assert files["report.csv"][1][1] == text


@given(texts)
def test_json_keeps_any_text(text: str) -> None:
    document = as_json([("report", ("a", text, None, None, None))])
    assert document["records"] == [{"KEY": "a", "words": text}]


@settings(max_examples=40, deadline=None)
@given(texts)
def test_workbook_keeps_any_text(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    rows = [("report", ("a", text, None, None, None))]
    sheets = as_sheets(rows, tmp_path_factory.mktemp("sheets"))
    assert unescaped(sheets["report"][1][1]) == text


def test_workbook_takes_marked_up_text_for_text(tmp_path: Path) -> None:
    sheets = as_sheets([("report", ("a", "<r>&x</r>", None, None, None))], tmp_path)
    assert sheets["report"][1][1] == "<r>&x</r>"


def test_workbook_holds_numbers_and_dates_as_such_where_nothing_is_lost(tmp_path: Path) -> None:
    rows: Rows = [
        ("report", ("a", "5", Decimal("1.25"), date(2026, 5, 4), None)),
        ("report", ("b", "", "1.23456789E7", "2026-05-04", None)),
        ("report", ("c", "", "1234567890.1234567890", "1899-01-01", None)),
        ("report", ("d", "", "007", "20260504", None)),
        ("report", ("e", "", None, "soon", None)),
        ("report", ("f", "", None, NOON, None)),
    ]
    sheets = as_sheets(rows, tmp_path)
    sheet = sheets["report"]
    assert sheet[1][1:4] == ["5", 1.25, datetime(2026, 5, 4)]  # noqa: DTZ001 - a spreadsheet's
    assert sheet[2][2:4] == [12345678.9, datetime(2026, 5, 4)]  # noqa: DTZ001 - the same
    assert [row[2:4] for row in sheet[3:]] == [
        ["1234567890.1234567890", None],
        ["007", None],
        [None, None],
        [None, None],
    ]
    assert sheets["no date"] == [
        ["sheet", "row", "column", "text"],
        ["report", 4, "day", "1899-01-01"],
        ["report", 5, "day", "20260504"],
        ["report", 6, "day", "soon"],
        ["report", 7, "day", "2026-05-04T12:00:00+00:00"],
    ]


def test_json_holds_numbers_to_the_last_digit() -> None:
    rows = [("report", ("a", "5", "1234567890.12345678901", None, None))]
    stream = io.BytesIO()
    fill(JsonDocument(stream), rows)
    records = json.loads(stream.getvalue(), parse_float=Decimal)["records"]
    assert records == [{"KEY": "a", "words": "5", "number": Decimal("1234567890.12345678901")}]


def test_json_nests_rows_in_their_parent() -> None:
    rows: Rows = [
        ("report", ("a", "x", "007", None, '[{"path":"p"}]')),
        ("report-leg", ("Vieux Fort", "a", "a/leg[1]")),
        ("report-leg", ("Dennery", "a", "a/leg[2]")),
        ("report", ("b", None, None, None, None)),
    ]
    first, second = as_json(rows)["records"]
    legs = [{"place": place, "PARENT_KEY": "a", "KEY": key} for place, key in _LEGS]
    assert first == {
        "KEY": "a", "words": "x", "number": "007", "extra": [{"path": "p"}], "leg": legs,
    }  # fmt: skip
    assert second == {"KEY": "b"}


_LEGS = (("Vieux Fort", "a/leg[1]"), ("Dennery", "a/leg[2]"))


def test_json_of_nothing_is_a_document() -> None:
    assert as_json([])["records"] == []


def test_json_refuses_a_list_with_the_name_of_a_column() -> None:
    leg = replace(BOOK.tables[1], nested="words")
    sink = JsonDocument(io.BytesIO())
    sink.begin(Book(title="", about=(), tables=(BOOK.tables[0], leg)))
    sink.row("report", ("a", "x", None, None, None))
    with pytest.raises(ValueError, match="name of a column"):
        sink.row("report-leg", ("p", "a", "a/1"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@x", "\tx", "\rx"])
def test_csv_makes_formulas_safe_on_request(text: str) -> None:
    rows = [("report", ("a", text, "-5.5", None, None))]
    assert as_csv(rows)["report.csv"][1][1:3] == [text, "-5.5"]
    assert as_csv(rows, is_formula_safe=True)["report.csv"][1][1:3] == [f"'{text}", "-5.5"]


@pytest.mark.parametrize("mark", [";", "\t", "\r\n", "\n"])
def test_csv_is_safe_where_the_separator_is_no_comma(mark: str) -> None:
    rows = [("report", ("a", f"x{mark}=1+1;5 - 2", None, None, None))]
    assert as_csv(rows, is_formula_safe=True)["report.csv"][1][1] == f"x{mark}'=1+1;5 - 2"


@pytest.mark.parametrize("number", ["1e9999999999999999999", "-1e-9999999999999999999", "9e99999"])
def test_number_beyond_all_bounds_stays_text(tmp_path: Path, number: str) -> None:
    rows = [("report", ("a", "", number, None, None))]
    assert as_sheets(rows, tmp_path)["report"][1][2] == number


def test_csv_makes_text_in_a_number_column_safe_too() -> None:
    rows = [("report", ("a", None, "=1", None, None))]
    assert as_csv(rows, is_formula_safe=True)["report.csv"][1][2] == "'=1"


def test_csv_says_in_its_readme_whether_it_is_exact() -> None:
    exact, safe = as_csv([]), as_csv([], is_formula_safe=True)
    assert "This export is exact" in str(exact["README.txt"])
    assert "This export is formula-safe" in str(safe["README.txt"])
    assert "All rows are here." in str(exact["README.txt"])


@pytest.mark.requirement("R99")
def test_every_format_holds_the_dictionary(tmp_path: Path) -> None:
    files, sheets = as_csv([]), as_sheets([], tmp_path)
    day = ["report", "A report", "day", "date", "", "", "", "", "days", "htcds: d"]
    assert day in files["dictionary.csv"]
    assert [each or None for each in day] in sheets["dictionary"]
    assert ["days", "NA", "Namibia", ""] in files["codes.csv"]
    assert ["days", "NA", "Namibia", None] in sheets["codes"]
    tables = as_json([])["dictionary"]["tables"]  # type: ignore[call-overload]  # a document
    assert tables[1]["parent"] == "report"
    assert tables[0]["columns"][3]["crosswalk"] == {"htcds": "d"}


def test_csv_has_no_byte_order_mark_and_rfc_4180_lines() -> None:
    stream = io.BytesIO()
    fill(CsvZip(stream, spool=Memory, made_at=NOON), [])
    with zipfile.ZipFile(stream) as archive:
        assert archive.read("report.csv") == b"KEY,words,number,day,extra\r\n"
        assert {stat.S_IMODE(each.external_attr >> 16) for each in archive.infolist()} == {0o600}


def test_csv_takes_attachments() -> None:
    stream = io.BytesIO()
    sink = CsvZip(stream, spool=Memory, made_at=NOON)
    sink.begin(BOOK)
    sink.attach("a/photo.jpg", [b"12", b"34"])
    sink.finish([])
    with zipfile.ZipFile(stream) as archive:
        assert archive.read("media/a/photo.jpg") == b"1234"


def test_workbook_carries_rows_on(tmp_path: Path) -> None:
    rows = [("report", (str(number), None, None, None, None)) for number in range(5)]
    sheets = as_sheets(rows, tmp_path, limit=2)
    keys = [row[0] for name in ("report", "report~2", "report~3") for row in sheets[name][1:]]
    assert keys == ["0", "1", "2", "3", "4"]
    assert sheets["report~3"][0][0] == "KEY"


@pytest.mark.parametrize("text", ["é" * 40_000, "𐍈" * 16_384, "x" * 32_768])
def test_workbook_carries_long_text_on(tmp_path: Path, text: str) -> None:
    sheets = as_sheets([("report", ("a", text, None, None, None))], tmp_path)
    parts = sheets["long text"][1:]
    assert "".join(str(part[5]) for part in parts) == text
    assert parts[0][:5] == [1, "report", 2, "words", 1]
    assert "stands on the sheet “long text”, entry 1." in str(sheets["report"][1][1])


def test_workbook_holds_the_longest_text_of_a_cell_whole(tmp_path: Path) -> None:
    sheets = as_sheets([("report", ("a", "x" * 32_767, None, None, None))], tmp_path)
    assert sheets["report"][1][1] == "x" * 32_767
    assert "long text" not in sheets


def test_workbook_refuses_a_table_that_is_too_wide(tmp_path: Path) -> None:
    columns = tuple(Column(name=f"c{number}") for number in range(16_385))
    book = Book(title="", about=(), tables=(Table(name="t", label="", key="c0", columns=columns),))
    sink = WorkbookFile(io.BytesIO(), tmp_path)
    with pytest.raises(TooWide, match="t"):
        sink.begin(book)
    sink.close()


def test_a_table_may_have_the_name_of_a_sheet_of_ours(tmp_path: Path) -> None:
    names = ("about", "dictionary", "codes", "long text", "History", "a/b:c" * 9, "A_B_C" * 9)
    key = (Column(name="KEY"),)
    tables = tuple(Table(name=name, label="", key="KEY", columns=key) for name in names)
    sheets = as_sheets([], tmp_path, book=Book(title="", about=(), tables=tables))
    assert len(sheets) == 3 + len(names)
    assert all(len(name) <= 31 for name in sheets)


def test_a_table_may_have_the_name_of_a_file_of_ours() -> None:
    key = (Column(name="KEY"),)
    tables = tuple(
        Table(name=n, label="", key="KEY", columns=key) for n in ("codes", "README", "../x")
    )
    stream = io.BytesIO()
    fill(CsvZip(stream, spool=Memory, made_at=NOON), [], Book(title="", about=(), tables=tables))
    names = zipfile.ZipFile(stream).namelist()
    assert len(names) == len(set(names)) == 6
    assert not any("/" in name for name in names)


@pytest.mark.parametrize(
    ("format_", "writer"),
    [(Format.CSV, CsvZip), (Format.XLSX, WorkbookFile), (Format.JSON, JsonDocument)],
)
def test_every_format_has_its_writer(tmp_path: Path, format_: Format, writer: type[object]) -> None:
    making = Making(format=format_, made_at=NOON, spool=Memory)
    with landing(tmp_path / "out", may_overwrite=False) as file:
        sink = sink_for(making, file)
        fill(sink, [])
        assert isinstance(sink, writer)
