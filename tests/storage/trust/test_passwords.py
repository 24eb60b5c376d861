"""Passwords are changed by their owners and given anew by others, and old ones open nothing."""

from __future__ import annotations

import pytest

from server.domain.access import Role
from server.errors import Code, Refused
from server.services.trust import passwords, people
from server.services.trust.accounts import Account
from server.services.trust.passwords import (
    change_password,
    custodians,
    remove_slot,
    reset_password,
)
from server.services.trust.slots import read_slots
from server.services.trust.vault import unlock
from server.storage.engine import Database
from server.vault.slots import SlotKind
from tests.simulators.office import NOON, PASSWORD, Custody
from tests.storage.acting import account, act, handed, opens, refusal

NEW = "nine owls borrow a drum"


@pytest.fixture
def leon(database: Database, custody: Custody) -> Account:
    return custody.add(database, "leon", Role.LEADER, has_own_password=False)


def test_changed_password_opens_and_the_old_one_does_not(
    database: Database, custody: Custody, leon: Account
) -> None:
    assert leon.password_is_temporary
    for login in ("amina", "leon"):
        with database.reading() as connection:
            who = unlock(connection, login, PASSWORD, NOON)
        act(database, lambda work, who=who: change_password(work, who, NEW, at=NOON))  # type: ignore[misc]  # bound
        assert (opens(database, login, NEW), opens(database, login, PASSWORD)) == (True, False)
    assert not account(database, "leon").password_is_temporary
    with database.reading() as connection:
        assert unlock(connection, "amina", NEW, NOON).vault == custody.vault
        assert len(read_slots(connection, SlotKind.CUSTODIAN)) == 2


@pytest.mark.requirement("R86")
@pytest.mark.parametrize("role", [Role.LEADER, Role.OPERATOR])
def test_password_that_was_handed_over_is_not_chosen_again(
    database: Database, custody: Custody, role: Role
) -> None:
    custody.add(database, "leon", Role.LEADER)
    added = custody.add(database, "lucia", role)
    leon = custody.signed_in(database, account(database, "leon"))
    given = handed(database, lambda work: people.approve(work, "lucia", by=leon, at=NOON)).password
    assert given is not None
    with database.reading() as connection:
        who = unlock(connection, "lucia", given, NOON)
    assert refusal(database, lambda work: change_password(work, who, given, at=NOON)) is (
        Code.WEAK_PASSWORD
    )
    assert account(database, added.login).password_is_temporary


def test_weak_new_password_changes_nothing(database: Database, custody: Custody) -> None:
    with database.reading() as connection:
        who = unlock(connection, "amina", PASSWORD, NOON)
    weak = "amina amina amina"
    assert refusal(database, lambda work: change_password(work, who, weak, at=NOON)) is (
        Code.WEAK_PASSWORD
    )
    assert opens(database, "amina", PASSWORD)
    with pytest.raises(Refused):
        passwords.checker(custody.account)(weak)


def test_lost_password_is_mended_by_another_custodian(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, leon)
    given = handed(database, lambda work: reset_password(work, "amina", by=by, at=NOON)).password
    assert given is not None
    found = account(database, "amina")
    assert (found.password_is_temporary, found.password_given_by) == (True, leon.id)
    assert (opens(database, "amina", given), opens(database, "amina", PASSWORD)) == (True, False)


def test_nobody_resets_their_own_password_or_one_that_waits(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, leon)
    custody.add(database, "bo", Role.CASE_WORKER)
    for login in ("leon", "bo"):
        reset = lambda work, login=login: reset_password(work, login, by=by, at=NOON)  # noqa: E731
        assert refusal(database, reset) is Code.BAD_ACCOUNT


@pytest.mark.requirement("R86")
def test_data_manager_gives_a_leader_no_new_password(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, custody.account)
    assert refusal(database, lambda work: reset_password(work, leon.login, by=by, at=NOON)) is (
        Code.LEADER_RESET
    )


def test_operator_mends_nobodys_password(
    database: Database, custody: Custody, leon: Account
) -> None:
    custody.add(database, "ola", Role.OPERATOR)
    custody.approve(database, "ola", by=leon)
    ola = custody.signed_in(database, account(database, "ola"))
    assert refusal(database, lambda work: reset_password(work, "amina", by=ola, at=NOON)) is (
        Code.NOT_ALLOWED
    )


def test_slot_is_removed_by_a_leader_and_given_back_by_a_reset(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, leon)
    with database.reading() as connection:
        (hers,) = read_slots(connection, owner=custody.account.id)
    act(database, lambda work: remove_slot(work, hers.slot.id, by=by, at=NOON))
    assert not opens(database, "amina", PASSWORD)
    given = handed(database, lambda work: reset_password(work, "amina", by=by, at=NOON)).password
    assert opens(database, "amina", given or "")


def test_slot_that_is_needed_or_not_there_is_not_removed(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, leon)
    with database.reading() as connection:
        slots = {each.slot.owner: each.slot.id for each in read_slots(connection)}
        assert custodians(connection, NOON) == [account(database, "amina"), leon]

    def removing(slot_id: str) -> Code:
        return refusal(database, lambda work: remove_slot(work, slot_id, by=by, at=NOON))

    assert removing("none") is Code.UNKNOWN_SLOT
    assert removing(slots[None]) is Code.BAD_ACCOUNT  # the recovery code's
    act(database, lambda work: remove_slot(work, slots[custody.account.id], by=by, at=NOON))
    assert removing(slots[leon.id]) is Code.LAST_CUSTODIAN
