"""An account is approved when the audit says so, whatever somebody wrote into its row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.domain.access import Role
from server.services.trust.accounts import Account, known_account
from server.services.trust.approvals import is_approved
from server.services.trust.people import disable
from server.storage.engine import Database
from tests.simulators.office import NOON, Custody
from tests.storage.acting import act


@pytest.fixture
def leon(database: Database, custody: Custody) -> Account:
    return custody.add(database, "leon", Role.LEADER)


@pytest.fixture
def ada(database: Database, custody: Custody, leon: Account) -> Account:
    """An administrator whom Amina asked for and Leon approved."""
    custody.add(database, "ada", Role.ADMINISTRATOR)
    custody.approve(database, "ada", by=leon)
    with database.reading() as connection:
        return known_account(connection, "ada")


def approved(database: Database, account: Account) -> bool:
    with database.reading() as connection:
        return is_approved(connection, account)


def test_account_that_somebody_approved_counts(database: Database, ada: Account) -> None:
    assert approved(database, ada)


def test_account_that_waits_does_not(database: Database, custody: Custody, leon: Account) -> None:
    assert approved(database, leon)
    assert not approved(database, custody.add(database, "ola", Role.OPERATOR))


@pytest.mark.parametrize(
    "written",
    [{"role": Role.LEADER}, {"authorised_by": "cruz"}, {"id": "0" * 32}],
    ids=str,
)
def test_row_that_says_other_than_the_audit_does_not(
    database: Database, ada: Account, written: dict[str, object]
) -> None:
    assert not approved(database, replace(ada, **written))  # type: ignore[arg-type]  # one of them


def test_account_that_was_closed_does_not(
    database: Database, custody: Custody, leon: Account, ada: Account
) -> None:
    by = custody.signed_in(database, leon)
    act(database, lambda work: disable(work, "ada", by=by, at=NOON))
    assert not approved(database, ada)
