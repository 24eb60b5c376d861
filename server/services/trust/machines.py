"""Machines that open submissions unattended: a key file each, and a slot that it opens."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NewType

from server.domain.access import Action, Actor
from server.errors import Code, Refused
from server.services.trust.rights import require
from server.services.trust.slots import keep_slot
from server.services.trust.vault import Vault
from server.storage import vault as vault_stored
from server.storage.work import UnitOfWork
from server.vault.cipher import Random
from server.vault.cost import Cost
from server.vault.slots import SlotKind, seal_slot

MachineKey = NewType("MachineKey", str)  # 256 random bits in hexadecimal, as the file holds it

# 256 random bits cannot be guessed, however quick a guess is; a worker should start at once.
_COST: Final = Cost(memory_kib=1024, passes=1, lanes=1)
_KEY_BYTES: Final = 32


def new_machine_key(random: Random) -> MachineKey:
    """Draw the key of a machine."""
    return MachineKey(random(_KEY_BYTES).hex())


def add_machine(  # noqa: PLR0913 - into what, whose key, named how, by whom, when
    work: UnitOfWork, vault: Vault, key: MachineKey, *, label: str, by: Actor, at: datetime
) -> str:
    """Let a machine's key open the vault; return the id of its slot.

    Raises:
        NotAllowed, or Refused: BAD_ACCOUNT without a label.
    """
    require(by, Action.SLOT_ADD)
    if not label.strip():
        raise Refused(Code.BAD_ACCOUNT, why="say which machine it is")
    vault_stored.lock(work.connection)
    slot = seal_slot(
        vault.key,
        key.encode(),
        kind=SlotKind.MACHINE,
        owner=None,
        cost=_COST,
        random=vault.random,
    )
    keep_slot(work.connection, slot, label=label.strip(), at=at)
    work.note(by.id, "slot.added", slot.id, kind=SlotKind.MACHINE.value)
    return slot.id
