"""The differences between two versions of a form, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.domain.forms import Choice, FormId, FormVersion, Question, QuestionType
from server.odk.changes import changes
from server.odk.workbook import read_workbook
from server.odk.xform import read_form
from server.odk.xlsform import compile_form
from tests.simulators.sheets import SETTINGS, form

HEAD = "|type|name|label::English (en)|hint::English (en)|bind::case:field|\n"
OLD = (
    HEAD
    + """
| text          | place | Where     | Help | report.place |
| select_one yn | seen  | Seen      |      |              |
| begin_group   | g     | G         |      |              |
| hidden        | more  |           |      |              |
| end_group     |       |           |      |              |
"""
)
CHOICES = "|list_name|name|label::English (en)|\n|yn|yes|Yes|\n|yn|no|No|"


def version(survey: str = OLD, choices: str = CHOICES, settings: str = SETTINGS) -> FormVersion:
    xform = compile_form(read_workbook(form(survey, choices, settings), "trial.xlsx")).xform
    assert xform is not None
    return read_form(xform)


def words(survey: str = OLD, choices: str = CHOICES, settings: str = SETTINGS) -> list[str]:
    found = changes(version(), version(survey, choices, settings))
    assert all(change.path or change.kind in {"title", "language"} for change in found)
    return [change.sentence for change in found]


def test_the_same_form_has_no_changes() -> None:
    assert words() == []


_ROW = "| text          | place"
_LAST = "| hidden        | more  |"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (" Where ", " At ", "“At” (place) was worded “Where” and is now “At” in English (en)."),
        (
            " Help ",
            " Ask ",
            "The hint of “Where” (place) was “Help” and is now “Ask”",
        ),
        ("report.place", "", "“Where” (place) filled report.place and now fills no field."),
        (_ROW, "|date|place", "“Where” (place) was of the type text and is now date."),
        (_LAST, "|text|new|Other|", "“Other” (new) was added."),
        (_LAST, "|note|new|Note|", "“more” was removed; answers already sent are kept."),
    ],
)
def test_questions_change_in_words(old: str, new: str, expected: str) -> None:
    assert any(each.startswith(expected) for each in words(OLD.replace(old, new)))


def test_a_question_moves() -> None:
    moved = OLD.replace("| text          | place | Where     | Help | report.place |\n", "")
    moved = moved.replace(
        "| end_group", "| text | place | Where | Help | report.place |\n| end_group"
    )
    assert words(moved) == ["“Where” (place) moved from the top of the form to the group g."]


def test_choices_change_in_words() -> None:
    assert words(choices=CHOICES.replace("|yn|yes|Yes|", "|yn|yes|Aye|\n|yn|maybe|Maybe|")) == [
        "In “Seen” (seen) the choice yes was “Yes” and is now “Aye” in English (en).",
        "“Seen” (seen) has the new choice “Maybe” (maybe).",
    ]


def test_a_choice_goes() -> None:
    choices = CHOICES.replace("\n|yn|no|No|", "")
    assert words(choices=choices) == ["“Seen” (seen) no longer has the choice “No” (no)."]


def test_title_and_languages_change_in_words() -> None:
    survey = OLD.replace("(en)", "(en-GB)")
    choices = CHOICES.replace("(en)", "(en-GB)")
    found = words(survey, choices, SETTINGS.replace("Trial form", "New form"))
    assert found[:3] == [
        "The title was “Trial form” and is now “New form”.",
        "English (en-GB) was added.",
        "English (en) was removed.",
    ]


def test_a_choice_without_a_label_goes_by_its_code() -> None:
    without = FormVersion(
        form_id=FormId("trial"),
        version="1",
        title="Trial form",
        root="data",
        questions=(Question(path="q", type=QuestionType.RANK, choices=(Choice(code="x"),)),),
    )
    (found,) = changes(
        replace(without, questions=(replace(without.questions[0], choices=()),)), without
    )
    assert found.sentence == "“q” has the new choice x."


def test_a_renamed_code_is_said_to_split_the_count() -> None:
    found = words(choices=CHOICES.replace("|yn|no|No|", "|yn|never|No|"))
    expected = "In “Seen” (seen) the code no has become never: answers already sent keep no,"
    assert any(each.startswith(expected) for each in found)


def test_a_choice_with_other_words_is_not_taken_for_a_renamed_one() -> None:
    found = words(choices=CHOICES.replace("|yn|no|No|", "|yn|never|Never|"))
    assert not any("has become" in each for each in found)


def test_a_column_of_a_list_changes_in_words() -> None:
    choices = CHOICES.replace("(en)|", "(en)|zone|note|").replace("Yes|", "Yes|east|x|")
    expected = "In “Seen” (seen) the choice yes had “” in the column zone and has now “east”."
    assert expected in words(choices=choices)
    assert not [each for each in words(choices=CHOICES) if "column" in each]


def test_a_column_of_a_list_that_stays_is_not_told() -> None:
    choices = CHOICES.replace("(en)|", "(en)|zone|").replace("Yes|", "Yes|east|")
    old = version(choices=choices)
    assert changes(old, old) == ()


def test_a_renamed_question_is_said_to_split_its_answers() -> None:
    found = words(OLD.replace("| place |", "| where |"))
    assert any("has the words of “place”, which is gone" in each for each in found)
