"""Groups are what the standing statements join, whatever was said and taken back before."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.casework.groups import chain, groups, in_the_way
from server.domain.casework.statements import (
    Kind,
    Relation,
    Statement,
    StatementId,
    Thing,
    Word,
    standing,
)

START = datetime(2026, 5, 4, tzinfo=UTC)
END = START + timedelta(days=1)


def _word(minute: int) -> Word:
    return Word(who="amina", at=START + timedelta(minutes=minute), why="The same house.")


def _say(one: str, relation: Relation, other: str, minute: int = 0) -> Statement:
    """Say it of things named by kind and letter: pA is a person, sA a situation, rA a report."""
    kinds = {"p": Kind.PERSON, "s": Kind.SITUATION, "r": Kind.REPORT}
    return Statement(
        id=StatementId(f"{one}{relation}{other}{minute}"),
        one=Thing(kind=kinds[one[0]], reference=one),
        relation=relation,
        other=Thing(kind=kinds[other[0]], reference=other),
        said=_word(minute),
    )


def _person(name: str) -> Thing:
    return Thing(kind=Kind.PERSON, reference=name)


A_IS_B = _say("pA", Relation.IS, "pB")
B_IS_C = _say("pC", Relation.IS, "pB")
A_IS_NOT_C = _say("pA", Relation.IS_NOT, "pC")


@pytest.mark.requirement("R38")
def test_merged_reference_goes_on_resolving() -> None:
    found = groups([A_IS_B, B_IS_C])
    assert {found.resolve(_person(name)) for name in ("pA", "pB", "pC")} == {_person("pA")}
    assert found.resolve(_person("pZ")) == _person("pZ")


@pytest.mark.requirement("R38")
def test_reports_of_merged_situations_are_together() -> None:
    found = groups(
        [
            _say("rB", Relation.BELONGS_TO, "sA"),
            _say("rA", Relation.BELONGS_TO, "sB"),
            _say("sB", Relation.IS, "sA"),
        ]
    )
    situation = Thing(kind=Kind.SITUATION, reference="sB")
    assert [each.reference for each in found.reports(situation)] == ["rA", "rB"]
    assert found.resolve(situation).reference == "sA"


def test_chain_of_reasons_is_in_order() -> None:
    assert chain([B_IS_C, A_IS_B], _person("pA"), _person("pC")) == (A_IS_B, B_IS_C)
    assert chain([A_IS_B], _person("pA"), _person("pC")) == ()


@pytest.mark.requirement("R38")
def test_joining_whom_somebody_declared_different_names_the_statement() -> None:
    assert in_the_way([A_IS_B, A_IS_NOT_C], B_IS_C) == A_IS_NOT_C
    assert in_the_way([A_IS_B], B_IS_C) is None


def test_declaring_different_who_are_one_names_the_statement() -> None:
    assert in_the_way([A_IS_B, B_IS_C], A_IS_NOT_C) == B_IS_C
    assert in_the_way([A_IS_B], A_IS_NOT_C) is None


_NAMES = st.sampled_from(["pA", "pB", "pC", "pD", "pE"])
_JOINS = st.tuples(_NAMES, _NAMES).filter(lambda pair: pair[0] != pair[1])
_SAID = st.lists(st.tuples(_JOINS, st.none() | st.integers(1, 99)), max_size=12)


def _history(said: list[tuple[tuple[str, str], int | None]]) -> list[Statement]:
    return [
        replace(
            _say(one, Relation.IS, other, minute),
            withdrawn=None if after is None else _word(minute + after),
        )
        for minute, ((one, other), after) in enumerate(said)
    ]


@pytest.mark.requirement("R38")
@given(_SAID, st.randoms(use_true_random=False))
def test_any_order_equals_saying_only_what_stands(
    said: list[tuple[tuple[str, str], int | None]], random: Random
) -> None:
    history = _history(said)
    only = [each for each in history if each.withdrawn is None]
    random.shuffle(history)
    assert groups(standing(history, END)) == groups(only)


@given(_SAID)
def test_groups_part_the_things(said: list[tuple[tuple[str, str], int | None]]) -> None:
    found = groups(standing(_history(said), END))
    for thing, group in found.members.items():
        assert thing in group
        assert all(found.of(each) == group for each in group)


@given(_SAID, _JOINS)
def test_withdrawing_restores_exactly_what_was(
    said: list[tuple[tuple[str, str], int | None]], more: tuple[str, str]
) -> None:
    history = _history(said)
    again = replace(_say(more[0], Relation.IS, more[1], 5), withdrawn=_word(200))
    assert groups(standing([*history, again], END)) == groups(standing(history, END))
