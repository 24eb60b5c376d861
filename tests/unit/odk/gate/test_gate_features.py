"""The publish gate on the log of a form, and on “Other” where nobody asked for it."""

from __future__ import annotations

import pytest

from server.odk.gate.message import Severity
from tests.simulators.gate import only, said, sentences, settings

AUDIT = "|type|name|label|parameters|\n|integer|a|A||\n|audit|audit||{}|"
PLACES = "location-priority=balanced location-min-interval=1 location-max-age=2"
NO_DATA = settings(personal_data="no")


def test_an_audit_is_warned_of() -> None:
    message = only(said(AUDIT.format("")))
    assert (message.severity, message.row) == (Severity.WARNING, 3)


@pytest.mark.parametrize("table", [settings(), NO_DATA])
def test_an_audit_follows_nobody(table: str) -> None:
    inspection = said(AUDIT.format(PLACES), table)
    assert "row 3, column D (parameters): Forms do not follow" in sentences(inspection)
    assert not inspection.passes


@pytest.mark.parametrize("name", ["track-changes", "identify-user"])
def test_an_audit_of_a_form_without_personal_data_logs_no_answers(name: str) -> None:
    inspection = said(AUDIT.format(f"{name}=true"), NO_DATA)
    assert f"{name} logs answers or persons" in sentences(inspection)
    assert said(AUDIT.format(f"{name}=true")).passes
    assert said(AUDIT.format(f"{name}=false"), NO_DATA).passes


def test_other_that_comes_from_another_question_is_said() -> None:
    survey = "|type|name|label|\n|select_one yn|a|A|\n|select_one yn or_other|b|B|"
    message = only(said(survey))
    assert message.sentence.startswith("“a” offers “Other” too, for row 3 adds it")
    assert (message.severity, message.row) == (Severity.WARNING, 2)


def test_other_that_each_asks_for_is_left_alone() -> None:
    survey = "|type|name|label|\n|select_one yn or_other|a|A|\n|select_one yn or_other|b|B|"
    assert said(survey).messages == ()


PHOTO = "|type|name|label|appearance|parameters|\n|image|p|P|{}|{}|"


def test_photograph_without_a_limit_is_warned_of() -> None:
    message = only(said(PHOTO.format("", "")))
    assert (message.severity, message.row) == (Severity.WARNING, 2)
    assert "max-pixels=2048" in str(message)


@pytest.mark.parametrize(
    ("appearance", "parameters"), [("", "max-pixels=1024"), ("signature", ""), ("draw", "")]
)
def test_picture_that_stays_small_is_left_alone(appearance: str, parameters: str) -> None:
    assert said(PHOTO.format(appearance, parameters)).messages == ()
