"""The ways into the vault as a custodian sees them, with what is wrong with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from server.domain.access import Standing
from server.services.trust.accounts import Account, list_accounts
from server.services.trust.slots import KeptSlot, read_slots
from server.vault.slots import SlotKind, is_sound


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """One key slot: whose it is, and whether it is as it was written."""

    slot_id: str
    kind: SlotKind
    whose: str
    made: datetime
    is_damaged: bool
    is_strong: bool
    standing: Standing | None

    @property
    def mend(self) -> str:
        """What to do when it is damaged."""
        return _MENDS[self.kind]

    def as_json(self) -> dict[str, object]:
        """Return it for a script."""
        return {
            "slot": self.slot_id,
            "kind": self.kind.value,
            "whose": self.whose,
            "made": self.made,
            "is_damaged": self.is_damaged,
            "account": self.standing.value if self.standing else None,
        }

    def words(self) -> list[str]:
        """Return it for a person, a word or phrase for each of five columns."""
        said = []
        if self.is_damaged:
            said.append(f"DAMAGED, no secret opens it: {self.mend}")
        if self.standing not in {None, Standing.GOOD}:
            said.append(f"account {self.standing}")
        made = f"{self.made.date()}"
        return [self.slot_id, self.kind.value, self.whose, made, ", ".join(said) or "in order"]


_MENDS = {
    SlotKind.CUSTODIAN: "another custodian mends it with `lespwa people reset`",
    SlotKind.MACHINE: "remove it and add the machine again",
    SlotKind.RECOVERY: "make another with `lespwa keys new-recovery`",
}


def ways_in(connection: Connection, at: datetime) -> list[WayIn]:
    """Return every way into the vault, the oldest first."""
    owners = {each.id: each for each in list_accounts(connection)}
    return [_way_in(each, owners, at) for each in read_slots(connection)]


def _way_in(kept: KeptSlot, owners: dict[str, Account], at: datetime) -> WayIn:
    slot = kept.slot
    owner = owners.get(slot.owner or "")
    is_damaged = not is_sound(slot)
    return WayIn(
        slot_id=slot.id,
        kind=slot.kind,
        whose=owner.login if owner else kept.label,
        made=kept.created_at,
        is_damaged=is_damaged,
        is_strong=slot.cost.is_strong or slot.kind is SlotKind.MACHINE,
        standing=owner.standing(at) if owner else None,
    )
