"""The publish gate on what pyxform and ODK Validate say, and on where a spreadsheet uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.odk.gate.message import Severity, Spot
from server.odk.pyxform_words import complaint, remark
from server.odk.validate import OdkValidate, Verdict
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from tests.simulators.gate import CHOICES, said, sentences
from tests.simulators.sheets import form

COMPLAINTS = {
    "type": (
        "|txet|a|A||",
        "row 2, column A (type): There is no question type “txet”.",
        "Did you mean “text”?",
    ),
    "list": ("|select_one yns|a|A||", "There is no choice list named “yns”.", "Did you mean “yn”?"),
    "far list": (
        "|select_one foreign|a|A||",
        "no choice list named “foreign”",
        "Add it on the sheet choices.",
    ),
    "name": (
        "|text|place|A||\n|text|b|B|${plaec} = 1|",
        "row 3, column D (relevant): ${plaec} names no",
        "Did you mean “place”?",
    ),
    "label": (
        "|text|a|Hi ${nobody_here}||",
        "row 2, column C (label): ${nobody_here} names no question",
        "Correct the name.",
    ),
    "twice": (
        "|text|a|A||\n|text|a|B||",
        "row 3, column B (name): The name “a” stands twice",
        "another name",
    ),
    "bad name": (
        "|text|1 a|A||",
        "row 2, column B (name): The name “1 a” is not usable.",
        "Begin with a letter",
    ),
    "no name": ("|text||A||", "row 2, column B (name): The row has no name.", "Write a short name"),
    "no type": ("||a|A||", "row 2, column A (type): The row has no type.", "Choose a type"),
    "end": (
        "|text|a|A||\n|end_group||||",
        "row 3, column A (type): This end_group closes nothing",
        "add the begin_group",
    ),
    "begin": (
        "|begin_repeat|g|G||\n|text|a|A||",
        "row 2, column A (type): The repeat that begins here",
        "end_repeat",
    ),
    "calculate": (
        "|calculate|a|||",
        "row 2: The row calculates something",
        "Write the calculation.",
    ),
    "meta": ("|text|meta|A||", "The name “meta” is reserved.", "another name"),
    "reference": (
        "|text|a|A|${b b} = 1|",
        "row 2, column D (relevant): A question is named in a way",
        "${name}",
    ),
    "ambiguous": (
        "|begin_group|g|G||\n|text|a|A||\n|end_group||||\n|text|a|A||\n|text|b|B|${a} = 1|",
        "${a} could mean several questions",
        "a name of its own",
    ),
}


@pytest.mark.parametrize("name", COMPLAINTS)
def test_pyxform_speaks_plainly(name: str) -> None:
    rows, sentence, mend = COMPLAINTS[name]
    text = sentences(said(f"|type|name|label|relevant|\n{rows}"))
    assert sentence in text
    assert mend in text


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ("|list_name|name|label|\n|yn|a|A|\n|yn|a|B|", "row 3, column B (name): The same code"),
        ("|list_name|name|label|\n|yn||A|", "row 2, column B (name): The choice has no code."),
        ("|list_name|name|label|\n|yn|a b|A|", "column B (name): The code “a b” is not usable."),
        ("", "no list of choices can be read"),
    ],
)
def test_pyxform_speaks_plainly_of_choices(choices: str, sentence: str) -> None:
    inspection = said("|type|name|label|\n|select_multiple yn|q|Q|", choices=choices)
    assert sentence in sentences(inspection)


def test_a_missing_column_is_named() -> None:
    assert "The column 'type' is missing. Add the column." in sentences(said("|name|\n|a|"))


BOOK = read_workbook(form("|type|name|label|\n|text|a|A|", CHOICES), "trial.xlsx")


@pytest.mark.parametrize(
    ("text", "sentence", "place"),
    [
        ("[row : 2] New. Learn more: https://example.org/x", "(pyxform: “New.”)", "survey, row 2"),
        ("The question 'a' is odd.", "odd.”)", "survey, row 2, column B (name)"),
        ("Something without a row.", "row.”)", "sheet choices"),
        ("", "(pyxform does not say why)", "sheet choices"),
    ],
)
def test_an_unknown_complaint_has_a_place(text: str, sentence: str, place: str) -> None:
    message = complaint(text, BOOK, lambda: Spot(sheet="choices"))
    assert message.sentence.startswith("The form cannot be compiled as this cell stands")
    assert sentence in message.sentence
    assert place in str(message)


def test_a_complaint_that_nothing_explains_names_the_survey() -> None:
    assert complaint("Odd.", BOOK, lambda: None).spot == Spot(sheet="survey")


def test_a_failure_inside_pyxform_is_a_complaint_too() -> None:
    conversion = compile_form(read_workbook(form("|type|name|label|\n|begin_group||G|"), "t"))
    assert conversion.xform is None
    assert conversion.messages[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[row : 2] Use the max-pixels parameter.", []),
        ("Language 'x' is missing the survey hint column.", []),
        ("[row : 2] Mind this.", [Severity.NOTE]),
        ("These do not contain valid machine-readable codes: x.", [Severity.WARNING]),
    ],
)
def test_remarks_are_kept_where_no_other_check_says_them(
    text: str, expected: list[Severity]
) -> None:
    assert [each.severity for each in remark(text, BOOK)] == expected


def test_languages_without_a_code_are_warned_of() -> None:
    text = sentences(said("|type|name|label::Martian|\n|text|a|A|", choices=""))
    assert "Write each language with its code" in text


def fake_java(folder: Path, script: str) -> str:
    java = folder / "java"
    java.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    java.chmod(0o755)
    return str(java)


def validated(java: str | None) -> Verdict:
    return OdkValidate(java=java, jar=Path("none.jar"))(b"<x/>", {"a.csv": b"name"})


def test_odk_validate_says_loudly_when_there_is_no_java() -> None:
    (message,) = validated(None).messages
    assert str(message).startswith("Warning: ODK Validate did not check this form")


def test_odk_validate_says_nothing_of_a_good_form(tmp_path: Path) -> None:
    assert validated(fake_java(tmp_path, "cat a.csv form.xml >&2")) == Verdict()


def test_odk_validate_refuses_in_its_own_words(tmp_path: Path) -> None:
    assert (
        validated(fake_java(tmp_path, "printf 'Bad /data/a' >&2; exit 1")).refusal == "Bad /data/a"
    )


@pytest.mark.parametrize("java", ["/nowhere/java"])
def test_odk_validate_that_cannot_run_is_a_warning(java: str) -> None:
    (message,) = validated(java).messages
    assert str(message).startswith("Warning: ODK Validate could not be run")


@pytest.mark.parametrize("header", ["bind::a b", "bind::x:y", "bind::<"])
def test_a_form_that_compiles_to_no_xml_is_refused(header: str) -> None:
    inspection = said(f"|type|name|label|{header}|\n|text|a|A||\n|text|b|B|x|")
    assert "compiles to something that no client can read" in sentences(inspection)
    assert f"sheet survey, row 3, column D ({header})" in sentences(inspection)
    assert inspection.draft is None
