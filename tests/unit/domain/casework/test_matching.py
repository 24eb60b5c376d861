"""Suggestions are graded by what matches, and by how much of what could be compared does."""

from __future__ import annotations

from datetime import date

import pytest

from server.domain.casework.comparing import Outcome, Point
from server.domain.casework.matching import Grade, suggest, survivors
from tests.simulators.reports import only, report


def survived(*others: str) -> list[str]:
    """Whom the coded fields let through: each other lacks what its name says."""
    changes = {"near": {}, "boy": {"victim_sex": "male"}, "far": {"district": "LC-11"}}
    reports = [report(each, **changes[each])[0] for each in others]
    return survivors(report()[0], reports, limit=2)


@pytest.mark.requirement("R38")
def test_same_scene_is_likely() -> None:
    (found,) = suggest(report(), [report("B")])
    assert (found.reference, found.grade, found.score) == ("B", Grade.LIKELY, 106)
    assert set(found.outcomes.values()) == {Outcome.MATCH}


@pytest.mark.requirement("R38")
def test_short_report_that_fits_is_possible() -> None:
    short = only("B", situation_date_from=date(2026, 5, 6), district="LC-02", victim_sex="female")
    (found,) = suggest(report(), [short])
    assert (found.grade, found.score) == (Grade.POSSIBLE, 30)
    assert found.outcomes[Point.AGE] is Outcome.BLANK


def test_what_fits_in_little_or_contradicts_in_much_is_not_suggested() -> None:
    little = only("B", district="LC-02", victim_sex="female")
    other = report("C", victim_sex="male", reporter_phone="452 9999", reporter_last_name="Polius")
    contrary = only("D", district="LC-11", victim_sex="male", victim_age=40, exploitation=("x",))
    assert [each.reference for each in suggest(report(), [little, other, contrary])] == ["C"]


def test_much_that_fits_with_much_that_does_not_is_only_possible() -> None:
    other = report("B", victim_sex="male", reporter_phone="452 9999", reporter_last_name="Polius")
    assert [each.grade for each in suggest(report(), [other])] == [Grade.POSSIBLE]


def test_likely_stand_before_possible_and_the_highest_score_first() -> None:
    short = only("A", situation_date_from=date(2026, 5, 6), district="LC-02", victim_sex="female")
    others = [short, report("B", victim_sex=""), report("C"), report("D")]
    assert [each.reference for each in suggest(report(), others)] == ["C", "D", "B", "A"]
    assert [each.reference for each in suggest(report(), others, limit=1)] == ["C"]


def test_coded_fields_let_the_best_through() -> None:
    assert survived("boy", "near", "far") == ["near", "boy"]


def test_report_is_not_compared_with_itself_nor_with_what_shares_one_field() -> None:
    one = report()[0]
    assert survivors(one, [one, only("B", district="LC-02")[0]]) == []
