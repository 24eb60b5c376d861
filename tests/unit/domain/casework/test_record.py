"""The record as it stands has the newest values, and everything that was ever given."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.casework.record import PersonRecord, Place, Sitting, fold
from server.domain.records import Source
from tests.simulators.sittings import DOCUMENT, NOON, PERSON, record, sitting


def documents(found: PersonRecord) -> list[str]:
    """The rows of identity documents that stand."""
    return [place.row for place, _, _ in found.standing() if place.kind == DOCUMENT]


@pytest.mark.requirement("R44")
def test_newest_value_stands_and_the_earlier_is_kept_with_who_gave_it_and_when() -> None:
    found = fold(
        [
            sitting(0, record("person", age=16), author="amina"),
            sitting(1, record("person", age=17), author="bo"),
        ]
    )
    history = found.rows[PERSON]["age"]
    assert history.now is not None
    assert (history.now.value, history.now.author, history.now.sitting) == (17, "bo", "sitting-1")
    assert [(each.value, each.author, each.at) for each in history.earlier] == [(16, "amina", NOON)]


@pytest.mark.requirement("R44")
def test_empty_answer_of_a_sitting_that_adds_says_nothing() -> None:
    found = fold([sitting(0, record("person", age=16)), sitting(1, record("person", sex="female"))])
    assert (found.value(PERSON, "age"), found.value(PERSON, "sex")) == (16, "female")


def test_empty_answer_of_a_sitting_that_amends_clears_what_it_asked_and_nothing_else() -> None:
    first = record("person", age=16, sex="female")
    found = fold([sitting(0, first), sitting(1, amends="person.age")])
    assert (found.value(PERSON, "age"), found.value(PERSON, "sex")) == (None, "female")
    assert [each.value for each in found.rows[PERSON]["age"].earlier] == [16, None]


def test_cleared_field_can_be_given_again_and_is_cleared_once() -> None:
    again = sitting(3, record("person", age=17))
    cleared = [sitting(1, amends="person.age"), sitting(2, amends="person.age")]
    found = fold([sitting(0, record("person", age=16)), *cleared, again])
    assert [each.value for each in found.rows[PERSON]["age"].given] == [16, None, 17]


def test_field_that_nobody_gave_has_no_value() -> None:
    assert fold([]).value(PERSON, "age") is None
    assert fold([sitting(0, record("person", age=16))]).value(PERSON, "sex") is None


@pytest.mark.requirement("R59")
def test_rows_are_told_apart_by_the_keys_of_the_schema() -> None:
    drugs = record("means_of_control", phase="entry", mean="drugs", used="yes")
    later = record("means_of_control", phase="exploitation", mean="drugs", used="no")
    found = fold(
        [
            sitting(0, drugs, later),
            sitting(1, amends="means_of_control[phase=entry,mean=drugs].used"),
        ]
    )
    values = {place.keys[0][1]: found.value(place, "used") for place in found.rows}
    assert values == {"entry": None, "exploitation": "no"}


def test_rows_of_a_repeat_give_way_to_those_of_the_newest_sitting_that_gave_any() -> None:
    first = [record(DOCUMENT, row=each, number=each) for each in "AB"]
    sittings = [sitting(0, *first), sitting(1, record(DOCUMENT, row="C", number="C")), sitting(2)]
    found = fold(sittings)
    assert documents(found) == ["C"]
    place = Place(kind=DOCUMENT, row="A")
    assert [each.value for each in found.rows[place]["number"].earlier] == ["A", None]


def test_rows_of_a_repeat_that_an_amending_sitting_left_out_stand_no_more() -> None:
    first = sitting(0, record(DOCUMENT, row="A", number="A"))
    assert documents(fold([first, sitting(1, amends=f"{DOCUMENT}.number")])) == []


def test_transits_with_one_key_stand_side_by_side_and_leave_the_origin_alone() -> None:
    legs = [record("journey_leg", row=each, stage="transit", place=each) for each in "AB"]
    origin = record("journey_leg", stage="origin", place="Vieux Fort")
    new = record("journey_leg", row="C", stage="transit", place="C")
    found = fold([sitting(0, *legs, origin), sitting(1, new)])
    assert {given.value for _, _, given in found.standing()} == {"C", "Vieux Fort"}
    assert {given.value for _, _, given in fold([sitting(0, *legs)]).standing()} == {"A", "B"}


def test_key_that_was_answered_is_a_value() -> None:
    leg = record("journey_leg", stage="transit")
    answered = replace(leg, sources={"stage": Source(path="stage")})
    assert [given.value for _, _, given in fold([sitting(0, answered)]).standing()] == ["transit"]


def test_rows_stand_in_the_order_of_the_schema() -> None:
    found = fold([sitting(0, record("remark", text="A quiet talk."), record("person", age=16))])
    assert [place.kind for place in found.rows] == ["person", "remark"]


_AMENDED = ["", "person.age person.sex", f"{DOCUMENT}.number", "journey_leg[stage=transit].place"]
_PERSONS = st.fixed_dictionaries(
    {}, optional={"age": st.integers(1, 3), "sex": st.sampled_from(["female", "male"])}
).map(lambda values: [record("person", **values)])
_ROWS = st.lists(st.sampled_from("ABC"), max_size=3)


@st.composite
def _sitting(draw: st.DrawFn) -> Sitting:
    hour = draw(st.integers(0, 5))
    rows = [f"{hour}{each}" for each in draw(_ROWS)]
    documents = [record(DOCUMENT, row=each, number=each) for each in rows]
    legs = [record("journey_leg", row=each, stage="transit", place=each) for each in rows]
    amends = draw(st.sampled_from(_AMENDED))
    return sitting(hour, *draw(_PERSONS), *documents, *legs, amends=amends)


_SITTINGS = st.lists(_sitting(), max_size=6, unique_by=lambda each: each.id)


@pytest.mark.requirement("R44")
@given(_SITTINGS, st.randoms(use_true_random=False))
def test_record_is_the_same_in_whichever_order_sittings_come(
    sittings: list[Sitting], random: Random
) -> None:
    shuffled = random.sample(sittings, len(sittings))
    assert fold(shuffled) == fold(sittings)


@pytest.mark.requirement("R44")
@given(_SITTINGS)
def test_nothing_that_was_given_is_lost(sittings: list[Sitting]) -> None:
    told = Counter(
        (each.id, each.author, one.kind, name, value)
        for each in sittings
        for one in each.records
        for name, value in one.values.items()
        if name in one.sources
    )
    kept = Counter(
        (given.sitting, given.author, place.kind, name, given.value)
        for place, fields in fold(sittings).rows.items()
        for name, history in fields.items()
        for given in [*history.earlier, *([history.now] if history.now else [])]
        if given.value is not None
    )
    assert kept == told


@given(_SITTINGS, st.integers(0, 6))
def test_as_of_a_time_is_the_fold_of_the_sittings_until_then(
    sittings: list[Sitting], hour: int
) -> None:
    then = NOON + timedelta(hours=hour)
    assert fold(sittings, until=then) == fold([each for each in sittings if each.at <= then])


@given(_SITTINGS, _sitting())
def test_sitting_that_adds_clears_no_field_outside_a_repeat(
    sittings: list[Sitting], last: Sitting
) -> None:
    before = fold(sittings)
    adds = sitting(9, *last.records)
    after = fold([*sittings, adds])
    assert all(
        after.value(place, name) is not None
        for place, name, _ in before.standing()
        if not place.row
    )
