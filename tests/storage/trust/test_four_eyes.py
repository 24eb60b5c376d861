"""What takes two people at one desk: nobody alone, nobody with themselves, nobody but a Leader."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.errors import Code, Refused
from server.services.trust.accounts import Account
from server.services.trust.keys import import_key, list_keys
from server.services.trust.machines import add_machine, new_machine_key
from server.storage.engine import Database
from server.storage.tables import event
from tests.simulators.office import NOON, Custody, loose_vault, open_custody, small_key


def let_machine_in(database: Database, custody: Custody, second: Account | None = None) -> None:
    by = custody.signed_in(database, custody.account)
    beside = custody.signed_in(database, second) if second else None
    key = new_machine_key(secrets.token_bytes)
    with database.work() as work:
        add_machine(work, key, label="worker", by=by, at=NOON, second=beside)
        work.commit()


def refusal(database: Database, custody: Custody, second: Account | None = None) -> Code:
    with pytest.raises(Refused) as refused:
        let_machine_in(database, custody, second)
    return refused.value.code


def told(database: Database, action: str) -> list[object]:
    query = select(event.c.detail).where(event.c.action == action).order_by(event.c.sequence)
    with database.reading() as connection:
        return list(connection.scalars(query))


def test_first_custodian_lets_a_machine_in_alone(database: Database, custody: Custody) -> None:
    let_machine_in(database, custody)
    assert told(database, "slot.added")[-1] == {"kind": "machine"}


@pytest.mark.requirement("R98")
def test_later_it_takes_a_leader_who_is_named(database: Database, custody: Custody) -> None:
    leon = custody.add(database, "leon", Role.LEADER)
    assert refusal(database, custody) is Code.SECOND_NEEDED
    let_machine_in(database, custody, leon)
    assert told(database, "slot.added")[-1] == {"kind": "machine", "agreed_by": leon.id}


def test_nobody_is_their_own_second(database: Database, custody: Custody) -> None:
    custody.add(database, "leon", Role.LEADER)
    assert refusal(database, custody, custody.account) is Code.NOT_ALLOWED


def test_leader_alone_is_not_two(database: Database) -> None:
    custody = open_custody(database, "lucia", role=Role.LEADER)
    custody.add(database, "amina", Role.DATA_MANAGER)
    assert refusal(database, custody, custody.account) is Code.NOT_YOURS


def test_second_whose_password_was_handed_over_is_not_two(
    database: Database, custody: Custody
) -> None:
    leon = custody.add(database, "leon", Role.LEADER, has_own_password=False)
    assert refusal(database, custody, leon) is Code.NOT_TWO_PEOPLE


def test_key_that_was_made_elsewhere_is_called_imported(database: Database) -> None:
    with database.work() as work:
        import_key(work, loose_vault(), small_key(), at=NOON, actor="amina")
        [added] = list_keys(work.connection)
        work.commit()
    assert told(database, "key.imported") == [{"is_current": True}]
    assert told(database, "key.added") == []
    assert added.is_current
