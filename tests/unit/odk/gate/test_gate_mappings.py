"""The publish gate on mappings: names, keys, types and codes."""

from __future__ import annotations

import pytest

from server.domain.forms import Question, QuestionType
from server.domain.schema.kinds import FieldType
from server.odk.gate.message import Severity
from server.odk.gate.types import FITTING, fits
from server.odk.values import read_value
from tests.simulators.gate import CHOICES, only, said, sentences, settings

HEAD = "|type|name|label|bind::case:field|relevant|\n"


def mapped(mapping: str, type_: str = "text") -> str:
    return f"{HEAD}|{type_}|a|A|{mapping}||"


@pytest.mark.parametrize(
    ("mapping", "sentence", "mend"),
    [
        ("reprt.place", "There is no record named “reprt”.", "Did you mean “report”?"),
        ("xyz.place", "There is no record named “xyz”.", "The records are: report, means"),
        ("report.plaec", "The record “report” has no field “plaec”.", "Did you mean “place”?"),
        ("report.by_whom", "has no field “by_whom”", "Did you mean means_of_control.by_whom?"),
        ("report.zzzzzz", "has no field “zzzzzz”", "clear the cell: the answer is kept anyway"),
        ("report", "names the record “report” but no field", "as in report.channel"),
        ("Report Place!", "The mapping cannot be read", "Write it like report.channel"),
        (".place", "names no record and no group around it does", "Write it like"),
        ("report[phase=entry].place", "“phase” is no key of the record", "It has no keys."),
        ("means_of_control[fase=entry].used", "“fase” is no key", "Did you mean “phase”?"),
        ("means_of_control[x=entry].used", "“x” is no key", "Its keys are: phase, mean."),
        (
            "means_of_control[phase=entry].used",
            "The record “means_of_control” needs to know its mean.",
            "Write means_of_control[phase=…,mean=…].used",
        ),
        (
            "means_of_control[phase=entry,mean=threat].mean",
            "“mean” stands in the brackets and is the field as well.",
            "Leave one of them out.",
        ),
    ],
)
def test_a_mapping_that_leads_nowhere_is_refused(mapping: str, sentence: str, mend: str) -> None:
    inspection = said(mapped(mapping))
    first = inspection.messages[0]
    assert sentence in first.sentence
    assert mend in first.mend
    assert (first.row, first.column) == (2, "bind::case:field")
    assert not inspection.passes


def test_a_group_is_mapped_to_a_record_only() -> None:
    message = said(f"{HEAD}|begin_group|g|G|report.place||\n|text|a|A|||\n|end_group|").messages[0]
    assert message.mend == "Write report here, and .place at the question."


GRID = f"""{HEAD}
| begin_group        | entry   | Entry   | means_of_control[phase=entry] | |
| select_one yn      | threat  | Threat  | [mean=threat].used            | |
| select_multiple yn | who     | By whom | [mean=threat].by_whom         | |
| select_one yn      | new_one | New     | [mean=new_one].used           | |
| end_group          |         |         |                               | |
"""


def test_a_new_row_of_the_grid_is_an_addition() -> None:
    message = only(said(GRID))
    assert message.severity is Severity.NOTE
    assert "“new_one” is not on the standard list “mean” and is taken as an addition." in str(
        message
    )


def test_a_near_code_is_asked_about() -> None:
    assert "Did you mean “threat”?" in only(said(GRID.replace("=new_one", "=threats"))).sentence


def test_a_key_may_be_asked_beside_its_row() -> None:
    survey = f"""{HEAD}
    | begin_repeat  | means | Means | means_of_control[phase=entry] | |
    | select_one yn | which | Which | .mean                         | |
    | select_one yn | used  | Used  | .used                         | |
    | end_repeat    |       |       |                               | |
    """
    choices = CHOICES.replace("yes ", "threat").replace("no  ", "no")
    assert said(survey, choices=choices).passes


def test_a_key_without_a_list_takes_any_code() -> None:
    assert said(mapped("means_of_control[phase=entry,mean=threat].used", "select_one yn")).passes


TWO = "|integer|c|C|||\n|text|a|A|report.place|{one}|\n|text|b|B|report.place|{two}|"


def test_two_questions_that_fill_one_field_are_refused() -> None:
    message = only(said(HEAD + TWO.format(one="", two="${c} = 1")))
    assert message.sentence == "Rows 3 and 4 fill the same field, report.place."
    assert message.severity is Severity.ERROR


def test_two_questions_under_conditions_are_only_warned_of() -> None:
    inspection = said(HEAD + TWO.format(one="${c} = 2", two="${c} = 1"))
    assert only(inspection).severity is Severity.WARNING
    assert inspection.passes


def test_the_same_field_in_another_repeat_is_another_record() -> None:
    survey = f"""{HEAD}
    | text         | a | A | report.place | |
    | begin_repeat | r | R | report       | |
    | text         | b | B | .place       | |
    | end_repeat   |   |   |              | |
    """
    assert said(survey).passes


def test_unknown_fields_that_are_the_same_are_said_once_each() -> None:
    text = sentences(said(f"{HEAD}|text|a|A|report.nope||\n|text|b|B|report.nope||"))
    assert "fill the same field" not in text


@pytest.mark.parametrize(
    ("mapping", "type_", "sentence"),
    [
        ("report.place", "select_multiple yn", "report.place, which holds text."),
        ("report.incident_date", "text", "cannot fill report.incident_date, which holds a date."),
        ("report.channel", "text", "Ask it as select_one, or map it to another field."),
        ("report.exploitation", "integer", "Ask it as select_multiple"),
        ("report.position", "text", "Ask it as geopoint"),
        ("report.picture", "text", "Ask it as image or file"),
        ("report.started_at", "date", "Ask it as dateTime"),
        ("report.victim_count", "decimal", "Ask it as integer"),
        ("report.amount", "text", "Ask it as decimal"),
        ("report.seen_month", "time", "Ask it as date"),
    ],
)
def test_a_question_of_another_type_is_refused(mapping: str, type_: str, sentence: str) -> None:
    message = said(mapped(mapping, type_)).messages[0]
    assert sentence in str(message)
    assert message.severity is Severity.ERROR


@pytest.mark.parametrize("field", list(FieldType))
def test_every_field_type_takes_some_question(field: FieldType) -> None:
    assert FITTING[field]
    assert fits(Question(path="a", type=FITTING[field][0]), field)


@pytest.mark.parametrize(
    ("field", "expected"),
    [(FieldType.DATE, True), (FieldType.CODE, True), (FieldType.PLACE, False)],
)
def test_a_calculation_may_fill_what_can_be_written_as_text(
    *, field: FieldType, expected: bool
) -> None:
    assert fits(Question(path="a", type=QuestionType.TEXT, is_asked=False), field) is expected


def test_codes_outside_the_standard_are_listed_once() -> None:
    choices = "|list_name|name|label|\n|ch|online|Online|\n|ch|fax|Fax|\n|ch|onlin|On|"
    survey = f"{HEAD}|select_one ch|a|A|report.channel||\n|begin_repeat|r|R|report||\n"
    survey += "|select_one ch|b|B|.channel||\n|end_repeat|"
    inspection = said(survey, choices=choices)
    assert [(each.row, each.severity) for each in inspection.messages] == [
        (3, Severity.NOTE),
        (4, Severity.NOTE),
    ]
    assert "Did you mean “online”?" in sentences(inspection)
    assert inspection.passes


def test_codes_of_a_filtered_list_are_not_listed() -> None:
    survey = "|type|name|label|bind::case:field|choice_filter|\n"
    survey += "|select_one ch|a|A|report.channel|name = 'online'|"
    choices = "|list_name|name|label|\n|ch|online|Online|\n|ch|fax|Fax|"
    assert said(survey, choices=choices).messages == ()


def test_a_field_without_a_list_takes_any_code() -> None:
    choices = "|list_name|name|label|\n|ch|anybody|Any|"
    survey = mapped("means_of_control[phase=entry,mean=threat].by_whom", "select_multiple ch")
    assert said(survey, choices=choices).messages == ()


def test_codes_of_a_file_are_listed_without_a_row() -> None:
    survey = mapped("report.channel", "select_one_from_file ch.csv")
    inspection = said(survey, media={"ch.csv": b"name,label\nfax,Fax\n"})
    assert (only(inspection).sheet, only(inspection).row) == ("choices", None)


@pytest.mark.parametrize("code", ["été", "50+", "-99", "a/b", "<18", "l'an", "日", "x" * 64])
def test_codes_of_any_signs_are_taken(code: str) -> None:
    choices = f"|list_name|name|label|\n|ch|{code}|Label|"
    inspection = said("|type|name|label|\n|select_multiple ch|a|A|", choices=choices)
    assert inspection.passes, sentences(inspection)
    assert inspection.draft is not None
    assert [each.code for each in inspection.draft.form.questions[0].choices] == [code]
    assert read_value(QuestionType.SELECT_MULTIPLE, f"{code} z") == (code, "z")


@pytest.mark.parametrize("code", ["pe rsonne", "x" * 65, "a\u200bb"])
def test_codes_that_are_not_safe_are_refused(code: str) -> None:
    choices = f"|list_name|name|label|\n|ch|{code}|Label|"
    text = sentences(said("|type|name|label|\n|select_one ch|a|A|", choices=choices))
    assert "sheet choices, row 2, column B (name)" in text
    assert "is not usable" in text


def test_a_field_of_another_record_kind_is_not_confused() -> None:
    assert not said(mapped("means_of_control.channel"), settings()).passes
