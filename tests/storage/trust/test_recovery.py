"""Setting up and getting back in: all or nothing, one winner, and nothing lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.domain.access import Role
from server.errors import Code, Refused
from server.services.trust import people
from server.services.trust.accounts import Account, known_account
from server.services.trust.people import NewPerson
from server.services.trust.recovery import (
    Recovery,
    begin_recovery,
    note_refused,
    recover,
    replace_recovery,
)
from server.services.trust.set_up import begin_vault
from server.services.trust.slots import read_slots
from server.services.trust.vault import Vault, unlock
from server.storage.engine import Database
from server.storage.tables import event
from server.storage.trust.trust_tables import key_slot
from server.vault.recovery import RecoveryCode, new_recovery_code
from server.vault.slots import SlotKind
from tests.simulators.office import (
    NOON,
    TINY,
    Custody,
    person,
)

NEW = "nine owls borrow a drum"
TODAY = NOON.date()


def began(database: Database, typed: str) -> Recovery:
    with database.reading() as connection:
        return begin_recovery(connection, typed)


def code() -> RecoveryCode:
    return new_recovery_code(open_vault().random)


def open_vault() -> Vault:
    return begin_vault(TINY).vault


def get_back(
    database: Database, recovery: Recovery, login: str = "amina", new: RecoveryCode | None = None
) -> Account:
    with database.work() as work:
        found = recover(work, recovery, login, NEW, code=new or code(), at=NOON)
        work.commit()
    return found


def refused(database: Database, recovery: Recovery, login: str = "amina") -> Code:
    with pytest.raises(Refused) as found:
        get_back(database, recovery, login)
    return found.value.code


def test_recovery_code_lets_its_holder_back_in(database: Database, custody: Custody) -> None:
    new = code()
    get_back(database, began(database, custody.code.text.lower()), new=new)
    with database.reading() as connection:
        assert unlock(connection, "amina", NEW, NOON).vault == custody.vault
    assert began(database, new.text).vault == custody.vault


def test_recovery_code_works_once(database: Database, custody: Custody) -> None:
    get_back(database, began(database, custody.code.text))
    with pytest.raises(Refused) as found:
        began(database, custody.code.text)
    assert found.value.code is Code.RECOVERY_REFUSED


def test_recovery_brings_back_a_closed_and_expired_leader(
    database: Database, custody: Custody
) -> None:
    leon = custody.add(database, "leon", Role.LEADER)
    custody.add(database, "lucia", Role.LEADER)
    custody.approve(database, "lucia", by=leon)
    by = custody.signed_in(database, custody.account)
    with database.work() as work:
        people.disable(work, "leon", by=by, at=NOON)
        work.commit()
    later = NOON + timedelta(days=900)
    recovery = began(database, custody.code.text)
    with database.work() as work:
        back = recover(work, recovery, "leon", NEW, code=code(), at=later)
        work.commit()
    assert (back.disabled_at, back.expires_at) == (None, later + timedelta(days=365))
    with database.reading() as connection:
        assert unlock(connection, leon.login, NEW, later).vault == custody.vault


def test_two_people_recovering_at_once_have_one_winner_and_lose_nothing(
    database: Database, custody: Custody
) -> None:
    custody.add(database, "leon", Role.LEADER)
    both, new = [began(database, custody.code.text) for _ in range(2)], code()
    get_back(database, both[0], "leon", new)
    assert refused(database, both[1], "amina") is Code.RECOVERY_OVERTAKEN
    assert "nothing was changed" in Refused(Code.RECOVERY_OVERTAKEN).sentence
    with database.reading() as connection:
        assert unlock(connection, "amina", person("amina").password, NOON).vault == custody.vault
        assert unlock(connection, "leon", NEW, NOON).vault == custody.vault
    assert began(database, new.text).vault == custody.vault


def test_many_recovering_in_the_same_moment_have_one_winner(
    database: Database, custody: Custody
) -> None:
    codes = [code() for _ in range(4)]
    opened = [began(database, custody.code.text) for _ in codes]

    def one(number: int) -> bool:
        try:
            get_back(database, opened[number], new=codes[number])
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        won = list(threads.map(one, range(4)))
    assert began(database, codes[won.index(True)].text).vault == custody.vault
    assert won.count(True) == 1


def test_recovery_left_half_way_leaves_the_old_code(database: Database, custody: Custody) -> None:
    recovery = began(database, custody.code.text)
    with database.work() as work:
        recover(work, recovery, "amina", NEW, code=code(), at=NOON)
    assert began(database, custody.code.text).vault == custody.vault


def test_recovery_is_for_those_who_can_give_keys(database: Database, custody: Custody) -> None:
    custody.add(database, "bo", Role.CASE_WORKER)
    recovery = began(database, custody.code.text)
    assert refused(database, recovery, "bo") is Code.BAD_ACCOUNT
    assert refused(database, recovery, "cruz") is Code.UNKNOWN_ACCOUNT


def test_recovery_makes_nobody_of_an_account_that_was_never_approved(
    database: Database, custody: Custody
) -> None:
    custody.add(database, "leon", Role.LEADER)
    by = custody.signed_in(database, custody.account)
    ghost = NewPerson(login="ghost", name="G", role=Role.LEADER, confidentiality_signed_on=TODAY)
    with database.work() as work:
        people.add_person(work, ghost, by=by, at=NOON)
        work.commit()
    assert refused(database, began(database, custody.code.text), "ghost") is Code.BAD_ACCOUNT


def test_replaced_code_opens_nothing_more(database: Database, custody: Custody) -> None:
    new, leon = code(), custody.add(database, "leon", Role.LEADER)
    by = custody.signed_in(database, leon)
    with database.work() as work:
        replace_recovery(work, new, by=by, at=NOON)
        work.commit()
    with pytest.raises(Refused):
        began(database, custody.code.text)
    with database.reading() as connection:
        assert len(read_slots(connection, SlotKind.RECOVERY)) == 1
    assert began(database, new.text).vault == custody.vault


@pytest.mark.requirement("R86")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEADER}))
def test_nobody_but_a_leader_makes_a_recovery_code(
    database: Database, custody: Custody, role: Role
) -> None:
    leon = custody.add(database, "leon", Role.LEADER)
    custody.add(database, "ola", role)
    custody.approve(database, "ola", by=leon)
    with database.reading() as connection:
        ola = custody.signed_in(database, known_account(connection, "ola"))
    with database.work() as work, pytest.raises(Refused) as found:
        replace_recovery(work, code(), by=ola, at=NOON)
    assert found.value.code is Code.NOT_ALLOWED


def test_damaged_recovery_slot_opens_nothing_and_is_no_crash(
    database: Database, custody: Custody
) -> None:
    with database.work() as work:
        work.connection.execute(key_slot.update().values(salt=b""))
        work.note("cruz", "slot.removed", "vault")
        work.commit()
    with pytest.raises(Refused) as found:
        began(database, custody.code.text)
    note_refused(database, found.value)
    with database.reading() as connection:
        told = select(event.c.detail).where(event.c.action == "recovery.refused")
        assert connection.scalar(told) == {"code": "recovery_refused"}
