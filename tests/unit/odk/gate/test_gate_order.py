"""The publish gate on the order of rows, on labels and on the number of the Hotline."""

from __future__ import annotations

import pytest

from server.odk.gate.order import _is_sorted
from server.odk.workbook import Row
from tests.simulators.gate import said, sentences

HEAD = "|type|name|label|relevant|calculation|appearance|hint|default|"
ROWS = [
    "|begin_group|people|People|||||",
    "|select_one yn|seen|Seen|||||",
    "|integer|count|Count|${seen} = 'yes'||||",
    "|end_group|||||||",
    "|begin_group|place|Place|||||",
    "|text|where|Where|||||",
    "|date|day|Day|${where} != ''||||",
    "|calculate|total|||1|||",
    "|end_group|||||||",
]


def table(rows: list[str]) -> str:
    return "\n".join([HEAD, *rows])


def sorted_by(column: int, *, reverse: bool = False) -> list[str]:
    filled = [row for row in ROWS if row.split("|")[column + 1]]
    empty = [row for row in ROWS if not row.split("|")[column + 1]]
    return [*sorted(filled, key=lambda row: row.split("|")[column + 1], reverse=reverse), *empty]


def test_rows_in_the_order_of_the_questions_pass() -> None:
    assert said(table(ROWS)).messages == ()


@pytest.mark.parametrize(("column", "name"), [(0, "type"), (1, "name"), (2, "label")])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_sorted_sheet_is_said_in_words(column: int, name: str, *, reverse: bool) -> None:
    inspection = said(table(sorted_by(column, reverse=reverse)))
    assert f"The rows stand in the order of the column “{name}”" in sentences(inspection)
    assert not inspection.passes


def test_groups_that_stay_balanced_after_sorting_are_said() -> None:
    rows = [row for row in ROWS if "relevant" not in row]
    rows = sorted(
        [row.replace("${seen} = 'yes'", "").replace("${where} != ''", "") for row in rows]
    )
    assert "as if the sheet had been sorted" in sentences(said(table(rows)))


def test_names_that_go_up_pass_while_nothing_is_broken() -> None:
    rows = [f"|text|q{n}|Q{n}|{'' if n == 1 else f'${{q{n - 1}}} != 1'}||||" for n in range(1, 9)]
    assert said(table(rows)).messages == ()


def test_a_condition_on_a_later_question_is_a_warning() -> None:
    rows = ["|text|a|A|${b} = 'yes'||||", "|select_one yn|b|B|||||"]
    inspection = said(table(rows))
    assert "Warning, sheet survey, row 2, column D (relevant): This waits for “b”" in sentences(
        inspection
    )
    assert inspection.passes


@pytest.mark.parametrize(
    "rows",
    [
        ["|text|a|A|${b} = '1'||||", "|calculate|b|||1|||"],
        ["|calculate|a||${b} = 'yes'|1|||", "|select_one yn|b|B|||||"],
        [
            "|begin_group|g|G|||field-list||",
            "|text|a|A|${b} = 'yes'||||",
            "|select_one yn|b|B|||||",
            "|end_group|||||||",
        ],
    ],
)
def test_what_may_stand_in_any_order_passes(rows: list[str]) -> None:
    assert "This waits for" not in sentences(said(table(rows)))


@pytest.mark.parametrize(
    ("cells", "is_sorted"),
    [
        (["a", "b", "c", "d", "e", "f"], True),
        (["f", "E", "d", "C", "b", "A"], True),
        (["a_b", "ab_c", "ab_d", "b", "c", "d"], True),
        (["a", "b", "c", "d", "e"], False),
        (["a", "a", "a", "b", "b", "c"], False),
        (["a", "", "b", "c", "d", "e", "f"], False),
        (["b", "a", "c", "d", "e", "f"], False),
    ],
)
def test_a_sorted_column_is_known(cells: list[str], *, is_sorted: bool) -> None:
    rows = tuple(Row(number=n, cells={"c": text}) for n, text in enumerate(cells))
    assert _is_sorted(rows, "c") is is_sorted


def test_a_question_with_nothing_but_a_hint_is_an_error() -> None:
    found = sentences(said(table(["|text|a||||||".replace("||||||", "|||||Help||")])))
    assert "Error, sheet survey, row 2, column C (label): “a” has a hint but no label." in found


def test_a_picture_counts_as_words() -> None:
    survey = "|type|name|label|hint|media::image|\n|text|a||Help|x.png|"
    assert "no label" not in sentences(said(survey, media={"x.png": b"x"}))


@pytest.mark.parametrize("survey", ["|type|name|label|\n|select_one yn|a|A|"])
def test_a_choice_without_label_is_an_error(survey: str) -> None:
    choices = "|list_name|name|label|\n|yn|yes|Yes|\n|yn|no||\n|other|x||"
    inspection = said(survey, choices=choices)
    place = "Error, sheet choices, row 3, column C (label)"
    assert f"{place}: The choice “no” has no label" in sentences(inspection)
    assert "“x”" not in sentences(inspection)


def test_a_list_without_any_column_of_labels_is_an_error() -> None:
    inspection = said("|type|name|label|\n|select_one yn|a|A|", choices="|list_name|name|\n|yn|y|")
    assert "Error, sheet choices, row 2: The choice “y” has no label" in sentences(inspection)


NUMBER = "|text|a|A|||||\n|{type}|hotline_number|{label}||{calculation}|||{default}|"


def with_number(calculation: str = "", default: str = "", type_: str = "calculate") -> str:
    row = NUMBER.format(type=type_, label="", calculation=calculation, default=default)
    return sentences(said(f"{HEAD}\n{row}"))


@pytest.mark.parametrize("number", ["'847'", '"847"', "'+1 758 468-3715'", "'(758) 847'", "'0847'"])
def test_a_telephone_number_in_quotes_passes(number: str) -> None:
    assert with_number(number) == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        *(("758-847", "-89"), ("847", "847"), ("0847", "847"), ("'call us'", "call us")),
        *(("'12'", "12"), ("'1234567890123456'", "1234567890123456"), ("1 758 847", "")),
    ],
)
def test_a_number_that_is_shown_otherwise_is_an_error(number: str, shown: str) -> None:
    found = with_number(number)
    assert "Error, sheet survey, row 3, column E (calculation): This is no telephone" in found
    assert shown in found


def test_a_number_as_default_needs_no_quotes() -> None:
    assert with_number(default="847", type_="hidden") == ""
    assert "row 3, column H (default)" in with_number(default="call", type_="hidden")
