"""The number that a form tells people to call, as it works out on a device."""

from __future__ import annotations

import pytest

from server.odk.hotline_number import UNKNOWN, hotline_number, worked_out
from server.odk.workbook import read_workbook
from server.odk.xlsform import compile_form
from tests.simulators.sheets import form


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        *(("'847'", "847"), ('"+1 758 847"', "+1 758 847"), ("758-847", "-89"), ("0847", "847")),
        *(("concat('8', '47')", "847"), ("1 +", UNKNOWN), ("pulldata('a', 'b')", UNKNOWN)),
        *((" /trial/a ", UNKNOWN), ("'758/847'", "758/847")),
    ],
)
def test_a_number_is_worked_out(expression: str, number: str) -> None:
    assert worked_out(expression) == number


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("|calculate|hotline_number||758-847||", "-89"),
        ("|hidden|hotline_number|||847|", "847"),
        ("|text|hotline_number|Call||758-847|", "758-847"),
        ("|begin_group|g|G|||\n|calculate|hotline_number||'847'||\n|end_group||||", "847"),
        ("|text|other|O|||", None),
    ],
)
def test_the_number_of_a_form_is_found(row: str, number: str | None) -> None:
    survey = f"|type|name|label|calculation|default|\n|text|a|A|||\n{row}"
    xform = compile_form(read_workbook(form(survey), "t.xlsx")).xform
    assert xform is not None
    assert hotline_number(xform) == number
