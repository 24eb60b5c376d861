"""The key to somebody's drafts goes with their password: over to a new one, or away."""

from __future__ import annotations

import secrets

from server.services.trust.draft_keys import Lost, carry_over, lose_drafts, open_drafts, seal_anew
from server.storage.engine import Database
from server.storage.intake import drafts as stored
from server.vault.draft_key import new_draft_key
from server.vault.keys import DraftKey
from tests.simulators.office import NOON, PASSWORD, Custody

NEW = "nine owls borrow a drum"


def carried(
    database: Database, custody: Custody, key: DraftKey | None, password: str = PASSWORD
) -> DraftKey:
    with database.work() as work:
        kept = carry_over(work, custody.account.id, password, key=key, at=NOON)
        work.note("amina", "password.changed", custody.account.id)
        work.commit()
    return kept


def opened(database: Database, custody: Custody, password: str = PASSWORD) -> DraftKey | None:
    with database.reading() as connection:
        return open_drafts(connection, custody.account.id, password)


def test_who_never_signed_in_has_no_key(database: Database, custody: Custody) -> None:
    assert opened(database, custody) is None


def test_key_opens_with_its_password_and_no_other(database: Database, custody: Custody) -> None:
    key = carried(database, custody, None)
    assert opened(database, custody) == key
    assert opened(database, custody, NEW) is None


def test_key_goes_over_to_the_new_password(database: Database, custody: Custody) -> None:
    key = carried(database, custody, None)
    assert carried(database, custody, key, NEW) == key
    assert (opened(database, custody), opened(database, custody, NEW)) == (None, key)


def test_without_the_key_another_begins(database: Database, custody: Custody) -> None:
    assert carried(database, custody, None) != carried(database, custody, None)


def test_damaged_key_is_no_key(database: Database, custody: Custody) -> None:
    with database.work() as work:
        account, key = custody.account.id, new_draft_key(secrets.token_bytes)
        sealed = seal_anew(work.connection, account, PASSWORD, key=key, random=secrets.token_bytes)
        stored.put_key(work.connection, account, sealed[:-1], at=NOON)
        work.note("cruz", "password.changed", account)
        work.commit()
    assert opened(database, custody) is None


def test_lost_drafts_take_their_key_along(database: Database, custody: Custody) -> None:
    carried(database, custody, None)
    with database.work() as work:
        assert lose_drafts(work, custody.account.id, by="leon", why=Lost.PASSWORD) == 0
        work.note("leon", "password.reset", custody.account.id)
        work.commit()
    assert opened(database, custody) is None
