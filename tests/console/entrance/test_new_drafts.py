"""A key to drafts is made for who has none, once."""

from __future__ import annotations

from dataclasses import replace

from server.domain.permissions import Role
from server.services.entrance.desk import Desk, check_password
from server.services.entrance.new_drafts import keep_key, make_key
from tests.console.visitor import Console
from tests.simulators.office import PASSWORD


def test_of_two_first_sign_ins_at_once_one_makes_the_key(console: Console, desk: Desk) -> None:
    console.add("olu", Role.OPERATOR)
    at = console.clock()
    unlocked = check_password(desk, "olu", PASSWORD, at=at, with_drafts=True)
    first, second = (make_key(desk, unlocked, PASSWORD) for _ in range(2))
    with console.database.work() as work:
        assert keep_key(work, unlocked, first, at=at).drafts is not None
        assert keep_key(work, unlocked, second, at=at).drafts is None
        work.note("test", "sign_in.accepted", "olu")
        work.commit()
    again = check_password(desk, "olu", PASSWORD, at=at, with_drafts=True)
    assert first is not None
    assert again.drafts == first.key


def test_no_key_is_made_where_there_is_one(console: Console, desk: Desk) -> None:
    unlocked = check_password(desk, "amina", PASSWORD, at=console.clock(), with_drafts=True)
    made = make_key(desk, unlocked, PASSWORD)
    assert made is not None
    assert make_key(desk, replace(unlocked, drafts=made.key), PASSWORD) is None


def test_no_key_is_made_under_a_password_that_somebody_else_knows(
    console: Console, desk: Desk
) -> None:
    custody, at = console.custody, console.clock()
    custody.add(console.database, "leon", Role.LEADER, at=at, has_own_password=False)
    unlocked = check_password(desk, "leon", PASSWORD, at=at, with_drafts=True)
    assert make_key(desk, unlocked, PASSWORD) is None


def test_without_a_new_key_nothing_changes(console: Console, desk: Desk) -> None:
    unlocked = check_password(desk, "amina", PASSWORD, at=console.clock(), with_drafts=True)
    with console.database.work() as work:
        assert keep_key(work, unlocked, None, at=console.clock()) is unlocked
