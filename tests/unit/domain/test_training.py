"""How long a training counts, and which agencies mean the same."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.agencies import AgencyKind, name_key, near_names
from server.domain.training import has_lapsed, is_to_come, lapses_on


@pytest.mark.requirement("R36")
@pytest.mark.parametrize(
    ("trained_on", "lapses"),
    [
        (date(2026, 11, 22), date(2027, 11, 22)),
        (date(2026, 12, 31), date(2027, 12, 31)),
        (date(2028, 2, 29), date(2029, 3, 1)),
    ],
)
def test_training_counts_for_a_year(trained_on: date, lapses: date) -> None:
    assert lapses_on(trained_on) == lapses
    assert not has_lapsed(trained_on, datetime(lapses.year, 1, 1, tzinfo=UTC))
    assert has_lapsed(trained_on, datetime(lapses.year, lapses.month, lapses.day, tzinfo=UTC))


def test_training_is_to_come_when_the_day_has_begun_nowhere() -> None:
    evening = datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert not is_to_come(date(2026, 11, 23), evening)
    assert is_to_come(date(2026, 11, 24), evening)


@pytest.mark.parametrize("kind", AgencyKind)
def test_every_kind_of_agency_has_a_label(kind: AgencyKind) -> None:
    assert kind.label


@pytest.mark.requirement("R13")
def test_agencies_of_the_source_are_public() -> None:
    private = {kind for kind in AgencyKind if not kind.is_public}
    assert private == {AgencyKind.NGO, AgencyKind.INTERNATIONAL_ORGANIZATION, AgencyKind.OTHER}


@given(st.text(max_size=30))
def test_name_key_of_a_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


def test_near_names_are_those_that_may_be_meant() -> None:
    known = ["Example Police Post", "Sample School", "Invented Health Centre", "North Police"]
    assert near_names("exampel police post", known)[0] == "Example Police Post"
    assert set(near_names("police", known)) >= {"North Police", "Example Police Post"}
    assert near_names("???", known) == []
