"""Key slots come back as they were kept, and only those go that were meant."""

from __future__ import annotations

import pytest

from server.errors import Code, Refused
from server.services.trust.slots import (
    drop_slots,
    house_cost,
    is_set_up,
    keep_slot,
    read_slots,
    require_set_up,
)
from server.storage.engine import Database
from server.vault.slots import Slot, SlotKind, seal_slot
from tests.simulators.office import NOON, TINY, Custody


def machine_slot(custody: Custody) -> Slot:
    vault = custody.vault
    return seal_slot(
        vault.key, bytes(32), kind=SlotKind.MACHINE, owner=None, cost=TINY, random=vault.random
    )


def kept(database: Database, slot: Slot) -> None:
    with database.work() as work:
        keep_slot(work.connection, slot, label="worker", at=NOON)
        work.note("amina", "slot.added", slot.id, kind="machine")
        work.commit()


def test_before_the_set_up_there_is_no_vault(database: Database) -> None:
    with database.reading() as connection:
        assert not is_set_up(connection)
        with pytest.raises(Refused) as refused:
            require_set_up(connection)
    assert refused.value.code is Code.NOT_SET_UP


def test_house_knows_what_a_guess_costs(database: Database, custody: Custody) -> None:
    assert custody.account.is_custodian
    with database.reading() as connection:
        assert house_cost(connection) == TINY


def test_slot_comes_back_as_it_was_kept(database: Database, custody: Custody) -> None:
    slot = machine_slot(custody)
    kept(database, slot)
    with database.reading() as connection:
        [found] = read_slots(connection, SlotKind.MACHINE)
    assert (found.slot, found.label, found.created_at) == (slot, "worker", NOON)


def test_slots_are_read_by_owner(database: Database, custody: Custody) -> None:
    kept(database, machine_slot(custody))
    with database.reading() as connection:
        [hers] = read_slots(connection, owner=custody.account.id)
        assert len(read_slots(connection)) == 3  # hers, the recovery code's and the machine's
    assert hers.slot.kind is SlotKind.CUSTODIAN


def test_only_the_slots_of_one_kind_are_dropped(database: Database, custody: Custody) -> None:
    kept(database, machine_slot(custody))
    with database.work() as work:
        assert drop_slots(work.connection, SlotKind.MACHINE) == 1
        work.note("amina", "slot.removed", "all")
        work.commit()
    with database.reading() as connection:
        kinds = {each.slot.kind for each in read_slots(connection)}
    assert kinds == {SlotKind.CUSTODIAN, SlotKind.RECOVERY}
