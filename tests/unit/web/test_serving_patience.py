"""How long the server waits for a client that is slow."""

from __future__ import annotations

import pytest

from server.web.serving.patience import SLOWEST, SPAN, Patience


def begun() -> Patience:
    return Patience(opened=0, since=0)


@pytest.mark.parametrize(
    ("seconds", "moved", "is_over"),
    [
        (SPAN - 1, 0, False),
        (SPAN, 0, True),
        (SPAN, SLOWEST * SPAN - 1, True),
        (SPAN, SLOWEST * SPAN, False),
    ],
)
def test_slow_client_is_told_from_a_dead_one(seconds: float, moved: int, is_over: bool) -> None:  # noqa: FBT001 - a column of the table
    patience = begun()
    patience.moved = moved
    assert patience.is_over(seconds) is is_over


def test_haste_at_the_beginning_earns_no_rest_later() -> None:
    patience = begun()
    patience.moved = 100_000_000
    assert not patience.is_over(SPAN)
    assert patience.is_over(2 * SPAN)


def test_waiting_begins_anew() -> None:
    patience = begun()
    patience.begin(SPAN)
    assert not patience.is_over(2 * SPAN - 1)
    assert patience.is_over(2 * SPAN)


def test_new_connection_is_thought_faster_than_one_that_trickles() -> None:
    old, new = begun(), Patience(opened=100, since=100)
    old.moved = 600
    assert old.pace(100) < new.pace(100)
