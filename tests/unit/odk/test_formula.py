"""Expressions taken apart: what is compared with what, and what they can come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.odk.formula import call_arguments, compared, outcomes, subject, tokens_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'a'", ["a"]),
        ("-3", ["-3"]),
        ("if(x, 'a', if(y, 'b', 'c'))", ["a", "b", "c"]),
        ("once('a')", ["a"]),
        ("if(x, 'a', ${b})", None),
        ("if(x, 'a', 'b') + 1", None),
        ("'a' + 'b'", None),
    ],
)
def test_what_an_expression_can_come_to(expression: str, expected: list[str] | None) -> None:
    assert outcomes(tokens_of(expression)) == expected


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        *(("${ a }", "a"), ("${last-saved#a}", "a"), ("((${a}))", "a"), ("(${a}) + (1)", None)),
        *((".", "."), ("../a", "a"), ("..", None), ("a", None), ("../../g/a", "a"), ("./..", None)),
        *(("string(${a}) + 1", None), ("string()", None), ("max(${a})", None), ("", None)),
    ],
)
def test_whose_answer_an_operand_is(expression: str, name: str | None) -> None:
    assert subject(tokens_of(expression)) == name


def test_arguments_of_a_call_that_never_ends_are_none() -> None:
    assert call_arguments(tokens_of("if(1, (2)"), 0) == []
    assert call_arguments(tokens_of("if"), 0) == []


@given(st.text(alphabet="${}ab.=!'\"()[],/ selected<>1-", max_size=40))
def test_any_text_is_taken_apart_without_failing(text: str) -> None:
    found = tokens_of(text)
    assert all(each.value for each in compared(found))
    assert subject(found) is None or outcomes(found) is None
