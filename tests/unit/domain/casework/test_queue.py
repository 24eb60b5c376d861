"""What is nobody's is as loud as what is late; every item keeps its place in one order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.casework.queue import Chosen, Item, Waits, in_order
from server.domain.casework.statements import Kind, Thing

TODAY = date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def item(
    name: str = "a",
    *,
    owner: str | None = "amina",
    due: int | None = None,
    age: int = 0,
    is_urgent: bool = False,
) -> Item:
    """An item that is due in some days, and some hours old."""
    return Item(
        why=Waits.TRIAGE,
        about=Thing(kind=Kind.REPORT, reference=name),
        name="Tip",
        since=NOON - timedelta(hours=age),
        owner=owner,
        due=None if due is None else TODAY + timedelta(days=due),
        agency="Sample Clinic",
        is_urgent=is_urgent,
    )


ITEMS = st.builds(
    item,
    st.text("abcd", min_size=4, max_size=4),
    owner=st.sampled_from([None, "amina", "leon"]),
    due=st.none() | st.integers(-3, 3),
    age=st.integers(0, 99),
    is_urgent=st.booleans(),
)


def test_nobodys_is_as_loud_as_late_and_both_stand_first() -> None:
    quiet, late, nobodys = (
        item("q", due=1, is_urgent=True),
        item("l", due=-1),
        item("n", owner=None),
    )
    assert in_order([quiet, nobodys, late], TODAY) == [late, nobodys, quiet]


def test_urgent_stands_before_what_is_due_sooner() -> None:
    soon, urgent = item("s", due=1), item("u", due=5, is_urgent=True)
    assert in_order([soon, urgent], TODAY) == [urgent, soon]


def test_of_the_same_day_the_oldest_stands_first() -> None:
    new, old = item("n", age=1), item("o", age=5)
    assert in_order([new, old], TODAY) == [old, new]


@given(st.lists(ITEMS, max_size=8), st.randoms(use_true_random=False))
def test_order_does_not_depend_on_where_one_begins(items: list[Item], random: object) -> None:
    shuffled = sorted(items, key=lambda _: random.random())  # type: ignore[attr-defined] # a Random
    ordered = in_order(items, TODAY)
    assert in_order(shuffled, TODAY) == ordered
    loud = [each.is_loud(TODAY) for each in ordered]
    assert loud == sorted(loud, reverse=True)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Chosen(), "shown"),
        (Chosen(why=Waits.TRIAGE, owner="amina", agency="Sample Clinic"), "shown"),
        (Chosen(why=Waits.TASK), "left out"),
        (Chosen(owner=""), "left out"),
        (Chosen(agency="Another"), "left out"),
        (Chosen(only_late=True), "left out"),
    ],
)
def test_chosen(chosen: Chosen, expected: str) -> None:
    assert chosen.has(item(due=0), TODAY) is (expected == "shown")


def test_nobodys_and_late_can_be_chosen() -> None:
    assert Chosen(owner="").has(item(owner=None), TODAY)
    assert Chosen(only_late=True).has(item(due=-1), TODAY)
