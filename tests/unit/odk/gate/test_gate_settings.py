"""The publish gate on settings, columns and cells."""

from __future__ import annotations

import io

import openpyxl
import pytest

from server.odk.gate.inspection import Source, inspect
from server.odk.gate.message import Message, Severity, Spot, note
from server.odk.validate import Verdict
from tests.simulators.gate import STANDARDS, only, said, sentences, settings
from tests.simulators.sheets import form, workbook

SURVEY = "|type|name|label|\n|select_one yn|a|A|"
MAPPED = "|type|name|label|bind::case:field|\n|text|a|A|report.place|"


def test_a_good_form_passes_without_a_word() -> None:
    inspection = said(SURVEY)
    assert inspection.passes
    assert inspection.messages == ()
    assert inspection.draft is not None
    assert inspection.draft.form.form_id == "trial"


def test_a_file_that_is_no_workbook_gives_one_sentence() -> None:
    source = Source(name="trial.csv", content=b"type,name", media={})
    inspection = inspect(source, STANDARDS)
    assert not inspection.passes
    assert "trial.csv: this is not an Excel workbook" in only(inspection).sentence


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"form_id": ""}, "The form has no id."),
        ({"form_id": "1st form"}, "The form id “1st form” is not usable."),
        ({"form_id": "a" * 65}, "is not usable."),
        ({"form_title": "…"}, "The form has no title."),
        ({"audience": "everyone"}, "Choose one of: public, agency, hotline, expert."),
        ({"audience": "publik"}, "Did you mean “public”?"),
        ({"personal_data": "maybe"}, "neither yes nor no"),
        ({"omit_instanceID": "yes"}, "cannot be sealed"),
    ],
)
def test_settings_are_checked(more: dict[str, str], expected: str) -> None:
    inspection = said(SURVEY, settings(**more))
    assert expected in sentences(inspection)
    assert only(inspection).severity is Severity.ERROR
    assert only(inspection).sheet == "settings"
    assert not inspection.passes


def test_a_misspelt_setting_is_suggested() -> None:
    table = "|form_id|form_title|audiance|\n|trial|Trial|public|"
    inspection = said(SURVEY, table)
    assert "“audiance” is not known" in sentences(inspection)
    assert "Did you mean “audience”?" in sentences(inspection)


def test_a_form_without_settings_says_what_to_add() -> None:
    text = sentences(said(SURVEY, ""))
    assert "The form has no id." in text
    assert "Nothing says who is offered the form." in text


@pytest.mark.parametrize("namespaces", ["", 'esri="urn:x"', 'case="urn:other"'])
def test_mappings_need_their_namespace(namespaces: str) -> None:
    message = only(said(MAPPED, settings(namespaces=namespaces)))
    assert message.mend == 'Write case="urn:lespwa:case" in the column namespaces.'


def test_a_form_without_mappings_needs_no_namespace() -> None:
    assert said(SURVEY, settings(namespaces="")).passes


@pytest.mark.parametrize(
    "key", ["version", "public_key", "submission_url", "auto_send", "auto_delete"]
)
def test_what_the_server_sets_is_ignored_and_said(key: str) -> None:
    inspection = said(SURVEY, settings(**{key: "7"}))
    assert only(inspection).severity is Severity.WARNING
    assert inspection.passes
    assert inspection.draft is not None
    assert b"submission" not in inspection.draft.xform


def test_a_column_that_stands_twice_is_refused() -> None:
    message = only(said("|type|name|label|Label|\n|text|a|A|B|"))
    assert message.sentence == "The column “label” stands more than once: C and D."
    assert (message.sheet, message.row, message.column) == ("survey", 1, "label")


@pytest.mark.parametrize(
    "header", ["case:field", "bind:case:field", "case field", "bind::casefield"]
)
def test_a_misspelt_mapping_column_is_found(header: str) -> None:
    inspection = said(f"|type|name|label|{header}|\n|text|a|A|report.place|")
    assert "Name it bind::case:field." in sentences(inspection)


def test_a_control_character_is_refused() -> None:
    text = sentences(said("|type|name|label|\n|text|a|A\x01B|"))
    assert "row 2, column C (label): The cell holds a control character" in text


def test_an_error_of_excel_is_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(SURVEY, settings=settings())))
    book["survey"]["C2"] = "#REF!"
    book["survey"]["C2"].data_type = "e"
    buffer = io.BytesIO()
    book.save(buffer)
    inspection = inspect(Source(name="t", content=buffer.getvalue(), media={}), STANDARDS)
    assert "column C (label): The cell shows an error of Excel." in sentences(inspection)


@pytest.mark.parametrize("name", ["entities", "external_choices", "osm"])
def test_sheets_that_are_not_used_are_refused(name: str) -> None:
    more = {"survey": "|type|name|label|\n|text|a|A|", "settings": settings(), name: "|a|\n|b|"}
    inspection = inspect(Source(name="t", content=workbook(**more), media={}), STANDARDS)
    assert only(inspection).sheet == name


def test_an_empty_sheet_that_is_not_used_does_no_harm() -> None:
    more = {"survey": "|type|name|label|\n|text|a|A|", "settings": settings(), "osm": "|a|"}
    assert inspect(Source(name="t", content=workbook(**more), media={}), STANDARDS).passes


def test_a_message_says_where_and_what() -> None:
    spot = Spot(sheet="survey", row=2, column="label", letter="C")
    message = Message(severity=Severity.ERROR, sentence="Wrong.", mend="Mend it.", spot=spot)
    assert str(message) == "Error, sheet survey, row 2, column C (label): Wrong. Mend it."


def test_a_note_needs_neither_place_nor_mend() -> None:
    message = note("Well.")
    assert str(message) == "Note: Well."
    assert (message.sheet, message.row, message.column) == (None, None, None)


def test_the_validator_is_asked_of_a_form_without_errors() -> None:
    source = Source(name="t", content=form(SURVEY, "|list_name|name|label|\n|yn|y|Y|"), media={})
    told = inspect(
        source, STANDARDS, lambda xform, _: Verdict(messages=(note(xform[:5].decode()),))
    )
    assert only(told).sentence == "<?xml"
    refused = inspect(source, STANDARDS, lambda *_: Verdict(refusal="Odd /data/nowhere."))
    assert "Odd ${nowhere}" in only(refused).sentence


def test_the_validator_is_spared_a_form_with_errors() -> None:
    source = Source(name="t", content=form(SURVEY, settings=settings("nobody")), media={})
    assert "late" not in sentences(inspect(source, STANDARDS, lambda *_: Verdict(refusal="late")))
