"""The publish gate on headings: what is not known is said, what means something passes."""

from __future__ import annotations

import pytest
from pyxform import aliases

from server.odk.gate.message import Message
from tests.simulators.gate import CHOICES, said, sentences, settings


def of_survey(heading: str) -> tuple[Message, ...]:
    """Return what is said of one more column of the survey, beside the languages' columns."""
    survey = f"|type|name|label::English (en)|{heading}|\n|text|a|A|yes|\n|text|b|B||"
    return said(survey, choices="").messages


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("constraints", "constraint"),
        ("Relevent", "relevant"),
        ("requird", "required"),
        ("calculations", "calculation"),
        ("apearance", "appearance"),
        ("choice filters", "choice_filter"),
        ("const", "constraint"),
        ("Skip logic", "relevant"),
        ("label Kwéyòl", "label::Kwéyòl"),
        ("label_fr", "label::fr"),
        ("label:fr", "label::fr"),
        ("hint (fr)", "hint::fr"),
        ("Required message - fr", "required_message::fr"),
        ("lable::Français (fr)", "label::Français (fr)"),
        ("ENGLISH (en)", "label::ENGLISH (en)"),
        ("jr:constraintMsg", "constraint_message"),
        ("bind::relevent", "bind::relevant"),
        ("bind::Required", "bind::required"),
        ("media::imgae", "media::image"),
    ],
)
def test_a_heading_that_is_not_known_is_an_error_with_a_guess(heading: str, meant: str) -> None:
    (found,) = [each for each in of_survey(heading) if "not known" in each.sentence]
    assert f"Did you mean “{meant}”?" in str(found)
    assert str(found).startswith(f"Error, sheet survey, row 1, column D ({heading}): ")


def test_a_heading_nothing_is_like_says_how_to_keep_notes() -> None:
    (found,) = of_survey("Zone")
    assert found.severity == "error"
    assert "begin the heading with #" in found.mend


def test_an_empty_column_that_is_not_known_is_a_warning() -> None:
    inspection = said("|type|name|label|constraints|\n|text|a|A||")
    assert inspection.passes
    assert "Did you mean “constraint”?" in sentences(inspection)


@pytest.mark.parametrize(
    "heading",
    [
        *("remark", "Notes", "Comment", "Reviewer comments", "Nota", "Observación", "TODO"),
        *("#", "# zone", "$kuid", "_index", "*", "kobo--score-choices", "hxl"),
        *(
            "label (remarks)",
            "body::accuracyThreshold",
            "control::kb:flash",
            "instance::odk:length",
        ),
        *(
            "bind::odk:length",
            "bind::preload",
            "Guidance Hint::English (en)",
            "no_app_error_string",
        ),
    ],
)
def test_notes_and_what_pyxform_carries_pass(heading: str) -> None:
    assert not [each for each in of_survey(heading) if "not known" in each.sentence]


@pytest.mark.parametrize("heading", sorted({*aliases.survey_header, "choice_filter", "trigger"}))
def test_every_heading_of_pyxform_passes(heading: str) -> None:
    assert not [each for each in of_survey(heading) if "not known" in each.sentence]


@pytest.mark.parametrize("heading", sorted(aliases.settings_header))
def test_every_setting_of_pyxform_passes(heading: str) -> None:
    table = f"|{heading}|audience|\n|trial|agency|"
    assert "not known" not in sentences(said("|type|name|label|\n|text|a|A|", table))


def test_one_colon_names_a_language_where_no_column_has_two() -> None:
    survey = "|type|name|label:English (en)|hint:English (en)|\n|text|a|A|H|"
    assert said(survey, choices="").messages == ()


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        *(("lable", "label"), ("list nam", "list_name"), ("label_es", "label::es")),
        *(("imge", "image"), ("English (en)", "label::English (en)"), ("code", "name")),
    ],
)
def test_a_lost_column_of_the_choices_is_found(heading: str, meant: str) -> None:
    choices = f"|list_name|name|label::English (en)|{heading}|\n|yn|yes|Yes|x|\n|yn|no|No||"
    found = said("|type|name|label::English (en)|\n|select_one yn|a|A|", choices=choices)
    assert f"Did you mean “{meant}”?" in sentences(found)
    assert not found.passes


@pytest.mark.parametrize("heading", ["region", "iso5218", "geometry", "population", "Region"])
def test_a_list_may_have_columns_of_its_own(heading: str) -> None:
    choices = f"|list_name|name|label|{heading}|\n|yn|yes|Yes|x|\n|yn|no|No|x|"
    assert said("|type|name|label|\n|select_one yn|a|A|", choices=choices).messages == ()


def test_a_column_of_the_choices_that_a_filter_names_passes() -> None:
    survey = "|type|name|label|choice_filter|\n|select_one yn|a|A|label_x = 'x'|"
    choices = "|list_name|name|label|label_x|\n|yn|yes|Yes|x|\n|yn|no|No|x|"
    assert said(survey, choices=choices).messages == ()


def test_a_misspelt_setting_does_not_lift_a_gate_unseen() -> None:
    inspection = said("|type|name|label|\n|text|a|A|", settings(personal_dat="no"))
    assert "Did you mean “personal_data”?" in sentences(inspection)
    assert not inspection.passes


def test_a_second_row_of_settings_is_said() -> None:
    inspection = said("|type|name|label|\n|text|a|A|", settings() + "\n|other|Other|public||")
    assert "Warning, sheet settings, row 3: Only the first row" in sentences(inspection)


@pytest.mark.parametrize(
    ("survey", "expected"),
    [
        ("|type|name||label|\n|text|a|x|A|", "Error, sheet survey, row 2, column C: Column C has"),
        (
            "|type|name|label||\n|text|a|A|x|",
            "Warning, sheet survey, row 2, column D: Column D has",
        ),
    ],
)
def test_a_column_without_heading_is_said(survey: str, expected: str) -> None:
    assert expected in sentences(said(survey, choices=CHOICES))
