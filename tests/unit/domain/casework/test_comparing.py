"""Each point is a match, a mismatch or blank, whichever report is compared with which."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.answers import Value
from server.domain.casework.compared import Coded, Sealed
from server.domain.casework.comparing import WEIGHTS, Outcome, Point, coded_score, compare
from tests.simulators.reports import SCENE, only, report

MATCH, MISMATCH, BLANK = Outcome.MATCH, Outcome.MISMATCH, Outcome.BLANK
_CODED = frozenset(
    {Point.DATE, Point.DISTRICT, Point.SEX, Point.AGE, Point.COUNTRY_OF_BIRTH, Point.EXPLOITATION}
)


def test_same_scene_matches_in_every_point() -> None:
    assert dict(compare(report(), report())) == dict.fromkeys(Point, MATCH)


def test_what_one_leaves_blank_is_no_mismatch() -> None:
    assert dict(compare(report(), only())) == dict.fromkeys(Point, BLANK)
    assert dict(compare(only(), only())) == dict.fromkeys(Point, BLANK)


@pytest.mark.parametrize(
    ("point", "changed", "expected"),
    [
        (Point.DATE, {"situation_date_from": date(2026, 5, 18)}, MATCH),
        (Point.DATE, {"situation_date_from": date(2026, 5, 19)}, MISMATCH),
        (Point.DATE, {"situation_date_from": date(2026, 4, 20)}, MATCH),
        (Point.DATE, {"situation_date_from": date(2026, 4, 19)}, MISMATCH),
        (Point.DISTRICT, {"district": "LC-11"}, MISMATCH),
        (Point.PLACE, {"place": "Bois d’Orange"}, MATCH),  # noqa: RUF001 - as phones write it
        (Point.PLACE, {"place": "Dennery"}, MISMATCH),
        (Point.SEX, {"victim_sex": "male"}, MISMATCH),
        (Point.AGE, {"victim_age": 19}, MATCH),
        (Point.AGE, {"victim_age": 20}, MISMATCH),
        (Point.AGE, {"victim_age": "", "victim_age_range": "18_29"}, MATCH),
        (Point.AGE, {"victim_age": "", "victim_age_range": "30_47"}, MISMATCH),
        (Point.COUNTRY_OF_BIRTH, {"victim_country_of_birth": "HTI"}, MISMATCH),
        (Point.ETHNICITY, {"victim_ethnicity": "african"}, MISMATCH),
        (Point.EXPLOITATION, {"exploitation": ("sexual", "begging")}, MATCH),
        (Point.EXPLOITATION, {"exploitation": ("begging",)}, MISMATCH),
        (Point.AGENCY, {"agency": "Clinic, Sample"}, MATCH),
        (Point.TRAFFICKER, {"trafficker_information": "white van, tall man"}, MATCH),
        (Point.TRAFFICKER, {"trafficker_information": "A woman from the market"}, MISMATCH),
        (Point.PHONE, {"reporter_phone": "+1 (758) 452-1234"}, MATCH),
        (Point.PHONE, {"reporter_phone": "452 1235"}, MISMATCH),
        (Point.NAME, {"reporter_first_name": "Jean"}, MATCH),
        (Point.NAME, {"reporter_last_name": "Polius"}, MISMATCH),
        (Point.NAME, {"reporter_first_name": ""}, MATCH),
    ],
)
def test_point(point: Point, changed: dict[str, Value], expected: Outcome) -> None:
    outcomes = compare(report(), report(**changed))
    assert outcomes[point] is expected
    assert {each for each in Point if outcomes[each] is not MATCH} <= {point}


def test_every_point_has_a_weight() -> None:
    assert set(WEIGHTS) == set(Point)


_REPORTS: st.SearchStrategy[tuple[Coded, Sealed]] = st.fixed_dictionaries(
    {},
    optional={
        "situation_date_from": st.dates(date(2026, 5, 1), date(2026, 6, 9)),
        "situation_date_to": st.dates(date(2026, 6, 9), date(2026, 6, 20)),
        "district": st.sampled_from(["LC-02", "LC-11", "unknown"]),
        "victim_sex": st.sampled_from(["female", "male", "mixed"]),
        "victim_age": st.integers(15, 20),
        "victim_age_range": st.sampled_from(["9_17", "18_29", "unknown"]),
        "victim_country_of_birth": st.sampled_from(["VEN", "HTI"]),
        "exploitation": st.lists(st.sampled_from(["sexual", "begging"]), max_size=2).map(tuple),
        **{name: st.just(SCENE[name]) for name in ("place", "trafficker_information", "agency")},
        "reporter_last_name": st.sampled_from(["Baptiste", "Marie Baptiste", "Polius"]),
    },
).map(lambda values: only(**values))


@given(_REPORTS, _REPORTS)
def test_comparing_is_the_same_both_ways(
    one: tuple[Coded, Sealed], other: tuple[Coded, Sealed]
) -> None:
    assert compare(one, other) == compare(other, one)


@given(_REPORTS, _REPORTS)
def test_fast_score_is_the_weight_of_the_coded_points_that_match(
    one: tuple[Coded, Sealed], other: tuple[Coded, Sealed]
) -> None:
    outcomes = compare(one, other)
    matching = [each for each in _CODED if outcomes[each] is MATCH]
    assert coded_score(one[0], other[0]) == sum(WEIGHTS[each] for each in matching)
