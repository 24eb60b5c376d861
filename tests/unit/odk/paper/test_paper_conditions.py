"""A condition of a form, said in plain words on paper."""

from __future__ import annotations

import pytest

from server.odk.paper.conditions import Asked, read_condition
from server.web.print.saying import said, said_of_note, said_of_part
from server.web.words.table import words_for

ASKED = Asked(
    numbers={"sex": 1, "age": 2, "job/kinds": 3, "job/other": 4, "legs/place": 5},
    label=lambda _, code: {"yes": "Yes", "mine": "Mining"}.get(code, code),
)
ENGLISH = words_for("en")


def words(expression: str, path: str = "job/why") -> str:
    return said(read_condition(expression, path, ASKED), ENGLISH)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/data/sex = 'yes'", "no. 1 is “Yes”"),
        ("'yes' = /data/sex", "no. 1 is “Yes”"),
        (' /data/sex != "yes"', "no. 1 is not “Yes”"),
        ("selected( /data/job/kinds , 'mine')", "no. 3 is “Mining”"),
        ("not(selected(/data/job/kinds, 'mine'))", "no. 3 is not “Mining”"),
        ("/data/sex = 'a' or /data/sex = 'b'", "no. 1 is “a” or “b”"),
        ("/data/sex='a' or /data/sex='b' or /data/sex='c'", "no. 1 is “a”, “b” or “c”"),
        ("not(/data/sex = 'a' or /data/sex = 'b')", "no. 1 is not “a” or “b”"),
        ("/data/sex = 'a' and /data/age > 17", "no. 1 is “a”, and no. 2 is more than “17”"),
        ("17 < /data/age", "no. 2 is more than “17”"),
        ("18 > /data/age", "no. 2 is less than “18”"),
        ("/data/age >= 18", "no. 2 is “18” or more"),
        ("not(/data/age > 18)", "no. 2 is “18” or less"),
        ("/data/age = ''", "no. 2 has no answer"),
        ("not(/data/age = '')", "no. 2 has an answer"),
        ("not(not(/data/age != ''))", "no. 2 has an answer"),
        ("../other = 'yes'", "no. 4 is “Yes”"),
        ("current()/../other = 'yes'", "no. 4 is “Yes”"),
        ("((/data/sex = 'yes'))", "no. 1 is “Yes”"),
        ("not(/data/sex = 'a' and /data/age > 3)", "no. 1 is not “a”, or no. 2 is “3” or less"),
        (
            "/data/sex = 'a' and (/data/age = '' or /data/age > 17)",
            "no. 1 is “a”, and (no. 2 has no answer, or no. 2 is more than “17”)",
        ),
    ],
)
def test_condition_is_said_in_words(expression: str, expected: str) -> None:
    assert words(expression) == f"Only if {expected}."


@pytest.mark.parametrize(
    "expression",
    [
        "/data/worked_out = 'yes'",
        "/data/sex",
        "/data/sex = /data/age",
        "'a' = 'a'",
        "/data/sex = 'a' and",
        "/data/sex = 'a')",
        "(/data/sex = 'a'",
        "selected(/data/sex 'a')",
        "selected 'a'",
        "selected(/data/sex) = 'a'",
        "not /data/sex",
        "not = 3",
        "/data/age > ''",
        "/data/age , 3",
        "count(/data/legs) > 3",
        "/data/age + 1 = 3",
        "position(..) = 1",
        "«»",
        "(" * 5000,
        " or ".join(f"/data/age > {number}" for number in range(7)),
        "/data/sex = 'a' and (/data/age = '' or (/data/age > 3 and /data/age < 9))",
    ],
)
def test_condition_beyond_plain_words_is_left_to_who_writes(expression: str) -> None:
    assert words(expression) == "Answer only if it applies."


def test_no_condition_says_nothing() -> None:
    assert said(None, ENGLISH) == said_of_note(None, ENGLISH) == ""
    assert said_of_part(None, ENGLISH, first=1, last=2) == ""


def test_condition_of_a_note_that_cannot_be_said_is_left_open() -> None:
    condition = read_condition("/data/worked_out = 1", "note", ASKED)
    assert said_of_note(condition, ENGLISH) == "If it applies:"


def test_condition_of_a_part_names_its_numbers() -> None:
    condition = read_condition("/data/sex = 'yes'", "job", ASKED)
    spanish = said_of_part(condition, words_for("es"), first=3, last=4)
    assert spanish == "N.º 3 a 4: solo si la n.º 1 es «Yes»."


def test_part_under_a_condition_beyond_words_names_its_numbers_too() -> None:
    condition = read_condition("/data/worked_out = 1", "job", ASKED)
    sentence = said_of_part(condition, ENGLISH, first=3, last=4)
    assert sentence == "No. 3 to 4: answer only if they apply."


def test_part_of_one_question_is_named_by_its_one_number() -> None:
    condition = read_condition("/data/sex = 'yes'", "job", ASKED)
    sentence = said_of_part(condition, ENGLISH, first=3, last=3)
    assert sentence == "No. 3: only if no. 1 is “Yes”."


def test_negation_of_what_cannot_be_said_cannot_be_said() -> None:
    assert words("not(/data/worked_out = 1)") == "Answer only if it applies."


def test_long_answer_is_quoted_in_short() -> None:
    long = "word " * 40
    shown = words(f"/data/sex = '{long}'")
    assert shown.startswith("Only if no. 1 is “word word")
    assert shown.endswith("word…”.")
    assert len(shown) < 100
