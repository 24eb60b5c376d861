"""The statements about accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from server.storage.trust.trust_tables import account, key_slot

Account = Row[*tuple[Any, ...]]


def by_login(connection: Connection, login: str) -> Account | None:
    """Return the account of a login."""
    return connection.execute(_accounts().where(account.c.login == login)).one_or_none()


def by_id(connection: Connection, account_id: str) -> Account | None:
    """Return the account of an id."""
    return connection.execute(_accounts().where(account.c.id == account_id)).one_or_none()


def listing(connection: Connection) -> Sequence[Account]:
    """Return every account ever made, by login."""
    return connection.execute(_accounts().order_by(account.c.login)).all()


def password_hash(connection: Connection, account_id: str) -> str | None:
    """Return what is kept of a password, for an account without a key slot."""
    kept: str | None = connection.scalar(
        select(account.c.password_hash).where(account.c.id == account_id)
    )
    return kept


def password(connection: Connection, account_id: str) -> Account | None:
    """Return what an account's password is checked against: a slot's checksum, or a hash."""
    query = select(key_slot.c.checksum, account.c.password_hash)
    people = account.outerjoin(key_slot, key_slot.c.account_id == account.c.id)
    found = query.select_from(people).where(account.c.id == account_id)
    return connection.execute(found).one_or_none()


def count_of(connection: Connection, roles: Sequence[str]) -> int:
    """Count the accounts ever made with one of the roles."""
    query = select(func.count()).select_from(account).where(account.c.role.in_(roles))
    return connection.scalar(query) or 0


def add(connection: Connection, values: dict[str, object]) -> None:
    """Add an account."""
    connection.execute(account.insert().values(values))


def change(connection: Connection, account_id: str, values: dict[str, object]) -> None:
    """Change an account."""
    connection.execute(account.update().where(account.c.id == account_id).values(values))


def _accounts() -> Select[*tuple[Any, ...]]:
    return select(
        account.c.id,
        account.c.login,
        account.c.name,
        account.c.role,
        account.c.agency,
        account.c.confidentiality_signed_on,
        account.c.expires_at,
        account.c.disabled_at,
        account.c.password_is_temporary,
        account.c.password_given_by,
        account.c.password_given_at,
        account.c.apart_from,
        account.c.created_at,
        account.c.requested_by,
        account.c.authorised_by,
        key_slot.c.id.is_not(None).label("is_custodian"),
    ).select_from(account.outerjoin(key_slot, key_slot.c.account_id == account.c.id))
