"""The account of an export adds up, and says in words what is not in it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.states import READABLE, Review, State
from server.odk.opened import Reason
from server.services.export.export_account import Account

REASONS = [each.value for each in (*Reason, *Review)]
COUNTS = st.dictionaries(st.sampled_from(State), st.integers(0, 5000))


@given(received=COUNTS, left_out=st.dictionaries(st.sampled_from(REASONS), st.integers(0, 50)))
def test_account_adds_up_exactly_when_none_is_forgotten(
    received: dict[State, int], left_out: dict[str, int]
) -> None:
    opened = sum(received.get(each, 0) for each in READABLE)
    account = Account(received=received, exported=opened, left_out=Counter(left_out))
    assert account.adds_up == (sum(left_out.values()) == 0)


@given(COUNTS)
def test_every_state_that_is_not_exported_is_told(received: dict[State, int]) -> None:
    account = Account(received=received)
    told = [each for each in State if each not in READABLE and received.get(each)]
    assert len(account.sentences()) == 1 + len(told)
    assert account.as_json()["received"] == account.total


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 has not been opened yet (lespwa unseal opens it)."),
        (2000, "2,000 have not been opened yet (lespwa unseal opens them)."),
    ],
)
def test_one_and_several_are_told_apart(number: int, said: str) -> None:
    assert said in Account(received={State.SEALED: number}).sentences()


@pytest.mark.parametrize("reason", REASONS)
def test_what_was_left_out_says_why(reason: str) -> None:
    [_, said] = Account(received={}, left_out=Counter({reason: 3})).sentences()
    assert said.startswith("3 had to be left out: ")
    assert reason not in said.split()


@pytest.mark.requirement("R26")
def test_withheld_contact_details_are_told_without_them() -> None:
    account = Account(received={}, withheld=1)
    assert account.sentences()[-1] == (
        "1 contact detail of a reporter who stays anonymous is left out."
    )
