"""Accounts: two people for each, an end for each, and never a vault that nobody can open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Role, Standing
from server.errors import Code
from server.services.trust import people
from server.services.trust.accounts import Account, list_accounts
from server.services.trust.passwords import (
    Handed,
    remove_slot,
)
from server.services.trust.people import NewPerson, add_person
from server.services.trust.rights import NotAllowed, note_refusal
from server.services.trust.slots import read_slots
from server.services.trust.vault import Unlocked
from server.storage.engine import Database
from server.storage.tables import event
from server.storage.trust.trust_tables import account as accounts
from server.storage.work import UnitOfWork
from tests.simulators.office import NOON, PASSWORD, Custody, person
from tests.storage.acting import account, act, handed, opens, refusal

NEW = "nine owls borrow a drum"
LATER = NOON + timedelta(days=300)


@pytest.fixture
def leon(database: Database, custody: Custody) -> Account:
    return custody.add(database, "leon", Role.LEADER, has_own_password=False)


def add_bo(work: UnitOfWork, by: Unlocked) -> Handed:
    return add_person(work, person("bo", Role.CASE_WORKER), by=by, at=NOON)


@pytest.mark.requirement("R98")
def test_second_person_is_approved_at_once_and_the_third_by_a_leader(
    database: Database, custody: Custody, leon: Account
) -> None:
    asked = handed(
        database, lambda work: add_bo(work, custody.signed_in(database, custody.account))
    )
    assert leon.standing(NOON) is Standing.GOOD
    assert (asked.account.standing(NOON), asked.password) == (Standing.EXPIRED, None)
    by = custody.signed_in(database, leon)
    password = handed(database, lambda work: people.approve(work, "bo", by=by, at=NOON)).password
    assert password is not None
    assert opens(database, "bo", password)
    found = account(database, "bo")
    assert (found.requested_by, found.authorised_by) == (custody.account.id, leon.id)


@pytest.mark.requirement("R98")
def test_nobody_approves_what_they_asked_for(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, leon)
    act(
        database,
        lambda work: add_person(work, person("ola", Role.OPERATOR), by=by, at=NOON),
    )
    assert refusal(database, lambda work: people.approve(work, "ola", by=by, at=NOON)) is (
        Code.NOT_YOURS
    )
    manager = custody.signed_in(database, custody.account)
    assert refusal(database, lambda work: people.approve(work, "ola", by=manager, at=NOON)) is (
        Code.NOT_ALLOWED
    )


def test_closing_the_leader_does_not_bring_back_the_first_steps(
    database: Database, custody: Custody, leon: Account
) -> None:
    gone = accounts.update().where(accounts.c.id == leon.id).values(disabled_at=NOON)
    with database.work() as work:
        work.connection.execute(gone)
        work.note("test", "account.disabled", leon.id)
        work.commit()
    puppet = custody.add(database, "cruz", Role.LEADER)
    assert puppet.standing(NOON) is Standing.EXPIRED


def test_account_is_approved_once(database: Database, custody: Custody, leon: Account) -> None:
    by = custody.signed_in(database, leon)
    ben = custody.add(database, "ben", Role.LEADER)
    assert ben.authorised_by is None
    approve = lambda work: people.approve(work, "ben", by=by, at=NOON)  # noqa: E731
    act(database, approve)
    assert refusal(database, approve) is Code.BAD_ACCOUNT


@pytest.mark.requirement("R80")
@pytest.mark.parametrize(
    "changes",
    [
        {"login": "a"},
        {"login": "Bo Smith"},
        {"login": "Amina"},
        {"name": "  "},
        {"confidentiality_signed_on": date(2027, 1, 1)},
    ],
    ids=str,
)
def test_account_that_is_not_right_is_refused(
    database: Database, custody: Custody, changes: dict[str, object]
) -> None:
    words = {
        "login": "bo",
        "name": "Bo Made-Up",
        "role": Role.OPERATOR,
        "confidentiality_signed_on": date(2026, 1, 1),
    }
    new = NewPerson(**(words | changes))  # type: ignore[arg-type]  # one of them is changed
    by = custody.signed_in(database, custody.account)
    assert refusal(database, lambda work: add_person(work, new, by=by, at=NOON)) is (
        Code.BAD_ACCOUNT
    )
    with database.reading() as connection:
        assert len(list_accounts(connection)) == 1


def test_without_an_open_vault_nobody_gets_a_key(database: Database, custody: Custody) -> None:
    by = replace(custody.signed_in(database, custody.account), vault=None)
    assert refusal(database, lambda work: add_person(work, person("bo"), by=by, at=NOON)) is (
        Code.NO_KEY_HELD
    )


def test_administrator_asks_for_operators_and_gives_no_keys(
    database: Database, custody: Custody, leon: Account
) -> None:
    custody.add(database, "ada", Role.ADMINISTRATOR)
    custody.approve(database, "ada", by=leon)
    ada = custody.signed_in(database, account(database, "ada"))
    act(
        database,
        lambda work: add_person(work, person("ola", Role.OPERATOR), by=ada, at=NOON),
    )
    assert refusal(database, lambda work: add_person(work, person("bo"), by=ada, at=NOON)) is (
        Code.NOT_ALLOWED
    )


@pytest.mark.requirement("R98")
def test_leader_renews_others_and_not_themselves(
    database: Database, custody: Custody, leon: Account
) -> None:
    by, signed = custody.signed_in(database, leon), date(2026, 11, 1)
    act(
        database,
        lambda work: people.renew(work, "amina", by=by, at=NOON, signed_on=signed),
    )
    renewed = account(database, "amina")
    assert renewed.confidentiality_signed_on == signed
    assert renewed.expires_at == NOON + timedelta(days=365)
    assert refusal(database, lambda work: people.renew(work, "leon", by=by, at=NOON)) is (
        Code.NOT_YOURS
    )
    manager = custody.signed_in(database, custody.account)
    assert refusal(database, lambda work: people.renew(work, "leon", by=manager, at=NOON)) is (
        Code.NOT_ALLOWED
    )


def test_closed_or_unapproved_account_is_not_renewed(
    database: Database, custody: Custody, leon: Account
) -> None:
    custody.add(database, "bo", Role.CASE_WORKER)
    by = custody.signed_in(database, leon)
    renew = lambda work: people.renew(work, "bo", by=by, at=NOON)  # noqa: E731
    assert refusal(database, renew) is Code.BAD_ACCOUNT
    act(database, lambda work: people.disable(work, "bo", by=by, at=NOON))
    assert refusal(database, renew) is Code.BAD_ACCOUNT


def test_closed_account_opens_nothing_and_a_leader_takes_its_slot(
    database: Database, custody: Custody, leon: Account
) -> None:
    by = custody.signed_in(database, leon)
    act(database, lambda work: people.disable(work, "amina", by=by, at=NOON))
    assert not opens(database, "amina", PASSWORD)
    assert not account(database, "amina").is_custodian
    assert refusal(database, lambda work: people.disable(work, "leon", by=by, at=NOON)) is (
        Code.LAST_CUSTODIAN
    )


@pytest.mark.requirement("R86")
def test_only_leader_is_closed_by_nobody(
    database: Database, custody: Custody, leon: Account
) -> None:
    for who in (custody.account, leon):
        by = custody.signed_in(database, who)
        close = lambda work, by=by: people.disable(work, "leon", by=by, at=NOON)  # noqa: E731
        assert refusal(database, close) is Code.LAST_LEADER
    with database.reading() as connection:
        (slot,) = read_slots(connection, owner=leon.id)
    by = custody.signed_in(database, leon)
    assert refusal(database, lambda work: remove_slot(work, slot.slot.id, by=by, at=NOON)) is (
        Code.LAST_LEADER
    )
    assert opens(database, "leon", PASSWORD)


def test_data_manager_closes_an_account_and_leaves_its_slot(
    database: Database, custody: Custody, leon: Account
) -> None:
    custody.add(database, "lucia", Role.LEADER)
    custody.approve(database, "lucia", by=leon)
    by = custody.signed_in(database, custody.account)
    for _ in range(2):  # again changes nothing
        with database.work() as work:
            assert people.disable(work, leon.login, by=by, at=NOON).is_custodian
            work.commit()
    assert not opens(database, "leon", PASSWORD)


def test_last_custodian_is_not_closed(database: Database, custody: Custody) -> None:
    by = custody.signed_in(database, custody.account)
    assert refusal(database, lambda work: people.disable(work, "amina", by=by, at=NOON)) is (
        Code.LAST_CUSTODIAN
    )
    assert opens(database, "amina", PASSWORD)


def test_every_refusal_leaves_an_event_without_a_name(
    database: Database, custody: Custody, leon: Account
) -> None:
    with database.work() as work, pytest.raises(NotAllowed) as refused:
        people.approve(work, leon.login, by=custody.signed_in(database, custody.account), at=NOON)
    note_refusal(database, refused.value)
    with database.reading() as connection:
        query = select(event.c.actor, event.c.subject, event.c.detail)
        (found,) = connection.execute(query.where(event.c.action == "access.refused"))
    assert found == (custody.account.id, "account.authorise", {"role": "data_manager"})


def test_unknown_login_is_one_sentence(database: Database, custody: Custody, leon: Account) -> None:
    by = custody.signed_in(database, leon)
    assert refusal(database, lambda work: people.disable(work, "cruz", by=by, at=NOON)) is (
        Code.UNKNOWN_ACCOUNT
    )
