"""The style that stands in a page of a form: what its questions need, and no more."""

from __future__ import annotations

import pytest

from server.web.fill.style import fill_css
from tests.simulators.web_forms import compiled

HEAD = "|type|name|label|appearance|\n"
PLAIN = ["text|a|A|", "integer|a|A|", "date|a|A|", "select_one yn|a|A|minimal", "note|a|A|"]
RARE = ["image|a|A|", "range|a|A|", "rank yn|a|A|", "geopoint|a|A|", "select_one yn|a|A|likert"]
IN_A_GROUP = "|begin_group|g|G||\n|{}|\n|end_group||||"
TABLE = "begin_group|g|G|table-list|\n|select_one yn|a|A||\n|end_group|||"
REPEAT = "begin_repeat|g|G||\n|text|a|A||\n|end_repeat|||"


def css_of(rows: str) -> str:
    return fill_css(compiled(f"{HEAD}|{rows}|"))


@pytest.mark.parametrize("row", PLAIN)
def test_plain_questions_leave_the_rare_style_out(row: str) -> None:
    assert css_of(row) != fill_css()
    assert ".question" in css_of(row)


@pytest.mark.parametrize("row", [*RARE, "select_one yn|a|A|columns-2", TABLE, REPEAT])
def test_rare_question_brings_the_whole_style(row: str) -> None:
    assert css_of(row) == fill_css()


@pytest.mark.parametrize("row", RARE)
def test_rare_question_is_found_in_a_group(row: str) -> None:
    assert fill_css(compiled(HEAD + IN_A_GROUP.format(row))) == fill_css()


def test_plain_style_is_the_beginning_of_the_whole() -> None:
    plain = css_of(PLAIN[0])
    assert fill_css().startswith(plain)
    assert len(plain) < 0.9 * len(fill_css())


def test_only_spaces_that_mean_something_stay() -> None:
    style = fill_css()
    assert ".fill :focus-visible" in style  # what stands within, not the form itself
    assert not [sign for sign in "{};," if f" {sign}" in style or f"{sign} " in style]
