"""What ODK Validate says, in plain words and at the cell it is about."""

from __future__ import annotations

import os

import pytest

from server.odk.outline import read_outline
from server.odk.validate import find_odk_validate
from server.odk.validate_words import explained, plain
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from tests.simulators.gate import CHOICES
from tests.simulators.sheets import form

SURVEY = """
| type          | name | label | relevant | calculation | choice_filter | repeat_count | default |
| integer       | t    | T     |          |             |               |              |         |
| begin_repeat  | r    | R     |          |             |               | 3 +          |         |
| text          | a    | A     | ${t} =   | if(${t}, 1) |               |              | concat( |
| end_repeat    |      |       |          |             |               |              |         |
| select_one yn | q    | Q     |          |             | name =        |              |         |
"""
BOOK = read_workbook(form(SURVEY, CHOICES), "trial.xlsx")
OUTLINE = read_outline(BOOK)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (
            "Encountered a problem with display condition for node [/data/r/a] at line: x",
            "row 4, column D (relevant): The condition cannot be read.",
        ),
        (
            'Invalid calculate for the bind attached to "/data/r_count" : odd',
            "row 3, column G (repeat_count): The calculation cannot be worked out.",
        ),
        (
            "problem in Calculate expression for /data/r/a\norg.X: cannot handle function 'if'.",
            "row 4, column E (calculation): The function if( ) is not given the values",
        ),
        (
            "[Unsupported nodeset expression: instance('yn')/root/item[name =]]",
            "row 6, column F (choice_filter): The choice_filter cannot be read.",
        ),
        (
            'Invalid XPath in value set action declaration: x <setvalue ref="/data/r/a"',
            "row 4, column H (default): The value that the row begins with",
        ),
        (
            "Cycle detected! The nodes: /data/t /data/r/a",
            "row 4, column E (calculation): The answer depends on itself, by way of ${t} and ${a}.",
        ),
        (
            "Something new about /data/t.",
            "row 2, column B (name): ODK's own check cannot work with this row. (ODK Validate: “S",
        ),
        ("Something new.", "sheet survey: ODK's own check cannot work with this row."),
    ],
)
def test_a_refusal_is_said_plainly_at_its_cell(output: str, expected: str) -> None:
    assert expected in str(explained(output, BOOK, OUTLINE))


def test_what_is_java_s_own_is_left_out() -> None:
    said = "java.lang.RuntimeException: Bad\n\tat java.lang.X(X.java:1)\n>> Framing\n... 4 more"
    assert plain(said) == "Bad"
    assert plain(">> Something\n\tat java.lang.X(X.java:1)") == "it does not say why"


def test_odk_validate_itself_finds_a_cycle() -> None:
    validator = find_odk_validate()
    if validator.java is None and not os.environ.get("CI"):
        pytest.skip("this machine has no Java")
    survey = "|type|name|calculation|\n|calculate|b|${c} + 1|\n|calculate|c|${b} + 1|"
    book = read_workbook(form(survey), "trial.xlsx")
    conversion = compile_form(book)
    assert conversion.xform is not None
    refusal = validator(conversion.xform, {}).refusal
    assert refusal is not None
    message = str(explained(refusal, book, read_outline(book)))
    assert "column C (calculation): The answer depends on itself, by way of" in message
