"""The publish gate on dates and large numbers, which JavaRosa reads otherwise than one thinks."""

from __future__ import annotations

import pytest

from server.odk.gate.message import Severity
from tests.simulators.gate import only, said, sentences, settings

HEAD = "|type|name|label|constraint|relevant|calculation|default|parameters|\n"
DATES = HEAD + "|date|d|D|||||\n|dateTime|m|M|||||\n"


@pytest.mark.parametrize(
    "expression",
    [
        ". <= '2026-12-31'",
        '. > "2026-12-31"',
        "'2020-01-01' < .",
        ". >= '2020-01-01' and . < today()",
        "${d} >= '2026-12-31T00:00:00'",
    ],
)
def test_a_date_in_quotes_orders_nothing(expression: str) -> None:
    message = only(said(DATES + f"|date|e|E|{expression}||||"))
    assert message.severity is Severity.ERROR
    assert message.mend.startswith("Write date('20")
    assert (message.row, message.column) == (4, "constraint")


def test_a_date_in_quotes_that_is_only_unequal_is_warned_of() -> None:
    message = only(said(DATES + "|text|e|E||${d} != '2026-12-31'|||"))
    assert message.severity is Severity.WARNING
    assert message.mend == "Write date('2026-12-31')."


@pytest.mark.parametrize(
    "expression",
    [
        "${d} <= date('2026-12-31')",
        "${d} = '2026-12-31'",
        "format-date(${d}, '%Y-%m-%d') = '2026-12-31'",
        "${d} < today() and not(selected('2026-12-31', 'x'))",
        "format-date(date(${d} + 30), '%d.%m.%Y') = 'x'",
        "format-date(now() + 30, '%d') = 'x'",
        "format-date(${m} + 30, '%d') = 'x'",
        "format-date(if(1 + 1 = 2, ${d}, ${d}), '%d') = 'x'",
        "format-date('2026-12-31', '%d') = 'x'",
        "format-date-time(${m}, '%W') = 'x'",
    ],
)
def test_a_date_that_is_right_is_left_alone(expression: str) -> None:
    inspection = said(DATES + f"|text|e|E||{expression}|||")
    assert inspection.messages == (), sentences(inspection)


@pytest.mark.parametrize("value", ["${d} + 30", "today() - 1", "date(${d}) + 7", "int(${d}) + 1"])
def test_days_added_inside_a_written_date_are_refused(value: str) -> None:
    message = only(said(DATES + f"|calculate|e|||| format-date({value}, '%d.%m.%Y')||"))
    assert message.mend == f"Write format-date(date({value}), …)."


def test_a_written_date_that_is_not_closed_is_still_said() -> None:
    inspection = said(DATES + "|calculate|e|||| format-date(${d} + 30||")
    assert "a day early" in sentences(inspection)


def test_the_number_of_the_week_is_refused_on_the_web() -> None:
    survey = DATES + "|calculate|e||||format-date(${d}, '%Y %W')||"
    assert "“%W”" in only(said(survey, settings("public"))).sentence
    assert said(survey).passes


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("|integer|n|N|||| 7584567890||", "default"),
        ("|integer|n|N|. <= 9999999999|||||", "constraint"),
        ("|integer|n|N|||3000000000 + ${d}|||", "calculation"),
    ],
)
def test_a_number_that_no_tablet_keeps_is_warned_of(row: str, column: str) -> None:
    message = only(said(DATES + row))
    assert message.severity is Severity.WARNING
    assert message.column == column
    assert "as text" in message.mend


@pytest.mark.parametrize(
    "row", ["|integer|n|N|. < 2147483647||||", "|text|n|N|. != '7584567890'|||9999999999|"]
)
def test_numbers_that_are_kept_are_left_alone(row: str) -> None:
    assert said(DATES + row).messages == ()
