"""The statements about the vault: its one row, and its key slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from server.storage.trust.trust_tables import key_slot, vault_state
from server.storage.writes import lock_table

_ONLY = 1

KeptRow = Row[*tuple[Any, ...]]


def lock(connection: Connection) -> None:
    """Let only one unit of work at a time change slots and accounts; readers go on."""
    lock_table(connection, vault_state, "SHARE ROW EXCLUSIVE")


def state(connection: Connection) -> KeptRow | None:
    """Return the vault's own row, None before there is a vault."""
    query = select(
        vault_state.c.created_at,
        vault_state.c.proof,
        vault_state.c.memory_kib,
        vault_state.c.passes,
        vault_state.c.lanes,
    )
    return connection.execute(query.where(vault_state.c.id == _ONLY)).one_or_none()


def add_state(connection: Connection, values: dict[str, object]) -> None:
    """Say that there is a vault."""
    connection.execute(vault_state.insert().values(id=_ONLY, **values))


def slots(connection: Connection) -> Sequence[KeptRow]:
    """Return every key slot, the oldest first."""
    query = select(
        key_slot.c.id,
        key_slot.c.kind,
        key_slot.c.account_id,
        key_slot.c.label,
        key_slot.c.salt,
        key_slot.c.memory_kib,
        key_slot.c.passes,
        key_slot.c.lanes,
        key_slot.c.nonce,
        key_slot.c.wrapped,
        key_slot.c.checksum,
        key_slot.c.created_at,
    )
    return connection.execute(query.order_by(key_slot.c.created_at, key_slot.c.id)).all()


def add_slot(connection: Connection, values: dict[str, object]) -> None:
    """Add a key slot."""
    connection.execute(key_slot.insert().values(values))


def remove_slot(connection: Connection, slot_id: str) -> bool:
    """Remove a key slot; tell whether it was there."""
    done = connection.execute(key_slot.delete().where(key_slot.c.id == slot_id))
    return done.rowcount == 1
