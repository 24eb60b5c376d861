"""A custodian sees every way into the vault: whose it is, and what mends it."""

from __future__ import annotations

import pytest

from server.domain.access import Role, Standing
from server.services.trust.ways_in import WayIn, ways_in
from server.storage.engine import Database
from server.storage.trust.trust_tables import key_slot
from server.vault.slots import SlotKind
from tests.simulators.office import NOON, Custody


def shown(database: Database) -> dict[str, WayIn]:
    with database.reading() as connection:
        return {each.whose or each.kind.value: each for each in ways_in(connection, NOON)}


def test_ways_in_are_named_after_their_owners(database: Database, custody: Custody) -> None:
    custody.add(database, "leon", Role.LEADER)
    custody.add(database, "ola", Role.OPERATOR)  # holds no key
    kinds = [each.kind for each in shown(database).values()]
    assert {"amina", "leon"} <= shown(database).keys()
    assert (kinds.count(SlotKind.CUSTODIAN), kinds.count(SlotKind.RECOVERY)) == (2, 1)


def test_way_of_an_account_that_waits_says_so(database: Database, custody: Custody) -> None:
    custody.add(database, "leon", Role.LEADER)
    custody.add(database, "bo", Role.CASE_WORKER)
    assert shown(database)["bo"].standing is Standing.EXPIRED
    assert shown(database)["bo"].words()[-1] == "account expired"


def test_way_that_is_whole_is_in_order(database: Database, custody: Custody) -> None:
    way = shown(database)[custody.account.login]
    assert (way.is_damaged, way.words()[-1]) == (False, "in order")


@pytest.mark.parametrize(
    ("kind", "mend"),
    [(SlotKind.CUSTODIAN, "lespwa people reset"), (SlotKind.RECOVERY, "lespwa keys new-recovery")],
)
def test_damaged_way_says_what_mends_it(
    database: Database, custody: Custody, kind: SlotKind, mend: str
) -> None:
    with database.work() as work:
        work.connection.execute(key_slot.update().values(wrapped=b"x"))
        work.note("cruz", "slot.removed", custody.account.id)
        work.commit()
    [way] = [each for each in shown(database).values() if each.kind is kind]
    assert mend in way.words()[-1]


def test_script_reads_what_a_person_does(database: Database, custody: Custody) -> None:
    told = shown(database)[custody.account.login].as_json()
    assert (told["kind"], told["whose"], told["account"]) == ("custodian", "amina", "good")
