"""The key slots as the database keeps them, and the cost of a guess at a new one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from server.errors import Code, Refused
from server.storage.trust import vault as stored
from server.vault.cost import Cost
from server.vault.slots import Slot, SlotKind

NO_VAULT = "run `lespwa init`"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSlot:
    """A key slot with its label (of a machine: which one) and its age."""

    slot: Slot
    label: str
    created_at: datetime


def is_set_up(connection: Connection) -> bool:
    """Tell whether there is a vault."""
    return stored.state(connection) is not None


def require_set_up(connection: Connection) -> stored.KeptRow:
    """Return the vault's own row.

    Raises:
        Refused: NOT_SET_UP before there is a vault.
    """
    row = stored.state(connection)
    if row is None:
        raise Refused(Code.NOT_SET_UP, why=NO_VAULT)
    return row


def house_cost(connection: Connection) -> Cost:
    """Return what one guess at a password costs here.

    Raises:
        Refused: NOT_SET_UP before there is a vault.
    """
    row = require_set_up(connection)
    return Cost(memory_kib=row.memory_kib, passes=row.passes, lanes=row.lanes)


def read_slots(
    connection: Connection, kind: SlotKind | None = None, *, owner: str | None = None
) -> list[KeptSlot]:
    """Return the key slots, the oldest first: all, those of one kind, or that of one account."""
    return [
        each
        for each in _read(connection)
        if (kind is None or each.slot.kind is kind) and (owner is None or each.slot.owner == owner)
    ]


def keep_slot(connection: Connection, slot: Slot, *, label: str, at: datetime) -> None:
    """Keep a new slot."""
    values: dict[str, object] = {
        "id": slot.id,
        "kind": slot.kind.value,
        "account_id": slot.owner,
        "label": label,
        "salt": slot.salt,
        "memory_kib": slot.cost.memory_kib,
        "passes": slot.cost.passes,
        "lanes": slot.cost.lanes,
        "nonce": slot.nonce,
        "wrapped": slot.wrapped,
        "checksum": slot.checksum,
        "created_at": at,
    }
    stored.add_slot(connection, values)


def drop_slots(
    connection: Connection, kind: SlotKind | None = None, *, owner: str | None = None
) -> int:
    """Remove the slots of one kind or of one account; return how many there were."""
    found = read_slots(connection, kind, owner=owner)
    return sum(stored.remove_slot(connection, each.slot.id) for each in found)


def _read(connection: Connection) -> Iterator[KeptSlot]:
    for row in stored.slots(connection):
        slot = Slot(
            id=row.id,
            kind=SlotKind(row.kind),
            owner=row.account_id,
            salt=row.salt,
            cost=Cost(memory_kib=row.memory_kib, passes=row.passes, lanes=row.lanes),
            nonce=row.nonce,
            wrapped=row.wrapped,
            checksum=row.checksum,
        )
        yield KeptSlot(slot=slot, label=row.label, created_at=row.created_at)
