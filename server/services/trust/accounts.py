"""Accounts: who the people are that work with the system, and whether they may at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Actor, Standing, standing
from server.domain.permissions import Role
from server.errors import Code, Refused
from server.storage.trust import people as stored

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")

# Who reads records needs a key to the vault; who runs the machine or types calls in must not
# have one.
KEY_HOLDERS: Final = frozenset({Role.LEADER, Role.DATA_MANAGER, Role.CASE_WORKER})
# Who may give keys to others, and so mend a lost password.
CUSTODIANS: Final = frozenset({Role.LEADER, Role.DATA_MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person; `is_custodian` says that a key slot of the vault opens with their password.

    `expires_at` is None until the account was approved; `password_is_temporary` when somebody
    else was shown the password. Whoever was handed one, by `password_given_by` or with the
    recovery code, counts as a second person beside them from `apart_from` on only.
    """

    id: str
    login: str
    name: str
    role: Role
    agency: str
    confidentiality_signed_on: date | None
    expires_at: datetime | None
    disabled_at: datetime | None
    is_custodian: bool
    password_is_temporary: bool
    password_given_by: str | None
    password_given_at: datetime | None
    apart_from: datetime | None
    created_at: datetime
    requested_by: str | None
    authorised_by: str | None

    def standing(self, at: datetime) -> Standing:
        """Say whether the account may be used at a time."""
        return standing(
            confidentiality_signed_on=self.confidentiality_signed_on,
            expires_at=self.expires_at,
            disabled_at=self.disabled_at,
            at=at,
        )


def actor_of(account: Account, at: datetime) -> Actor:
    """Return the account as the one who asks, at a time."""
    return Actor(id=account.id, role=account.role, standing=account.standing(at))


def login_of(typed: str) -> str:
    """Return a login as it is kept; letters of either case are the same."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def is_login(text: str) -> bool:
    """Tell whether this could be the login of an account."""
    return _LOGIN.fullmatch(text) is not None


def new_login(typed: str) -> str:
    """Return a login for a new account.

    Raises:
        Refused: BAD_ACCOUNT when it holds other characters than a login has.
    """
    login = login_of(typed)
    if not is_login(login):
        why = "a login has 2 to 64 letters a to z, digits, dots or dashes"
        raise Refused(Code.BAD_ACCOUNT, why=why)
    return login


def find_account(connection: Connection, login: str) -> Account | None:
    """Return the account of a login, None when there is none."""
    row = stored.by_login(connection, login_of(login))
    return None if row is None else _account(row)


def known_account(connection: Connection, login: str) -> Account:
    """Return the account of a login.

    Raises:
        Refused: UNKNOWN_ACCOUNT.
    """
    found = find_account(connection, login)
    if found is None:
        raise Refused(Code.UNKNOWN_ACCOUNT, login=login)
    return found


def account_by_id(connection: Connection, account_id: str) -> Account | None:
    """Return the account of an id, None when there is none."""
    row = stored.by_id(connection, account_id)
    return None if row is None else _account(row)


def list_accounts(connection: Connection) -> list[Account]:
    """Return every account ever made, by login."""
    return [_account(row) for row in stored.listing(connection)]


def _account(row: stored.Account) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        agency=row.agency,
        confidentiality_signed_on=row.confidentiality_signed_on,
        expires_at=row.expires_at,
        disabled_at=row.disabled_at,
        is_custodian=bool(row.is_custodian),
        password_is_temporary=row.password_is_temporary,
        password_given_by=row.password_given_by,
        password_given_at=row.password_given_at,
        apart_from=row.apart_from,
        created_at=row.created_at,
        requested_by=row.requested_by,
        authorised_by=row.authorised_by,
    )
