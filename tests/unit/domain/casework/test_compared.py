"""What is not known is blank; a day alone is a period of one day."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.answers import Value
from server.domain.casework.compared import Coded, Sealed
from server.domain.schema import SCHEMA, Sensitivity
from tests.simulators.reports import SCENE, only, report

MAY = date(2026, 5, 4)
_CODED = (
    "situation_date_from situation_date_to district victim_sex victim_age victim_age_range "
    "victim_country_of_birth exploitation"
)


def test_report_that_says_nothing_is_blank() -> None:
    assert only() == (Coded(reference="A"), Sealed())


@pytest.mark.parametrize("code", ["unknown", "not_stated", "other"])
def test_code_that_tells_nothing_is_blank(code: str) -> None:
    found, hidden = only(victim_sex=code, victim_ethnicity=code, exploitation=(code, "sexual"))
    assert (found.sex, hidden.ethnicity, found.exploitation) == ("", "", frozenset({"sexual"}))


def test_mixed_is_an_ethnicity_and_no_sex() -> None:
    found, hidden = only(victim_sex="mixed", victim_ethnicity="mixed")
    assert (found.sex, hidden.ethnicity) == ("", "mixed")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"victim_age": 17, "victim_age_range": "18_29"}, (17, 17)),
        ({"victim_age_range": "9_17"}, (9, 17)),
        ({"victim_age_range": "mixed"}, None),
    ],
)
def test_ages(values: dict[str, Value], expected: tuple[int, int] | None) -> None:
    assert only(**values)[0].ages == expected


def test_period_ends_on_its_last_day() -> None:
    assert report()[0].last_day == MAY
    assert report(situation_date_to=date(2026, 6, 1))[0].last_day == date(2026, 6, 1)


def test_texts_are_plain() -> None:
    hidden = report()[1]
    assert (hidden.place, hidden.phone, hidden.name) == (
        "bois dorange",
        "17584521234",
        "jn baptiste",
    )


def test_sealed_values_stand_in_no_trace() -> None:
    assert "baptiste" not in repr(report()[1])


@pytest.mark.parametrize("name", [*SCENE, *_CODED.split()])
def test_fields_exist_and_only_coded_ones_are_compared_first(name: str) -> None:
    field = SCHEMA.field("report", name)
    assert field is not None
    assert (field.sensitivity is Sensitivity.CODED) is (name in _CODED.split())
