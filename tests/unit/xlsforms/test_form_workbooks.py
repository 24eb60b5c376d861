"""All spreadsheets: they compile, their mappings fit the schema, and they are safe to edit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from server.domain.forms import Question, QuestionType
from server.domain.reference import is_valid
from server.domain.schema import SCHEMA, FieldType
from server.domain.vocabulary import VOCABULARY, CodeList
from server.odk.gate.inspection import Source, inspect
from server.odk.gate.standards import standards
from tests.spreadsheets import FOLDER, Spreadsheet, spreadsheet

FORMS = sorted(path.stem for path in FOLDER.glob("*.xlsx"))
REPORTS = ["hotline", "online_report", "screening"]
FITS = {
    FieldType.TEXT: {QuestionType.TEXT},
    FieldType.INTEGER: {QuestionType.INTEGER},
    FieldType.DECIMAL: {QuestionType.DECIMAL, QuestionType.INTEGER},
    FieldType.DATE: {QuestionType.DATE},
    FieldType.MONTH: {QuestionType.DATE, QuestionType.TEXT},
    FieldType.MOMENT: {QuestionType.MOMENT},
    FieldType.CODE: {QuestionType.SELECT_ONE},
    FieldType.CODES: {QuestionType.SELECT_MULTIPLE},
    FieldType.ATTACHMENT: {QuestionType.ATTACHMENT},
    FieldType.PLACE: {QuestionType.GEOPOINT},
}
APPEARANCES = {
    *("field-list", "minimal", "autocomplete", "columns", "likert"),
    *("multiline", "no-buttons", "signature", "after-sending"),
}
WARNING_WORDS = ("Do not change", "Please do not touch", "forms check", "forms publish")


@pytest.fixture(params=FORMS)
def sheet(request: pytest.FixtureRequest) -> Spreadsheet:
    return spreadsheet(request.param)


def mapped(sheet: Spreadsheet) -> list[Question]:
    return [each for each in sheet.form.questions if each.mapping]


def test_all_five_spreadsheets_are_there() -> None:
    assert FORMS == ["case_record", "consent", "hotline", "online_report", "screening"]


def test_spreadsheet_compiles_without_a_warning(sheet: Spreadsheet) -> None:
    assert sheet.warnings == ()
    assert sheet.form.form_id == sheet.settings["form_id"]


def test_publish_gate_has_nothing_to_say(sheet: Spreadsheet) -> None:
    name = f"{sheet.form.form_id}.xlsx"
    source = Source(name=name, content=(FOLDER / name).read_bytes(), media={})
    assert inspect(source, standards()).messages == ()


def test_every_mapping_names_a_field_of_the_schema(sheet: Spreadsheet) -> None:
    unknown = [
        str(each.mapping)
        for each in mapped(sheet)
        if each.mapping and SCHEMA.field(each.mapping.kind, each.mapping.field or "") is None
    ]
    assert unknown == []


def test_every_mapped_question_fits_its_field(sheet: Spreadsheet) -> None:
    for question in mapped(sheet):
        assert question.mapping is not None
        field = SCHEMA.field(question.mapping.kind, question.mapping.field or "")
        assert field is not None
        if question.is_asked:
            assert question.type in FITS[field.type], question.path


def test_every_choice_of_a_mapped_question_is_in_the_vocabulary(sheet: Spreadsheet) -> None:
    for question, terms in coded(sheet):
        assert {choice.code for choice in question.choices} <= set(terms.codes), question.path


def test_choices_carry_the_crosswalks_of_the_vocabulary(sheet: Spreadsheet) -> None:
    for question, terms in coded(sheet):
        for choice in question.choices:
            term = terms.term(choice.code)
            assert term is not None
            assert dict(term.crosswalk).items() <= dict(choice.crosswalk).items()


def coded(sheet: Spreadsheet) -> Iterator[tuple[Question, CodeList]]:
    """Yield the questions whose choices stand for a code list as a whole, with that list."""
    filtered = {row.get("name") for row in sheet.survey if "choice_filter" in row}
    for question in mapped(sheet):
        assert question.mapping is not None
        field = SCHEMA.field(question.mapping.kind, question.mapping.field or "")
        if field and field.codes and question.choices and question.name not in filtered:
            yield question, VOCABULARY[field.codes]


@pytest.mark.parametrize("form_id", REPORTS)
@pytest.mark.requirement("R1")
def test_report_says_the_way_it_came_in(form_id: str) -> None:
    channel = form_id.removesuffix("_report")
    assert spreadsheet(form_id).row("channel")["calculation"] == f"'{channel}'"
    assert channel in VOCABULARY["channel"].codes


def test_settings_leave_to_the_server_what_is_its(sheet: Spreadsheet) -> None:
    assert sheet.settings["namespaces"] == 'case="urn:lespwa:case"'
    assert sheet.settings["default_language"] == "English (en)"
    assert not {"version", "public_key", "submission_url", "auto_send"} & set(sheet.settings)


def test_only_tested_appearances_and_types_are_used(sheet: Spreadsheet) -> None:
    used = {word for row in sheet.survey for word in row.get("appearance", "").split()}
    assert used <= APPEARANCES
    assert not [row for row in sheet.survey if "or_other" in row["type"]]


def test_every_constraint_says_what_to_do(sheet: Spreadsheet) -> None:
    silent = [
        row["name"]
        for row in sheet.survey
        if "constraint" in row and "constraint_message::English (en)" not in row
    ]
    assert silent == []


def test_first_sheet_explains_how_to_edit(sheet: Spreadsheet) -> None:
    first = sheet.book.worksheets[0]
    assert first.title == "Read me first"
    said = "\n".join(str(cell.value) for row in first.iter_rows() for cell in row if cell.value)
    assert "bind::case:field" in said
    assert all(word in said for word in WARNING_WORDS)


@pytest.mark.parametrize("name", ["survey", "choices", "settings"])
def test_headers_are_frozen_styled_and_explained(sheet: Spreadsheet, name: str) -> None:
    page = sheet.book[name]
    assert page.freeze_panes == ("A2" if name == "settings" else "C2")
    assert all(cell.font.bold and cell.fill.fill_type == "solid" for cell in page[1])
    assert page["A1"].comment is not None


def test_long_texts_are_wrapped_in_wide_columns(sheet: Spreadsheet) -> None:
    page = sheet.book["survey"]
    label = sheet.headers("survey").index("label::English (en)")
    assert page.column_dimensions[get_column_letter(label + 1)].width > 30
    assert all(row[label].alignment.wrap_text for row in page.iter_rows(min_row=2))


def test_sections_have_different_colours(sheet: Spreadsheet) -> None:
    page = sheet.book["survey"]
    opening = [row[0] for row in page.iter_rows(min_row=2) if row[0].value == "begin_group"]
    assert len({cell.fill.fgColor.rgb for cell in opening}) > 3


@pytest.mark.parametrize("header", ["type", "required", "appearance", "bind::case:field"])
def test_columns_with_a_list_of_answers_have_a_drop_down(sheet: Spreadsheet, header: str) -> None:
    page = sheet.book["survey"]
    letter = get_column_letter(sheet.headers("survey").index(header) + 1)
    assert f"{letter}2" in _offered(page)


def _offered(page: Worksheet) -> str:
    return " ".join(str(rule.sqref) for rule in page.data_validations.dataValidation)


def test_suggested_fields_are_fields_of_the_schema(sheet: Spreadsheet) -> None:
    page = sheet.book["fields"]
    for (cell,) in page.iter_rows(min_row=2, max_col=1, values_only=True):
        if cell is not None:
            kind, _, field = str(cell).rpartition(".")
            assert SCHEMA.field(kind.partition("[")[0], field), cell


def test_no_cell_is_a_formula(sheet: Spreadsheet) -> None:
    cells = [cell for page in sheet.book for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("form_id", REPORTS)
def test_reference_is_drawn_once_and_ends_in_the_right_character(form_id: str) -> None:
    drawn, shown = (_calculation(form_id, name) for name in ("reference_random", "reference"))
    assert drawn.startswith("once(concat(")
    for body in ("23456789", "ZZZZZZZZ", "ABCDEFGH", "2222222Z"):
        document = etree.fromstring(f"<data><reference_random>{body}</reference_random></data>")
        made = _evaluate(shown, document)
        assert is_valid(str(made))
        assert str(made).replace("-", "")[:8] == body


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("form_id", ["hotline", "online_report"])
@pytest.mark.parametrize(
    "quoted",
    ["234-567-89F", "23456789f", "234 567 89F", "234-567-89G", "324-567-89F", "234-567-89", "0OI"],
)
def test_quoted_reference_is_judged_on_the_device_as_by_the_server(
    form_id: str, quoted: str
) -> None:
    rule = spreadsheet(form_id).row("screening_reference")["constraint"]
    node = etree.Element("screening_reference")
    node.text = quoted
    assert bool(_evaluate(rule, node)) is is_valid(quoted)


def _calculation(form_id: str, name: str) -> str:
    return spreadsheet(form_id).row(name)["calculation"].replace("${", "/data/").replace("}", "")


def _evaluate(expression: str, node: etree._Element) -> object:
    """Evaluate an expression with the two functions of JavaRosa that XPath 1.0 lacks."""
    functions: dict[tuple[None, str], Callable[..., Any]]
    functions = {(None, "substr"): _substr, (None, "regex"): _regex}
    return node.xpath(expression, extensions=functions)


def _substr(_context: object, text: object, start: float, end: float | None = None) -> str:
    return _text(text)[int(start) : None if end is None else int(end)]


def _regex(_context: object, text: object, pattern: str) -> bool:
    return re.fullmatch(pattern, _text(text)) is not None


def _text(value: object) -> str:
    """Return the text of what XPath hands over: a text, or nodes."""
    return "".join(node.text for node in value) if isinstance(value, list) else str(value)
