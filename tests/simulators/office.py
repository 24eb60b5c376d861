"""The people of an invented office and its vault, whose passwords cost next to nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from server.domain.permissions import Role
from server.services.trust.accounts import KEY_HOLDERS, Account, known_account, list_accounts
from server.services.trust.keys import current_public
from server.services.trust.machines import add_machine, new_machine_key
from server.services.trust.marks import present_mark
from server.services.trust.passwords import set_password
from server.services.trust.people import FirstPerson, add_person, approve
from server.services.trust.set_up import begin_vault, set_up
from server.services.trust.vault import Unlocked, Vault
from server.storage.engine import Database
from server.storage.tables import form_key
from server.storage.trust import people
from server.storage.work import UnitOfWork
from server.vault.cost import Cost
from server.vault.keys import new_vault_key
from server.vault.recovery import RecoveryCode

TINY = Cost(memory_kib=8, passes=1, lanes=1)
PASSWORD = "seven turtles paint a kite"  # noqa: S105 - of nobody real
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SIGNED = date(2026, 1, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """A vault with its first custodian and its recovery code."""

    vault: Vault
    account: Account
    code: RecoveryCode

    def add(
        self,
        database: Database,
        login: str,
        role: Role,
        at: datetime = NOON,
        *,
        has_own_password: bool = True,
    ) -> Account:
        """Add somebody, asked for by the first custodian, whose password is PASSWORD.

        As if they had chosen it themselves long ago, or else as if it had been handed to them.
        """
        with database.work() as work:
            added = add_person(
                work, person(login, role), by=self.signed_in(database, self.account), at=at
            ).account
            self._give(work, added, has_own_password=has_own_password, at=at)
            work.commit()
        with database.reading() as connection:
            return known_account(connection, login)

    def approve(self, database: Database, login: str, *, by: Account, at: datetime = NOON) -> None:
        """Let a Leader approve an account, whose owner chooses PASSWORD as if long ago."""
        with database.work() as work:
            who = self.signed_in(database, by)
            self._give(
                work,
                approve(work, login, by=who, at=at).account,
                has_own_password=True,
                at=at,
            )
            work.commit()

    def signed_in(self, database: Database, account: Account) -> Unlocked:
        """Return what signing in at a command gives to somebody."""
        with database.reading() as connection:
            mark = present_mark(connection, account.id)
        vault = self.vault if account.role in KEY_HOLDERS else None
        return Unlocked(account=account, vault=vault, mark=mark or "")

    def _give(
        self, work: UnitOfWork, account: Account, *, has_own_password: bool, at: datetime
    ) -> None:
        set_password(work, account, PASSWORD, vault=self.vault, at=at)
        if has_own_password:
            own = {"password_is_temporary": False, "password_given_by": None}
            people.change(work.connection, account.id, {**own, "password_given_at": None})


def loose_vault() -> Vault:
    """Return an open vault that no slot leads to."""
    return Vault(key=new_vault_key(secrets.token_bytes))


@cache
def small_key() -> RSAPrivateKey:
    """Return a form key that is quick to make, the same each time."""
    return rsa.generate_private_key(65537, 2048)


def person(login: str, role: Role = Role.DATA_MANAGER) -> FirstPerson:
    """Return somebody who, if they set Lespwa up, choose PASSWORD."""
    return FirstPerson(
        login=login,
        name=f"{login.title()} Made-Up",
        role=role,
        password=PASSWORD,
        confidentiality_signed_on=SIGNED,
    )


def open_custody(  # noqa: PLR0913 - each with what it is for most tests
    database: Database,
    login: str = "amina",
    *,
    role: Role = Role.DATA_MANAGER,
    vault: Vault | None = None,
    key: RSAPrivateKey | None = None,
    cost: Cost = TINY,
    at: datetime = NOON,
) -> Custody:
    """Set Lespwa up: a vault, its first custodian, and a current form key if there is none."""
    new = begin_vault(cost)
    new = replace(new, vault=vault or new.vault)
    with database.work() as work:
        keys = [] if current_public(work.connection) else [key or small_key()]
        account = set_up(
            work,
            new,
            person(login, role),
            typed=new.code.text,
            form_keys=keys,
            at=at,
        )
        work.commit()
    return Custody(vault=new.vault, account=account, code=new.code)


def environ(folder: Path, login: str = "amina", password: str = PASSWORD) -> dict[str, str]:
    """Return the settings with which commands sign in, with the password in a file."""
    file = folder / f"{login}.password"
    file.touch(mode=0o600)
    file.write_text(f"{password}\n", encoding="utf-8")
    return {"LESPWA_LOGIN": login, "LESPWA_PASSWORD_FILE": str(file)}


def machine_environ(database: Database, custody: Custody, folder: Path) -> dict[str, str]:
    """Let a machine in and return the setting that names its key file."""
    file, key = folder / "machine.key", new_machine_key(secrets.token_bytes)
    file.touch(mode=0o600)
    file.write_text(f"{key}\n", encoding="utf-8")
    by = custody.signed_in(database, custody.account)
    with database.reading() as connection:
        people = list_accounts(connection)
    leaders = [each for each in people if each.role is Role.LEADER and each.id != by.account.id]
    second = custody.signed_in(database, leaders[0]) if leaders else None
    with database.work() as work:
        add_machine(work, key, label="invented", by=by, at=NOON, second=second)
        work.commit()
    return {"LESPWA_MACHINE_KEY_FILE": str(file)}


def withdraw_private_keys(database: Database) -> None:
    """Take every private form key out of the vault, so that nothing can be opened."""
    with database.work() as work:
        work.connection.execute(form_key.update().values(private_sealed=None))
        work.note("amina", "key.added", "vault")
        work.commit()
