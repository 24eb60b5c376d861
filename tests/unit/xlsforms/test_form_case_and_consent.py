"""The spreadsheets for expert teams are safe to edit, and ask nothing a client cannot show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from server.domain.vocabulary import VOCABULARY
from tests.simulators.sheets import table

FOLDER = Path(__file__).parents[3] / "xlsforms"

FUNCTIONS = {
    "abs",
    "coalesce",
    "concat",
    "count-selected",
    "format-date",
    "if",
    "int",
    "not",
    "number",
    "once",
    "random",
    "regex",
    "selected",
    "string-length",
    "substr",
    "substring-before",
    "today",
    "translate",
}

APPEARANCES = {"field-list", "minimal", "autocomplete", "columns", "multiline", "signature"}

STANDARDS = ("iso5218", "htcds", "ctdc", "glotip", "isic", "iccs")


@pytest.fixture(scope="module", params=["case_record", "consent"])
def book(request: pytest.FixtureRequest) -> Workbook:
    return load_workbook(FOLDER / f"{request.param}.xlsx")


@pytest.mark.requirement("R72", "R79")
def test_settings_offer_it_to_experts_and_give_nothing_away(book: Workbook) -> None:
    settings = table(book["settings"])[0]
    assert settings["audience"] == "expert"
    assert settings["personal_data"] == "yes"
    assert settings["namespaces"] == 'case="urn:lespwa:case"'
    reference = {"case_record": "case_reference", "consent": "consent_reference"}
    names = re.findall(r"\$\{(.*?)\}", settings["instance_name"])
    assert names == [reference[settings["form_id"]]]
    assert not {"version", "public_key", "submission_url"} & set(settings)


def test_names_of_questions_are_unique(book: Workbook) -> None:
    names = [row["name"] for row in table(book["survey"]) if "name" in row]
    assert len(set(names)) == len(names)


def test_expressions_use_only_functions_that_every_client_has(book: Workbook) -> None:
    columns = ("relevant", "constraint", "calculation", "choice_filter", "required", "default")
    texts = [row.get(column, "") for row in table(book["survey"]) for column in columns]
    used = {each for text in texts for each in re.findall(r"([a-z-]+)\(", bare(text))}
    assert used <= FUNCTIONS


def bare(expression: str) -> str:
    return re.sub(r"'[^']*'", "''", expression)


def test_looks_use_only_what_every_client_has(book: Workbook) -> None:
    rows = table(book["survey"])
    assert {look for row in rows for look in row.get("appearance", "").split()} <= APPEARANCES
    assert not any("or_other" in row["type"] for row in rows)


def test_every_constraint_and_requirement_says_what_to_do(book: Workbook) -> None:
    for row in table(book["survey"]):
        assert "constraint" not in row or row["constraint_message::English (en)"]
        assert "required" not in row or row["required_message::English (en)"]


def test_choices_carry_the_crosswalks_of_the_vocabulary(book: Workbook) -> None:
    for row in table(book["choices"]):
        known = VOCABULARY.get(row["list_name"])
        term = known.term(row["name"]) if known else None
        assert known is None or term is not None
        if term is not None:
            assert {key: row[key] for key in STANDARDS if key in row} == dict(term.crosswalk)


def test_selects_may_be_answered_with_unknown_or_left_out(book: Workbook) -> None:
    rows = table(book["choices"])
    without = {"yes_no", "sitting", "interview_status", "outcome", "duration_unit", "gender_note"}
    decisions = {"deciding_organisation", "consent_action", "consent_form", "purpose"}
    statuses = {"consent_status", "guardian_consent"}
    has_unknown = {row["list_name"] for row in rows if row["name"] == "unknown"}
    assert {row["list_name"] for row in rows} - has_unknown <= without | decisions | statuses


def test_spreadsheet_is_safe_to_edit(book: Workbook) -> None:
    assert book.sheetnames[0] == "Read me first"
    for sheet in (book["survey"], book["choices"]):
        assert sheet.freeze_panes == "C2"
        assert sheet.data_validations.dataValidation
        assert all(cell.comment for cell in sheet[1] if cell.value in {"name", "label"})


def test_spreadsheet_is_coloured_by_section_and_wrapped(book: Workbook) -> None:
    survey = book["survey"]
    assert len({cell.fill.fgColor.rgb for cell in survey["A"][1:]}) >= 8
    assert all(cell.alignment.wrap_text for cell in survey["C"])
    assert survey.column_dimensions["C"].width >= 40


def test_no_cell_is_a_formula(book: Workbook) -> None:
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
