"""A machine's key opens the vault, and what somebody must say of the machine."""

from __future__ import annotations

import pytest

from server.errors import Code, Refused
from server.services.trust import vault as vault_service
from server.services.trust.machines import add_machine, new_machine_key
from server.services.trust.ways_in import ways_in
from server.storage.engine import Database
from server.vault.slots import SlotKind
from tests.simulators.office import (
    NOON,
    Custody,
)


def test_machine_opens_the_vault_with_its_key(database: Database, custody: Custody) -> None:
    key = new_machine_key(custody.vault.random)
    with database.work() as work:
        by = custody.signed_in(database, custody.account)
        add_machine(work, key, label="worker", by=by, at=NOON)
        work.commit()
    with database.reading() as connection:
        assert vault_service.unlock_by_machine(connection, f"{key}\n") == custody.vault
        (way,) = [each for each in ways_in(connection, NOON) if each.kind is SlotKind.MACHINE]
        with pytest.raises(Refused) as found:
            vault_service.unlock_by_machine(connection, key[:-1] + "g")
    assert found.value.code is Code.MACHINE_KEY_REFUSED
    assert (way.whose, way.is_damaged, way.is_strong) == ("worker", False, True)


def test_machine_without_a_name_is_refused(database: Database, custody: Custody) -> None:
    key = new_machine_key(custody.vault.random)
    by = custody.signed_in(database, custody.account)
    with database.work() as work, pytest.raises(Refused) as found:
        add_machine(work, key, label=" ", by=by, at=NOON)
    assert found.value.code is Code.BAD_ACCOUNT
