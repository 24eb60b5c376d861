"""Reading spreadsheets: what is refused at the door, and where everything stands."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib

import openpyxl
import pytest

from server.errors import Refused
from server.odk import container
from server.odk.outline import read_outline
from server.odk.workbook import column_key, read_workbook
from tests.simulators.sheets import form, workbook

SURVEY = "|type|name|label|\n|text|a|A|"


def archive(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def spoilt(name: str, content: bytes) -> bytes:
    """Return a good workbook with one part more, or another one in its place."""
    buffer = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(form(SURVEY)))
    with zipfile.ZipFile(buffer, "w") as file:
        for part in good.namelist():
            if part != name:
                file.writestr(part, good.read(part))
        file.writestr(name, content)
    return buffer.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_workbook(content, "trial.xlsx")
    return refused.value.sentence


BAD_FILES = {
    "empty": (b"", "the file is empty"),
    "huge": (b"P" * (container.LARGEST_FILE + 1), "larger than 10 MB"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old .xls file or is locked"),
    "csv": (b"type,name,label\ntext,a,A\n", "not an Excel workbook; save it as .xlsx"),
    "cut": (form(SURVEY)[:500], "damaged"),
    "picture": (archive(xl__workbook_xml=b"", a_png=b""), "cannot be read"),
    "ods": (archive(mimetype=b"opendocument"), "LibreOffice file (.ods)"),
    "zip": (archive(readme=b"hello"), "not an Excel workbook"),
    "macros": (spoilt("xl/vbaProject.bin", b"x"), "holds macros"),
    "doctype": (spoilt("xl/styles.xml", b"<!DOCTYPE x><x/>"), "document type"),
    "wide": (spoilt("xl/styles.xml", "<!DOCTYPE x><x/>".encode("utf-16")), "document type"),
    "many": (archive(**{f"a{n}": b"" for n in range(container.MOST_PARTS + 1)}), "unpacks to more"),
    "broken": (spoilt("xl/workbook.xml", b"<not xml"), "cannot be read; open it in Excel"),
    "strange": (spoilt("xl/worksheets/sheet1.xml", b"<not xml"), "cannot be read; open it"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_read_workbook_refuses_what_is_no_good_workbook(name: str) -> None:
    content, why = BAD_FILES[name]
    sentence = refusal(content)
    assert sentence.startswith("trial.xlsx: ")
    assert why in sentence


def test_read_workbook_refuses_a_zip_bomb_unread() -> None:
    bomb = archive(xl__workbook_xml=b"\0" * (container.LARGEST_UNPACKED + 1))
    assert len(bomb) < container.LARGEST_FILE
    assert "unpacks to more than 100 MB" in refusal(bomb)


def lying(size: int, said: int) -> bytes:
    """Return a workbook with a part that says it is shorter than it is."""
    good = spoilt("xl/more.bin", b"")
    buffer = io.BytesIO(good)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/lie.xml", b"\0" * size)
        part = file.infolist()[-1]
        part.file_size, part.CRC = said, zlib.crc32(b"\0" * said)
    return buffer.getvalue()


def test_read_workbook_refuses_a_part_longer_than_it_says() -> None:
    content = lying(60_000_000, 1000)
    tracemalloc.start()
    try:
        assert "damaged" in refusal(content)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_read_workbook_refuses_what_no_program_packs_so(packing: int) -> None:
    buffer = io.BytesIO(form(SURVEY))
    with zipfile.ZipFile(buffer, "a", packing) as file:
        file.writestr("xl/more.xml", b"<x/>")
    assert "damaged" in refusal(buffer.getvalue())


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/more.bin"])
def test_read_workbook_refuses_more_cells_and_styles_than_fit_into_memory(name: str) -> None:
    content = b"<x>" + b"<c/>" * container.MOST_MARKS + b"</x>"
    assert "more than a form needs" in refusal(spoilt(name, content))


def test_read_workbook_finds_a_document_type_under_any_name() -> None:
    assert "document type" in refusal(spoilt("xl/sheet.BIN", b"<!DOCTYPE x><x/>"))
    read_workbook(spoilt("xl/media/picture.svg", b"<!DOCTYPE svg><svg/>"), "trial.xlsx")


@pytest.mark.parametrize(("name", "hint"), [("surveys", "rename the sheet"), ("questions", "")])
def test_read_workbook_refuses_one_without_survey(name: str, hint: str) -> None:
    sentence = refusal(workbook(**{name: SURVEY, "settings": "|form_id|"}))
    assert "no sheet named “survey”" in sentence
    assert hint in sentence


def test_rows_know_their_number_and_columns_their_letter() -> None:
    content = workbook(Survey="|type||Label :: English (en)|\n||||\n|text||A|")
    survey = read_workbook(content, "trial.xlsx").sheet("survey")
    assert [(each.key, each.letter) for each in survey.columns] == [
        ("type", "A"),
        ("label::English (en)", "C"),
    ]
    assert [(row.number, row.get("label::English (en)")) for row in survey.rows] == [(3, "A")]
    assert str(survey.spot(3, "type")) == "sheet Survey, row 3, column A (type)"


def test_a_sheet_that_is_not_there_is_empty() -> None:
    book = read_workbook(workbook(survey=SURVEY), "trial.xlsx")
    assert book.sheet("choices").rows == ()
    assert book.settings.get("form_id") == ""
    assert str(book.sheet("choices").spot()) == "sheet choices"


@pytest.mark.parametrize(
    ("header", "mark", "key"),
    [
        ("Bind::case:field", "::", "bind::case:field"),
        ("Constraint Message :: French (fr)", "::", "constraint_message::French (fr)"),
        ("relevance", "::", "relevant"),
        ("label:French", ":", "label::French"),
        ("jr:count", ":", "repeat_count"),
        ("jr", ":", "jr"),
    ],
)
def test_headers_have_one_spelling(header: str, mark: str, key: str) -> None:
    assert column_key(header, mark) == key


def cells_of(*values: object) -> list[str]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    sheet.append([f"c{index}" for index in range(len(values))])
    sheet.append(list(values))
    buffer = io.BytesIO()
    book.save(buffer)
    (row,) = read_workbook(buffer.getvalue(), "trial.xlsx").sheet("survey").rows
    return list(row.cells.values())


def test_cells_read_as_people_see_them() -> None:
    assert cells_of(*(1.0, 2.5, 3, True, False), " x\xa0y ") == [
        "1",
        "2.5",
        "3",
        "TRUE",
        "FALSE",
        "x y",
    ]


def test_a_number_that_another_program_wrote_with_a_point_loses_it() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(form(SURVEY))).read("xl/worksheets/sheet1.xml").decode()
    point = sheet.replace('<c r="B2" t="s"><v>4</v>', '<c r="B2"><v>4.0</v>')
    content = spoilt("xl/worksheets/sheet1.xml", point.encode())
    assert read_workbook(content, "trial.xlsx").sheet("survey").rows[0].get("name") == "4"


def test_reading_stops_after_many_empty_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    sheet["A1"], sheet["A2"], sheet["A9000"] = "type", "text", "text"
    buffer = io.BytesIO()
    book.save(buffer)
    rows = read_workbook(buffer.getvalue(), "trial.xlsx").sheet("survey").rows
    assert [row.number for row in rows] == [2]


def test_an_outline_gives_paths_groups_and_repeats() -> None:
    survey = """
    | type                    | name | relevant |
    | begin group             | g    | ${z} = 1 |
    | begin_repeat            | r    |          |
    | select_one yn or_other  | q    |          |
    | end repeat              |      |          |
    | end group               |      |          |
    | audit                   |      |          |
    | text                    | z    |          |
    | end group               |      |          |
    """
    outline = read_outline(read_workbook(workbook(survey=survey), "trial.xlsx"))
    paths = {each.path: (each.list_name, each.repeats) for each in outline.entries}
    assert paths["g/r/q"] == ("yn", ("g/r",))
    assert paths["meta/audit"] == (None, ())
    assert outline.by_path["g/r/q"].has_condition
    assert not outline.by_name["z"].has_condition
