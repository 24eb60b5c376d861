"""What tests of accounts do and see: somebody acts, is refused, is handed a password, signs in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.errors import Code, Refused
from server.services.trust.accounts import Account, find_account
from server.services.trust.passwords import (
    Handed,
)
from server.services.trust.vault import SignInRefused, unlock
from server.storage.engine import Database
from server.storage.work import UnitOfWork
from tests.simulators.office import NOON


def act(database: Database, done: Callable[[UnitOfWork], object]) -> None:
    with database.work() as work:
        done(work)
        work.commit()


def refusal(database: Database, done: Callable[[UnitOfWork], object]) -> Code:
    with database.work() as work, pytest.raises(Refused) as refused:
        done(work)
    return refused.value.code


def handed(database: Database, done: Callable[[UnitOfWork], Handed]) -> Handed:
    with database.work() as work:
        found = done(work)
        work.commit()
    return found


def account(database: Database, login: str) -> Account:
    with database.reading() as connection:
        found = find_account(connection, login)
    assert found is not None
    return found


def opens(database: Database, login: str, password: str) -> bool:
    with database.reading() as connection:
        try:
            return unlock(connection, login, password, NOON).account.login == login
        except SignInRefused:
            return False
