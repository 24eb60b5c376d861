"""Machines that open submissions unattended: a key file each, and a slot that it opens."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NewType

from server.domain.access import Action
from server.errors import Code, Refused
from server.services.trust.four_eyes import require_second
from server.services.trust.presence import present
from server.services.trust.rights import require
from server.services.trust.slots import keep_slot
from server.services.trust.vault import Unlocked
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


def add_machine(  # noqa: PLR0913 - what for, by whom, with whom, when
    work: UnitOfWork,
    key: MachineKey,
    *,
    label: str,
    by: Unlocked,
    at: datetime,
    second: Unlocked | None = None,
) -> str:
    """Let a machine's key open the vault; return the id of its slot.

    `second` is a Leader who agrees; only in a new house nobody else is needed.

    Raises:
        NotAllowed, NotTwo, or Refused: SECOND_NEEDED, BAD_ACCOUNT without a label, NO_KEY_HELD,
            or SIGN_IN_OVERTAKEN.
    """
    actor, vault = present(work, by, at=at), by.opened_vault()
    require(actor, Action.SLOT_ADD)
    if not label.strip():
        raise Refused(Code.BAD_ACCOUNT, why="say which machine it is")
    agreed = require_second(work, actor, second, at=at)
    slot = seal_slot(
        vault.key,
        key.encode(),
        kind=SlotKind.MACHINE,
        owner=None,
        cost=_COST,
        random=vault.random,
    )
    keep_slot(work.connection, slot, label=label.strip(), at=at)
    work.note(actor.id, "slot.added", slot.id, kind=SlotKind.MACHINE.value, **agreed)
    return slot.id
