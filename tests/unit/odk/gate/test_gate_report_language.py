"""The publish gate on the language in which a report was filled in."""

from __future__ import annotations

import pytest

from server.odk.gate.message import Message, Severity
from tests.simulators.gate import said

KEPT = "|hidden|spoken|||{}|report.report_language|"
KWEYOL = "Kwéyòl (acf)"


def messages(*rows: str, second: str = KWEYOL, field: str = "report.place") -> tuple[Message, ...]:
    head = f"|type|name|label::English (en)|label::{second}|default|bind::case:field|"
    return said("\n".join([head, f"|text|a|A|A||{field}|", *rows]), choices="").messages


def test_report_that_does_not_say_in_which_language_is_told() -> None:
    (message,) = messages()
    assert message.severity is Severity.WARNING
    assert message.sentence == "The form is in 2 languages, and no report says in which."
    assert "type hidden with report.report_language" in message.mend


def test_form_that_fills_no_report_is_not_told() -> None:
    assert messages(field="") == ()


@pytest.mark.parametrize("row", [KEPT.format(""), "|acknowledge|b|B|B||report.report_language|"])
def test_row_or_question_is_enough(row: str) -> None:
    assert messages(row) == ()


def test_default_in_one_of_several_languages_is_told() -> None:
    (message,) = messages(KEPT.format("eng"))
    assert message.sentence == "A tablet sends this language, whichever of them it shows."
    assert (message.row, message.column) == (3, "default")


def test_default_of_the_only_language_is_right() -> None:
    head = "|type|name|label::English (en)|default|bind::case:field|"
    rows = "|text|a|A||report.place|\n|hidden|spoken||eng|report.report_language|"
    assert said(f"{head}\n{rows}", choices="").messages == ()


@pytest.mark.parametrize("second", ["Creole", "Klingon (qq)"])
def test_language_without_a_code_is_told(second: str) -> None:
    found = [each.sentence for each in messages(KEPT.format(""), second=second)]
    assert f"“{second}” has no code of a language, so it cannot be kept." in found
