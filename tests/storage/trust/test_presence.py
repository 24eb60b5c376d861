"""Whoever waited at a prompt while their account or password was changed does nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.errors import Code, Refused
from server.services.entrance.second_factors import forget_factors
from server.services.trust.accounts import Account, known_account
from server.services.trust.machines import add_machine, new_machine_key
from server.services.trust.marks import present_mark
from server.services.trust.passwords import change_password, remove_slot, reset_password
from server.services.trust.people import add_person, approve, disable, renew
from server.services.trust.recovery import new_recovery_code, replace_recovery
from server.services.trust.slots import read_slots
from server.services.trust.vault import Unlocked, unlock
from server.storage.engine import Database
from server.storage.tables import event
from server.storage.trust.trust_tables import account as accounts
from server.storage.work import UnitOfWork
from tests.simulators.office import NOON, PASSWORD, Custody, person

NEW = "nine owls borrow a drum"


def _machine(work: UnitOfWork, who: Unlocked) -> object:
    key, lucia = new_machine_key(who.opened_vault().random), known_account(work.connection, "lucia")
    mark = present_mark(work.connection, lucia.id) or ""
    beside = Unlocked(account=lucia, vault=who.vault, mark=mark)
    return add_machine(work, key, label="worker", by=who, at=NOON, second=beside)


def _recovery(work: UnitOfWork, who: Unlocked) -> object:
    code = new_recovery_code(who.opened_vault().random)
    return replace_recovery(work, code, by=who, at=NOON)


def _add(work: UnitOfWork, who: Unlocked) -> object:
    return add_person(work, person("cruz", Role.OPERATOR), by=who, at=NOON)


DEEDS: dict[str, Callable[[UnitOfWork, Unlocked], object]] = {
    "change": lambda work, who: change_password(work, who, NEW, at=NOON),
    "add": _add,
    "reset": lambda work, who: reset_password(work, "amina", by=who, at=NOON),
    "recovery": _recovery,
    "machine": _machine,
    "approve": lambda work, who: approve(work, "bo", by=who, at=NOON),
    "renew": lambda work, who: renew(work, "amina", by=who, at=NOON),
    "disable": lambda work, who: disable(work, "amina", by=who, at=NOON),
    "remove_slot": lambda work, who: remove_slot(work, _slot(work, who), by=who, at=NOON),
    "forget": lambda work, who: forget_factors(work, "amina", by=who, at=NOON),
}


def _slot(work: UnitOfWork, who: Unlocked) -> str:
    return next(
        each.slot.id
        for each in read_slots(work.connection)
        if each.slot.owner not in {None, who.account.id}
    )


@pytest.fixture
def leon(database: Database, custody: Custody) -> Unlocked:
    """Leon, a Leader, who has signed in; beside him Lucia, and Bo, whose account waits."""
    first = custody.add(database, "leon", Role.LEADER)
    custody.add(database, "lucia", Role.LEADER)
    custody.approve(database, "lucia", by=first)
    custody.add(database, "bo", Role.CASE_WORKER)
    with database.reading() as connection:
        return unlock(connection, "leon", PASSWORD, NOON)


def events(database: Database) -> int:
    with database.reading() as connection:
        return len(connection.execute(select(event.c.sequence)).all())


def signed_in(database: Database, custody: Custody, login: str) -> Unlocked:
    with database.reading() as connection:
        return custody.signed_in(database, unlock(connection, login, PASSWORD, NOON).account)


def refused(database: Database, deed: str, who: Unlocked) -> None:
    before = events(database)
    with pytest.raises(Refused) as found, database.work() as work:
        DEEDS[deed](work, who)
    assert found.value.code is Code.SIGN_IN_OVERTAKEN
    assert events(database) == before


@pytest.mark.parametrize("deed", DEEDS)
def test_deed_is_done_by_whoever_is_still_there(
    database: Database, leon: Unlocked, deed: str
) -> None:
    with database.work() as work:
        DEEDS[deed](work, leon)
        work.commit()


@pytest.mark.parametrize("deed", DEEDS)
def test_closed_while_waiting_does_nothing(
    database: Database, custody: Custody, leon: Unlocked, deed: str
) -> None:
    lucia = signed_in(database, custody, "lucia")
    with database.work() as work:
        disable(work, "leon", by=lucia, at=NOON)
        work.commit()
    refused(database, deed, leon)


@pytest.mark.parametrize("deed", DEEDS)
def test_reset_while_waiting_does_nothing(
    database: Database, custody: Custody, leon: Unlocked, deed: str
) -> None:
    lucia = signed_in(database, custody, "lucia")
    with database.work() as work:
        reset_password(work, "leon", by=lucia, at=NOON)
        work.commit()
    refused(database, deed, leon)


@pytest.mark.parametrize("deed", ["add", "approve", "machine"])
def test_slot_removed_while_waiting_does_nothing(
    database: Database, custody: Custody, leon: Unlocked, deed: str
) -> None:
    lucia = signed_in(database, custody, "lucia")
    with database.work() as work:
        (slot,) = read_slots(work.connection, owner=leon.account.id)
        remove_slot(work, slot.slot.id, by=lucia, at=NOON)
        work.commit()
    refused(database, deed, leon)


@pytest.mark.parametrize(
    "values",
    [
        {"expires_at": NOON - timedelta(seconds=1)},
        {"confidentiality_signed_on": None},
        {"confidentiality_signed_on": date(2027, 1, 1)},
    ],
    ids=["expired", "unsigned", "signed later"],
)
def test_no_longer_in_order_does_nothing(
    database: Database, leon: Unlocked, values: dict[str, object]
) -> None:
    with database.work() as work:
        work.connection.execute(
            accounts.update().where(accounts.c.id == leon.account.id).values(values)
        )
        work.note("test", "account.renewed", leon.account.id)
        work.commit()
    refused(database, "approve", leon)


def test_role_of_now_counts(database: Database, leon: Unlocked) -> None:
    with database.work() as work:
        work.connection.execute(
            accounts.update().where(accounts.c.id == leon.account.id).values(role="data_manager")
        )
        work.note("test", "account.renewed", leon.account.id)
        work.commit()
    with pytest.raises(Refused) as found, database.work() as work:
        approve(work, "bo", by=leon, at=NOON)
    assert found.value.code is Code.NOT_ALLOWED


def test_two_who_close_each_other_at_once_leave_one_of_them(
    database: Database, custody: Custody, leon: Unlocked
) -> None:
    lucia, start, done = signed_in(database, custody, "lucia"), Barrier(2), []

    def close(login: str, by: Unlocked) -> None:
        start.wait()
        try:
            with database.work() as work:
                disable(work, login, by=by, at=NOON)
                work.commit()
        except Refused as refusal:
            done.append(refusal.code)

    threads = [Thread(target=close, args=pair) for pair in (("leon", lucia), ("lucia", leon))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert done == [Code.SIGN_IN_OVERTAKEN]


def test_last_who_could_open_the_vault_is_not_closed_by_a_race(
    database: Database, custody: Custody
) -> None:
    assert isinstance(custody.account, Account)
    who = custody.signed_in(database, custody.account)
    with pytest.raises(Refused) as found, database.work() as work:
        disable(work, "amina", by=who, at=NOON)
    assert found.value.code is Code.LAST_CUSTODIAN
