"""The publish gate on what conditions, calculations, filters and defaults speak of."""

from __future__ import annotations

import pytest

from server.odk.gate.inspection import Inspection
from tests.simulators.gate import said, sentences, settings

HEAD = "|type|name|label|relevant|constraint|calculation|required|choice_filter|default|appearance|"
CHOICES = """
| list_name | name  | label | region |
| yn        | yes   | Yes   |        |
| yn        | no    | No    |        |
| num       | 1     | One   |        |
| num       | 2     | Two   |        |
| town      | vieux | Vieux | south  |
| town      | gros  | Gros  | north  |
"""
ASKED = """
| select_one yn | a | A |
| select_multiple yn | many | Many |
| select_one num | n | N |
| select_one yn or_other | free | Free |
| acknowledge | ack | Read |
| select_one_from_file lands.csv | land | Land |
| begin_repeat | r | R |
| select_one yn | inner | Inner |
| end_repeat | | |
| calculate | calc | | | | if(${a} = 'yes', 'adult', 'child') |
| calculate | copy | | | | ${a} |
| calculate | open | | | | concat(${a}, 'x') |
| calculate | round1 | | | | ${round2} |
| calculate | round2 | | | | ${round1} |
"""
MEDIA = {"lands.csv": b"name,label,zone\nlc,Saint Lucia,east\ndm,Dominica,\n"}


def tried(row: str, **more: str) -> Inspection:
    """Take a form with one more row through the gate."""
    return said(f"{HEAD}\n{ASKED}{row}", settings(**more), CHOICES, MEDIA)


def with_relevant(expression: str) -> Inspection:
    return tried(f"| text | last | Last | {expression} |")


GOOD = (
    *("${a} = 'yes'", "'no' != ${a}", "selected(${many}, 'no')", "${n} = 1", "${n} != '2'"),
    *("${free} = 'other'", "${ack} = 'OK'", "${land} = 'lc'", "selected(${n}, '2')", "${a} = ''"),
    *("${calc} = 'adult'", "${copy} = 'no'", "${open} = 'anything'", "../a = 'no'", "${n} < 7"),
    *(
        "${many} = 'yes no'",
        "count-selected(${many}) = 2",
        "string(${a}) = 'yes'",
        "${round1} = 'x'",
    ),
    *("coalesce(${a}, ${free}) = 'other'", "selected(concat(${a}, ' x'), 'x')", "selected(${a}"),
    *(
        "selected-at(${many}, 0) = 'no'",
        "string-length(${a}) = 3",
        "${a} = \u2018yes\u2019",
        "- 1 = ${n} * 3",
    ),
    *("indexed-repeat(${inner}, ${r}, 1) = 'no'", "(${a}) = 'yes' and (${n} = 2 or true())"),
    *(
        "sum(${r}/n) = 0",
        "count(${r}[./inner = 'no']) = 0",
        "not(${a} = 'yes')",
        "/trial/a = 'no'",
    ),
)


@pytest.mark.parametrize("expression", GOOD)
def test_a_condition_that_can_hold_passes(expression: str) -> None:
    assert "no choice" not in sentences(with_relevant(expression))


@pytest.mark.parametrize(
    ("expression", "word", "name"),
    [
        ("${a} = 'yess'", "yess", "a"),
        ("'maybe' = ${a}", "maybe", "a"),
        ('${a} != "unknown"', "unknown", "a"),
        ("${n} > 0 and ${a}='never'", "never", "a"),
        ("selected(${many}, 'none')", "none", "many"),
        ("not(selected( ${many} ,'none'))", "none", "many"),
        ("${many} = 'yes never'", "never", "many"),
        ("${n} = 3", "3", "n"),
        ("${n} = -1", "-1", "n"),
        ("${a} = 1", "1", "a"),
        ("selected(${n}, 3)", "3", "n"),
        ("${free} = 'others'", "others", "free"),
        ("${ack} = 'yes'", "yes", "ack"),
        ("${land} = 'fr'", "fr", "land"),
        ("${calc} = 'adlut'", "adlut", "calc"),
        ("${copy} = 'maybe'", "maybe", "copy"),
        ("../a = 'maybe'", "maybe", "a"),
        ("current()/../a = 'maybe'", "maybe", "a"),
        ("/trial/a = 'maybe'", "maybe", "a"),
        ("(${a}) = 'maybe'", "maybe", "a"),
        ("string(${a}) = 'maybe'", "maybe", "a"),
        ("coalesce(${a}, '') = 'maybe'", "maybe", "a"),
        ("selected-at(${many}, 0) = 'none'", "none", "many"),
        ("indexed-repeat(${inner}, ${r}, 1) = 'perhaps'", "perhaps", "inner"),
        ("${inner}[1] = 'perhaps'", "perhaps", "inner"),
        ("if(${a} = 'si', 1, 2) = 1", "si", "a"),
    ],
)
def test_a_condition_on_a_code_that_no_list_has_is_an_error(
    expression: str, word: str, name: str
) -> None:
    inspection = with_relevant(expression)
    place = "Error, sheet survey, row 16, column D (relevant)"
    assert f"{place}: “{word}” is no choice of “{name}”" in sentences(inspection)
    assert not inspection.passes


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("| select_one yn | z | Z | | . != 'maybe' |", "E (constraint)"),
        ("| select_multiple yn | z | Z | | not(selected(., 'maybe')) |", "E (constraint)"),
        ("| calculate | z | | | | if(${a} = 'maybe', 1, 2) |", "F (calculation)"),
        ("| text | z | Z | | | | ${a} = 'maybe' |", "G (required)"),
        ("| select_one town | z | Z | | | | | ${a} = 'maybe' or region = 'south' |", "H (choice"),
        ("| text | z | Z | | | | | | if(${a} = 'maybe', 'x', 'y') |", "I (default)"),
        (
            "| begin_group | z | Z | ${a} = 'maybe' |\n| text | y | Y |\n| end_group |",
            "D (relevant)",
        ),
    ],
)
def test_every_column_is_looked_at(row: str, column: str) -> None:
    found = sentences(tried(row))
    assert f"row 16, column {column}" in found
    assert "“maybe” is no choice of" in found


def test_the_name_of_a_submission_is_looked_at() -> None:
    found = sentences(tried("| text | z | Z |", instance_name="if(${a} = 'maybe', 'x', 'y')"))
    assert "sheet settings, row 2, column E (instance_name): “maybe” is no choice of “a”" in found


@pytest.mark.parametrize("row", ["| text | z | Z | . = 'x' |", "| text | z | Z | | . != 'maybe' |"])
def test_a_point_that_is_no_list_passes(row: str) -> None:
    assert "no choice" not in sentences(tried(row))


def test_a_list_that_search_fills_is_not_known() -> None:
    row = "| select_one num2 | z | Z | | . = 'any' | | | | any | search('lands') |"
    choices = f"{CHOICES.strip()}\n| num2 | name | label | |"
    inspection = said(f"{HEAD}\n{ASKED}{row}", settings(), choices, MEDIA)
    assert inspection.draft is not None
    assert "no choice" not in sentences(inspection)


def test_of_two_questions_with_one_name_nothing_is_sure() -> None:
    first = "| begin_group | g | G |\n| select_one yn | a | A |\n| end_group |"
    again = "| begin_group | h | H |\n| select_one num | a | A |\n| end_group |"
    row = "| text | z | Z | ../g/a = '1' |"
    inspection = said(f"{HEAD}\n{first}\n{again}\n{row}", settings(), CHOICES)
    assert inspection.draft is not None
    assert "no choice" not in sentences(inspection)


@pytest.mark.parametrize(
    ("type_", "default", "expected"),
    [
        ("select_one yn", "yess", "The default “yess” is no choice of “z”. Did you mean “yes”?"),
        ("select_one yn", "'yes'", "The default “'yes'” is no choice"),
        ("select_multiple yn", "yes maybe", "The default “maybe” is no choice"),
        ("rank yn", "yes never", "The default “never” is no choice"),
        ("select_one_from_file lands.csv", "fr", "The default “fr” is no choice"),
        ("select_one yn", "if(${a} = 'yes', 'no', 'maybe')", "This can come to “maybe”"),
        ("select_one yn", "once(if(${a} = 'yes', 'no', 'yess'))", "This can come to “yess”"),
        ("integer", "two", "The default “two” is not a whole number."),
        ("integer", "1.5", "The default “1.5” is not a whole number"),
        ("decimal", "1,5", "The default “1,5” is not a number"),
        ("date", "tomorrow", "The default “tomorrow” is not a date such as"),
        ("date", "31.12.2026", "The default “31.12.2026” is not a date such as"),
        ("time", "noon", "The default “noon” is not a time such as"),
        ("dateTime", "noon", "The default “noon” is not a date such as"),
    ],
)
def test_a_default_that_cannot_be_an_answer_is_an_error(
    type_: str, default: str, expected: str
) -> None:
    found = sentences(tried(f"| {type_} | z | Z | | | | | | {default} |"))
    assert f"Error, sheet survey, row 16, column I (default): {expected}" in found


@pytest.mark.parametrize(
    ("type_", "default"),
    [
        *(("select_one yn", "no"), ("select_multiple yn", "no yes"), ("text", "Unknown (no) or")),
        *(("select_one yn or_other", "other"), ("select_one num", "2"), ("integer", "-3")),
        *(("decimal", ".5"), ("date", "2026-12-31"), ("time", "08:30"), ("date", "today()")),
        *(("dateTime", "2026-12-31T08:30:00"), ("select_one yn", "${a}"), ("decimal", "2")),
        ("select_one yn", "if(${a} = 'yes', 'no', ${a})"),
    ],
)
def test_a_default_that_is_an_answer_passes(type_: str, default: str) -> None:
    assert "column I" not in sentences(tried(f"| {type_} | z | Z | | | | | | {default} |"))


@pytest.mark.parametrize(
    ("cell", "mend"),
    [("yess", "Did you mean “yes”?"), ("oui", "Write yes or no."), ("Y", ""), ("x y", "")],
)
def test_required_is_yes_or_no_or_a_condition(cell: str, mend: str) -> None:
    found = sentences(tried(f"| text | z | Z | | | | {cell} |"))
    place = "Error, sheet survey, row 16, column G (required)"
    assert f"{place}: “{cell}” is neither yes nor no. {mend}" in found


@pytest.mark.parametrize("cell", ["yes", "TRUE", "No", "true()", "${a} = 'yes'", "1"])
def test_required_as_pyxform_takes_it_passes(cell: str) -> None:
    assert "column G" not in sentences(tried(f"| text | z | Z | | | | {cell} |"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a = 'yes'", "Write ${a} for the answer to that question."),
        ("${a} = yes", "Write 'yes' if it is a code or a word."),
        ("${a} = 'yes' AND ${n} = 1", "Write and in small letters."),
        ("${n} = 1 or today > 2", "“today” stands without quotes"),
        ("today() > 2026-12-31", "2026-12-31 without quotes is a sum, not a date."),
    ],
)
def test_a_bare_word_is_an_error(expression: str, expected: str) -> None:
    found = sentences(with_relevant(expression))
    assert "Error, sheet survey, row 16, column D (relevant)" in found
    assert expected in found


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "${n} div 2 = 1 and ${n} mod 2 = 0",
            "today() > date('2026-12-31')",
            "${a} = \u2018yes\u2019",
            "yes",
        ),
        *("count(${r}/inner) = 1", "position(..) = 1", "count(${r}[inner = 'yes']) > 0"),
    ],
)
def test_words_that_name_something_pass(expression: str) -> None:
    found = sentences(with_relevant(expression))
    assert "without quotes" not in found
    assert "column D" not in found


def test_a_group_may_name_what_is_inside_it() -> None:
    rows = "| begin_group | z | Z | y = 1 |\n| integer | y | Y |\n| end_group |"
    assert "without quotes" not in sentences(tried(rows))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "| select_one town | z | Z | | | | | area = 'x' |",
            "“town” has nothing in a column “area”",
        ),
        ("| select_one town | z | Z | | | | | Region = 'x' |", "Did you mean “region”?"),
        (
            "| select_one yn | z | Z | | | | | region = 'x' |",
            "“yn” has nothing in a column “region”",
        ),
        (
            "| select_one_from_file lands.csv | z | Z | | | | | zon = 'x' |",
            "“lands” has nothing in a column “zon”. Did you mean “zone”?",
        ),
        (
            "| calculate | z | | | | instance('lands')/root/item[nam = ${land}]/zone |",
            "“lands” has nothing in a column “nam”",
        ),
        (
            "| calculate | z | | | | instance('lands')/root/item[name = ${land}]/capital |",
            "“lands” has nothing in a column “capital”",
        ),
        (
            "| calculate | z | | | | pulldata('lands', 'zon', 'name', ${land}) |",
            "“lands.csv” has nothing in a column “zon”",
        ),
    ],
)
def test_a_filter_on_a_column_that_the_list_lacks_is_an_error(row: str, expected: str) -> None:
    found = sentences(tried(row))
    assert "Error, sheet survey, row 16, column" in found
    assert expected in found


@pytest.mark.parametrize(
    "row",
    [
        "| select_one town | z | Z | | | | | region = 'south' or name = 'gros' |",
        "| select_one town | z | Z | | | | | region = ${a} and not(${n} = 2) and label != '' |",
        "| select_one_from_file lands.csv | z | Z | | | | | zone = 'east' |",
        "| calculate | z | | | | instance('lands')/root/item[name = ${land}]/zone |",
        "| calculate | z | | | | count(instance('lands')/root/item) |",
        "| calculate | z | | | | count(instance('lands')/root/item[zone = 'east']) |",
        "| calculate | z | | | | pulldata('lands', 'zone', 'name', ${land}) |",
        "| calculate | z | | | | pulldata('absent', 'zone', 'name', ${land}) |",
        "| calculate | z | | | | pulldata(${a}, 'zone', 'name', ${land}) |",
        "| calculate | z | | | | instance('nothing')/root/item[x = 1]/y |",
        "| calculate | z | | | | instance(${a})/root/item[x = 1]/y |",
        "| calculate | z | | | | instance('lands')/elsewhere |",
        "| calculate | z | | | | instance('lands')/root/item[zone = 'east' |",
        "| calculate | z | | | | instance('lands')/root/item |",
        "| calculate | z | | | | count(instance('lands')/root/item[zone = instance('lands')/root/item[name = 'lc']/zone]) |",  # noqa: E501
        "| text | z | Z | | | | | region = 'x' |",
        "| select_one ${inner} | z | Z | | | | | true() |",
    ],
)
def test_filters_on_columns_that_are_there_pass(row: str) -> None:
    assert "has nothing in a column" not in sentences(tried(row))


def test_a_dot_inside_an_item_is_not_the_answer() -> None:
    look_up = "instance('town')/root/item[name = ${a} and . = 'zz']/label != ''"
    inspection = tried(f"| select_one town | t | T | | {look_up} |")
    assert "“zz” is no choice" not in sentences(inspection)
