"""The publish gate on what pyxform and ODK Validate say, and on where a spreadsheet uses it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.odk.gate.message import Severity
from server.odk.pyxform_words import complaint, remark
from server.odk.validate import OdkValidate, find_odk_validate, plain
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
        ("|list_name|name|label|\n|yn|a b|A|", "column B (name): The code “a b” holds a space."),
        ("", "there is no sheet named choices"),
    ],
)
def test_pyxform_speaks_plainly_of_choices(choices: str, sentence: str) -> None:
    inspection = said("|type|name|label|\n|select_multiple yn|q|Q|", choices=choices)
    assert sentence in sentences(inspection)


def test_a_missing_column_is_named() -> None:
    assert "The column 'type' is missing. Add the column." in sentences(said("|name|\n|a|"))


BOOK = read_workbook(form("|type|name|label|\n|text|a|A|", CHOICES), "trial.xlsx")


@pytest.mark.parametrize(
    ("text", "sentence", "row"),
    [
        ("[row : 2] Something new. Learn more: https://example.org/x", "Something new.", 2),
        ("Something without a row.", "Something without a row.", None),
        ("", "pyxform does not say why.", None),
    ],
)
def test_an_unknown_complaint_keeps_its_words(text: str, sentence: str, row: int | None) -> None:
    message = complaint(text, BOOK)
    assert message.sentence == f"The form cannot be compiled: {sentence}"
    assert message.row == row


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


def validated(java: str | None) -> str:
    validator = OdkValidate(java=java, jar=Path("none.jar"))
    return "\n".join(str(each) for each in validator(b"<x/>", {"a.csv": b"name"}))


def test_odk_validate_says_loudly_when_there_is_no_java() -> None:
    assert validated(None).startswith("Warning: ODK Validate did not check this form")


def test_odk_validate_says_nothing_of_a_good_form(tmp_path: Path) -> None:
    assert validated(fake_java(tmp_path, "cat a.csv form.xml >&2")) == ""


def test_odk_validate_refuses_in_plain_words(tmp_path: Path) -> None:
    java = fake_java(tmp_path, "printf 'java.lang.RuntimeException: Bad /data/g/a\\n' >&2; exit 1")
    assert validated(java).startswith("Error: ODK Validate refuses the form: Bad ${a} Correct")


@pytest.mark.parametrize("java", ["/nowhere/java"])
def test_odk_validate_that_cannot_run_is_a_warning(java: str) -> None:
    assert validated(java).startswith("Warning: ODK Validate could not be run")


def test_odk_validate_that_says_nothing_is_said_so() -> None:
    assert plain(">> Something\n\tat java.lang.X(X.java:1)\n... 4 more") == "it does not say why."


def test_odk_validate_itself_finds_a_cycle() -> None:
    validator = find_odk_validate()
    if validator.java is None and not os.environ.get("CI"):
        pytest.skip("this machine has no Java")
    survey = "|type|name|calculation|\n|calculate|b|${c} + 1|\n|calculate|c|${b} + 1|"
    conversion = compile_form(read_workbook(form(survey), "trial.xlsx"))
    assert conversion.xform is not None
    (message,) = validator(conversion.xform, {})
    assert "Cycle detected" in message.sentence
    assert "${b}" in message.sentence


@pytest.mark.parametrize("header", ["bind::a b", "bind::x:y", "bind::<"])
def test_a_form_that_compiles_to_no_xml_is_refused(header: str) -> None:
    inspection = said(f"|type|name|label|{header}|\n|text|a|A|x|")
    assert "compiles to something that no client can read" in sentences(inspection)
    assert inspection.draft is None
