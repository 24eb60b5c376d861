"""Opening the vault by password and by a machine's key, and what a stranger learns of it."""

from __future__ import annotations

import pickle
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Role, Standing
from server.errors import Code, Refused
from server.services.trust import vault as vault_service
from server.services.trust.machines import add_machine, new_machine_key
from server.services.trust.recovery import begin_recovery
from server.services.trust.slots import read_slots
from server.services.trust.vault import Failure, SignInRefused, Unlocked, Vault, unlock
from server.services.trust.ways_in import ways_in
from server.storage.engine import Database
from server.storage.trust.trust_tables import account, key_slot, vault_state
from server.vault.cost import Cost
from server.vault.passwords import secret_of
from server.vault.slots import SlotKind, seal_slot
from tests.simulators.office import (
    NOON,
    PASSWORD,
    TINY,
    Custody,
    loose_vault,
    open_custody,
)


def sign_in(
    database: Database, login: str = "amina", password: str = PASSWORD, *, days: int = 0
) -> Unlocked:
    with database.reading() as connection:
        return unlock(connection, login, password, NOON + timedelta(days=days))


def refused(
    database: Database, login: str = "amina", password: str = PASSWORD, *, days: int = 0
) -> SignInRefused:
    with pytest.raises(SignInRefused) as found:
        sign_in(database, login, password, days=days)
    return found.value


def change(database: Database, statement: object) -> None:
    with database.work() as work:
        work.connection.execute(statement)  # type: ignore[call-overload]  # any statement
        work.note("cruz", "slot.removed", "vault")
        work.commit()


def test_password_opens_the_vault_of_its_custodian(database: Database, custody: Custody) -> None:
    person = sign_in(database, "Amina ")
    assert person.account == custody.account
    assert person.opened_vault() == custody.vault
    assert person.actor(NOON).standing is Standing.GOOD


def test_before_the_set_up_nobody_signs_in(database: Database) -> None:
    with pytest.raises(Refused) as found:
        sign_in(database)
    assert found.value.sentence == "Lespwa is not set up yet: run `lespwa init`."


def test_operator_signs_in_and_holds_no_key(database: Database, custody: Custody) -> None:
    custody.add(database, "ola", Role.OPERATOR)
    person = sign_in(database, "ola")
    with pytest.raises(Refused) as found:
        person.opened_vault()
    assert found.value.code is Code.NO_KEY_HELD
    assert refused(database, "ola", PASSWORD + "!").failure is Failure.WRONG_PASSWORD


@pytest.mark.parametrize(("login", "password"), [("cruz", PASSWORD), ("amina", "not hers at all")])
def test_stranger_hears_the_same_of_an_unknown_login_and_a_wrong_password(
    database: Database, custody: Custody, login: str, password: str
) -> None:
    assert custody.account.is_custodian
    assert refused(database, login, password).sentence == "The login or the password is wrong."


def test_damaged_slot_is_told_to_custodians_and_to_no_stranger(
    database: Database, custody: Custody
) -> None:
    change(database, key_slot.update().values(wrapped=b"x" * 48))
    found = refused(database)
    assert found.sentence == refused(database, "cruz").sentence
    assert (found.failure, found.account_id) == (Failure.DAMAGED_SLOT, custody.account.id)
    with database.reading() as connection:
        shown = [each for each in ways_in(connection, NOON) if each.whose == "amina"]
    assert "DAMAGED, no secret opens it: another custodian" in shown[0].words()[-1]


@pytest.mark.parametrize("keep", [0, 1, -1])
@pytest.mark.parametrize("column", ["salt", "nonce", "wrapped", "checksum"])
def test_slot_cut_short_is_refused_in_one_sentence(
    database: Database, custody: Custody, column: str, keep: int
) -> None:
    with database.reading() as connection:
        (kept,) = read_slots(connection, owner=custody.account.id)
    whole: bytes = getattr(kept.slot, column)
    change(database, key_slot.update().values({column: whole[:keep]}))
    found = refused(database)
    assert found.failure is Failure.DAMAGED_SLOT
    assert found.sentence == "The login or the password is wrong."


@pytest.mark.parametrize("keep", [0, 1, -1])
@pytest.mark.parametrize("column", ["salt", "nonce", "wrapped", "checksum"])
def test_machines_and_recovery_slot_cut_short_are_refused_in_one_sentence(
    database: Database, custody: Custody, column: str, keep: int
) -> None:
    key, by = new_machine_key(custody.vault.random), custody.signed_in(database, custody.account)
    with database.work() as work:
        add_machine(work, key, label="worker", by=by, at=NOON)
        work.commit()
    with database.reading() as connection:
        slots = [each.slot for each in read_slots(connection) if each.slot.owner is None]
    for slot in slots:
        cut = {column: getattr(slot, column)[:keep]}
        change(database, key_slot.update().where(key_slot.c.id == slot.id).values(cut))
    with database.reading() as connection:
        with pytest.raises(Refused, match="machine's key does not open"):
            vault_service.unlock_by_machine(connection, key)
        with pytest.raises(Refused, match="does not open the vault"):
            begin_recovery(connection, custody.code.text)
    assert sign_in(database).vault == custody.vault  # nothing else is lost


def test_damaged_hash_is_refused_like_a_damaged_slot(database: Database, custody: Custody) -> None:
    custody.add(database, "ola", Role.OPERATOR)
    for kept in ("", "$argon2id$v=19$m=8,t=1,p=1$x$y", None):
        change(database, account.update().values(password_hash=kept))
        assert refused(database, "ola").failure is Failure.DAMAGED_SLOT


FORGED = "cruz knows this one"
NOT_HERS = "not hers at all"


def test_slot_put_there_by_somebody_else_opens_nothing(
    database: Database, custody: Custody
) -> None:
    mine = seal_slot(
        loose_vault().key,
        secret_of(FORGED),
        kind=SlotKind.CUSTODIAN,
        owner=custody.account.id,
        cost=TINY,
        random=custody.vault.random,
    )
    forged = {"id": mine.id, "salt": mine.salt, "nonce": mine.nonce, "wrapped": mine.wrapped}
    forged["checksum"] = mine.checksum
    change(database, key_slot.update().where(key_slot.c.kind == "custodian").values(forged))
    assert refused(database, password=FORGED).failure is Failure.FOREIGN_SLOT


@pytest.mark.requirement("R80", "R98")
def test_account_that_has_expired_or_was_not_signed_for_opens_nothing(
    database: Database, custody: Custody
) -> None:
    found = refused(database, days=365)
    assert (found.failure, found.standing) == (Failure.NOT_IN_ORDER, Standing.EXPIRED)
    assert found.sentence.startswith("You cannot sign in. The account has expired")
    unsigned = account.update().values(confidentiality_signed_on=None)
    change(database, unsigned.where(account.c.id == custody.account.id))
    assert refused(database).standing is Standing.UNSIGNED


def test_expired_account_is_told_from_a_wrong_password_by_its_owner_only(
    database: Database, custody: Custody
) -> None:
    assert custody.account.is_custodian
    assert refused(database, password=NOT_HERS, days=400).standing is Standing.GOOD


def test_unknown_login_damage_and_wrong_password_take_as_long(database: Database) -> None:
    cost = Cost(memory_kib=16384, passes=2, lanes=1)
    custody = open_custody(database, cost=cost)
    ben = custody.add(database, "ben", Role.DATA_MANAGER)
    change(database, key_slot.update().where(key_slot.c.account_id == ben.id).values(nonce=b""))
    custody.add(database, "leon", Role.LEADER)
    custody.add(database, "ola", Role.OPERATOR)
    times = {
        login: min(_seconds(database, login) for _ in range(7))
        for login in ("amina", "nobody", "ben", "ola")
    }
    assert max(times.values()) < 3 * min(times.values()), times  # without the work it is 100


def _seconds(database: Database, login: str) -> float:
    began = time.thread_time()  # not the clock on the wall: other tests may run beside this one
    refused(database, login, "not the password")
    return time.thread_time() - began


def test_vault_goes_to_another_process_and_shows_its_key_to_no_log(custody: Custody) -> None:
    assert pickle.loads(pickle.dumps(custody.vault)) == custody.vault  # noqa: S301 - our own
    assert repr(custody.vault) == "Vault()"
    assert custody.vault.key.secret.hex() not in repr(custody)


def test_session_borrows_the_vault_under_its_own_secret(custody: Custody) -> None:
    lent = custody.vault.lend("session", secret=bytes(32))
    assert Vault.borrowed(lent, "session", secret=bytes(32)) == custody.vault


def test_refused_sign_in_survives_the_way_out_of_a_process(custody: Custody) -> None:
    first = SignInRefused(custody.account.id, Failure.NOT_IN_ORDER, Standing.EXPIRED)
    again = pickle.loads(pickle.dumps(first))  # noqa: S301 - our own
    assert (again.sentence, again.failure) == (first.sentence, first.failure)


def test_neither_password_nor_vault_key_lies_in_the_database(
    database: Database, custody: Custody
) -> None:
    secret = custody.vault.key.secret
    with database.reading() as connection:
        kept = [
            value
            for table in (account, key_slot, vault_state)
            for row in connection.execute(select(table))
            for value in row
        ]
        assert len(read_slots(connection)) == 2
    parts = [each if isinstance(each, bytes) else str(each).encode() for each in kept]
    assert not any(secret in each or PASSWORD.encode() in each for each in parts)
