"""Logins are found however they are typed, and only what can be a login becomes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.access import Role, Standing
from server.errors import Code, Refused
from server.services.trust.accounts import (
    account_by_id,
    actor_of,
    find_account,
    is_login,
    known_account,
    list_accounts,
    login_of,
    new_login,
)
from server.storage.engine import Database
from tests.simulators.office import NOON, Custody


@given(st.text())
def test_login_is_kept_the_same_however_often_it_is_read(typed: str) -> None:
    assert login_of(login_of(typed)) == login_of(typed)


@given(st.from_regex(r"[a-z0-9][a-z0-9._-]{1,63}", fullmatch=True))
def test_new_login_does_not_depend_on_case_or_space(login: str) -> None:
    assert new_login(f" {login.upper()} ") == login


@pytest.mark.parametrize("typed", ["", "a", "-bo", "bo smith", "b" * 65, "bó"])
def test_what_cannot_be_a_login_is_refused(typed: str) -> None:
    assert not is_login(login_of(typed))
    with pytest.raises(Refused) as refused:
        new_login(typed)
    assert refused.value.code is Code.BAD_ACCOUNT


def test_account_is_found_by_login_and_by_id(database: Database, custody: Custody) -> None:
    with database.reading() as connection:
        assert known_account(connection, "AMINA ") == custody.account
        assert account_by_id(connection, custody.account.id) == custody.account
        assert find_account(connection, "cruz") is None


def test_unknown_login_is_refused_by_name(database: Database, custody: Custody) -> None:
    with database.reading() as connection, pytest.raises(Refused) as refused:
        known_account(connection, f"{custody.account.login}x")
    assert refused.value.code is Code.UNKNOWN_ACCOUNT


def test_accounts_are_listed_by_login(database: Database, custody: Custody) -> None:
    custody.add(database, "zoe", Role.LEADER)
    custody.add(database, "aba", Role.OPERATOR)
    with database.reading() as connection:
        assert [each.login for each in list_accounts(connection)] == ["aba", "amina", "zoe"]


def test_who_asks_has_the_standing_of_the_moment(custody: Custody) -> None:
    later = NOON.replace(year=NOON.year + 3)
    assert actor_of(custody.account, NOON).standing is Standing.GOOD
    assert actor_of(custody.account, later).standing is Standing.EXPIRED
