"""The statements about second factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from server.storage.entrance.sign_in_tables import second_factor

Found = Row[*tuple[Any, ...]]

_ALL = select(
    second_factor.c.id,
    second_factor.c.account_id,
    second_factor.c.kind,
    second_factor.c.label,
    second_factor.c.created_at,
    second_factor.c.used_at,
    second_factor.c.secret_sealed,
    second_factor.c.last_step,
    second_factor.c.credential_id,
    second_factor.c.public_key,
    second_factor.c.sign_count,
    second_factor.c.host,
    second_factor.c.code_hash,
).order_by(second_factor.c.created_at, second_factor.c.id)


def of_account(connection: Connection, account_id: str, *, held: bool = False) -> Sequence[Found]:
    """Return the second factors of an account, the oldest first; `held` for this transaction."""
    query = _ALL.where(second_factor.c.account_id == account_id)
    return connection.execute(query.with_for_update() if held else query).all()


def add(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Add second factors; each row names the same columns."""
    connection.execute(second_factor.insert(), rows)


def change(connection: Connection, factor_id: str, values: Mapping[str, object]) -> None:
    """Change some columns of one."""
    connection.execute(second_factor.update().where(second_factor.c.id == factor_id).values(values))


def remove(connection: Connection, factor_id: str) -> None:
    """Delete one."""
    connection.execute(delete(second_factor).where(second_factor.c.id == factor_id))


def remove_all(connection: Connection, account_id: str, kinds: Sequence[str]) -> int:
    """Delete those of some kinds, and count them."""
    return connection.execute(
        delete(second_factor).where(
            second_factor.c.account_id == account_id, second_factor.c.kind.in_(kinds)
        )
    ).rowcount
