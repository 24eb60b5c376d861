"""The desk keeps a trace of wrong passwords, forgives right tries, and knows its browsers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from threading import BoundedSemaphore

import pytest

from server.services.entrance.desk import (
    KNOWN_FOR,
    Desk,
    check_password,
    counter,
    in_turn,
    is_known_browser,
    known_browser,
)
from server.services.entrance.throttle import BROWSER, PERSON
from server.services.trust.passwords import change_password
from server.services.trust.vault import SignInRefused, Unlocked
from tests.console.visitor import Console
from tests.simulators.office import NOON, PASSWORD

NEW = "ten brown boats at anchor"


@pytest.fixture
def amina(console: Console, desk: Desk) -> Unlocked:
    return check_password(desk, "amina", PASSWORD, at=console.clock())


@pytest.mark.parametrize("login", ["amina", "seven turtles paint"])
def test_wrong_password_leaves_a_trace_without_what_was_typed(
    console: Console, desk: Desk, login: str
) -> None:
    with pytest.raises(SignInRefused):
        check_password(desk, login, "a wrong one", at=NOON)
    [(actor, subject, detail)] = console.events("sign_in.refused")
    assert (actor, subject) == (
        "stranger",
        console.custody.account.id if login == "amina" else "unknown",
    )
    assert "turtles" not in str(detail)


def test_browser_is_known_until_its_time_is_over(desk: Desk, amina: Unlocked) -> None:
    mark = known_browser(desk, amina, at=NOON)
    almost = NOON + KNOWN_FOR - timedelta(seconds=1)
    assert is_known_browser(desk, "amina", mark, at=almost)
    assert not is_known_browser(desk, "amina", mark, at=NOON + KNOWN_FOR)


def test_browser_is_known_to_one_account_only(desk: Desk, amina: Unlocked) -> None:
    assert not is_known_browser(desk, "cruz", known_browser(desk, amina, at=NOON), at=NOON)


@pytest.mark.parametrize("place", [0, 31, 32, 39, 40, -1])
def test_mark_changed_anywhere_is_not_known(desk: Desk, amina: Unlocked, place: int) -> None:
    mark = list(known_browser(desk, amina, at=NOON))
    mark[place] = "0" if mark[place] != "0" else "1"
    assert not is_known_browser(desk, "amina", "".join(mark), at=NOON)


def test_new_password_makes_every_browser_a_stranger(desk: Desk, amina: Unlocked) -> None:
    mark = known_browser(desk, amina, at=NOON)
    with desk.database.work() as work:
        change_password(work, amina, NEW, at=NOON)
        work.commit()
    assert not is_known_browser(desk, "amina", mark, at=NOON)


def test_turn_is_given_back_whatever_happened(desk: Desk) -> None:
    narrow = replace(desk, turn=BoundedSemaphore(1))
    with pytest.raises(SignInRefused):
        check_password(narrow, "amina", "a wrong one", at=NOON)
    with in_turn(narrow):
        assert not narrow.turn.acquire(blocking=False)


def test_counters_are_of_one_lane_and_one_installation(desk: Desk) -> None:
    elsewhere = replace(desk, secret=b"1" * 32)
    counts = [
        counter(desk, PERSON, "x"),
        counter(desk, BROWSER, "x"),
        counter(elsewhere, PERSON, "x"),
    ]
    assert len({each.key for each in counts}) == 3
