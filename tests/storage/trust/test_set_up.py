"""Setting up happens once, whole or not at all, and keeps the form keys that there were."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import select

from server.domain.access import Role
from server.errors import Code, Refused
from server.services.trust.keys import KeyRing, current_public, public_half
from server.services.trust.recovery import begin_recovery
from server.services.trust.set_up import NewVault, begin_vault, require_no_vault, set_up
from server.storage.engine import Database
from server.storage.tables import form_key, form_version
from server.storage.trust.trust_tables import account as accounts
from tests.simulators.office import (
    NOON,
    TINY,
    person,
    small_key,
    withdraw_private_keys,
)


def begin(
    database: Database, new: NewVault, typed: str | None = None, role: Role = Role.LEADER
) -> None:
    with database.work() as work:
        set_up(
            work,
            new,
            person("leon", role),
            typed=new.code.text if typed is None else typed,
            form_keys=[small_key()],
            at=NOON,
        )
        work.commit()


def test_set_up_counts_only_once_the_code_was_typed_back(database: Database) -> None:
    new = begin_vault(TINY)
    for typed in ("", "23456", begin_vault(TINY).code.text):
        with pytest.raises(Refused) as found:
            begin(database, new, typed)
        assert found.value.code is Code.BAD_RECOVERY_CODE
    require_no_vault(database)
    with database.reading() as connection:
        assert connection.execute(select(accounts.c.id)).all() == []
    begin(database, new, new.code.text.lower().replace("-", " "))


def test_set_up_happens_once(database: Database) -> None:
    begin(database, begin_vault(TINY))
    with pytest.raises(Refused) as found:
        begin(database, begin_vault(TINY))
    with pytest.raises(Refused):
        require_no_vault(database)
    assert found.value.code is Code.ALREADY_SET_UP


def test_set_up_by_two_at_once_has_one_winner(database: Database) -> None:
    def one(new: NewVault) -> bool:
        try:
            begin(database, new)
        except Refused:
            return False
        return True

    new = [begin_vault(TINY) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        won = list(threads.map(one, new))
    (winner,) = [each for each, has_won in zip(new, won, strict=True) if has_won]
    with database.reading() as connection:
        assert begin_recovery(connection, winner.code.text).vault == winner.vault


def test_first_person_can_give_keys_to_others(database: Database) -> None:
    with pytest.raises(Refused) as found:
        begin(database, begin_vault(TINY), role=Role.ADMINISTRATOR)
    assert found.value.code is Code.BAD_ACCOUNT


def test_set_up_takes_the_form_keys_of_files_and_keeps_the_current_one(
    database: Database,
) -> None:
    older = rsa.generate_private_key(65537, 2048)
    current = public_half(small_key().public_key())
    with database.work() as work:
        row = {"fingerprint": current.fingerprint, "public_der": current.public_der}
        work.connection.execute(form_key.insert(), row | {"created_at": NOON, "is_current": True})
        new = begin_vault(TINY)
        keys = [older, small_key()]
        set_up(work, new, person("leon"), typed=new.code.text, form_keys=keys, at=NOON)
        work.commit()
    with database.reading() as connection:
        assert current_public(connection) == current
        assert len(KeyRing(new.vault).for_form(connection, "tip", None)) == 2


@pytest.mark.usefixtures("published")
def test_set_up_after_the_private_key_was_lost_gives_forms_a_new_one(database: Database) -> None:
    withdraw_private_keys(database)
    new = begin_vault(TINY)
    with database.work() as work:
        set_up(work, new, person("leon"), typed=new.code.text, form_keys=[], at=NOON)
        work.commit()
    carried = select(form_version.c.key_fingerprint).where(form_version.c.is_current)
    with database.reading() as connection:
        current = current_public(connection)
        assert current is not None
        assert connection.scalar(carried) == current.fingerprint
