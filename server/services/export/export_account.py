"""What became of every submission that an export was asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from server.domain.counted import counted
from server.domain.states import Review, State
from server.odk.opened import Reason
from server.services.filing.reckoning import Reckoning

# What became of one, and of several.
_STATES = {
    State.INCOMPLETE: (
        "waits for files that have not arrived",
        "wait for files that have not arrived",
    ),
    State.SEALED: (
        "has not been opened yet (lespwa unseal opens it)",
        "have not been opened yet (lespwa unseal opens them)",
    ),
    State.UNREADABLE: ("could not be opened", "could not be opened"),
    State.DISPOSED: ("was disposed of", "were disposed of"),
}
_OF_ALL = "This is of all forms together; `lespwa books` names them."
_REASONS = {each.value: each.sentence for each in (*Reason, *Review)}


@dataclass(slots=True, kw_only=True)
class Account:
    """How many were received, are in the export, or are not and why; the numbers always add up.

    `reckoning` says which of all submissions the books should hold and do not, or the other way.
    """

    received: Mapping[State, int]
    exported: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    attachments: int = 0
    withheld: int = 0
    reckoning: Reckoning = field(default_factory=Reckoning)

    @property
    def total(self) -> int:
        """How many submissions were received."""
        return sum(self.received.values())

    @property
    def not_exported(self) -> dict[str, int]:
        """How many are in a state that is not exported, by state."""
        return {state.value: self.received[state] for state in _STATES if self.received.get(state)}

    @property
    def adds_up(self) -> bool:
        """Whether every submission is accounted for."""
        accounted = self.exported + self.left_out.total() + sum(self.not_exported.values())
        return accounted == self.total

    def sentences(self) -> list[str]:
        """Say it in words."""
        said = [_in_this_export(self.exported, self.total)]
        for state, (one, several) in _STATES.items():
            if number := self.received.get(state):
                said.append(f"{counted(number, one, several)}.")
        for why, number in sorted(self.left_out.items()):
            said.append(f"{number:,} had to be left out: {_REASONS.get(why, why)}")
        if self.withheld:
            said.append(_withheld(self.withheld))
        if not self.reckoning.is_even:
            said += [*self.reckoning.sentences(), _OF_ALL]
        return said

    def as_json(self) -> dict[str, object]:
        """Return the numbers, for a script or an audit event; no answer is in them."""
        return {
            "received": self.total,
            "exported": self.exported,
            "not_exported": self.not_exported,
            "left_out": dict(self.left_out),
            "rows": dict(self.rows),
            "attachments": self.attachments,
            "withheld": self.withheld,
            "missing": self.reckoning.missing.count,
            "slipped_in": self.reckoning.slipped_in.count,
            "emptied": self.reckoning.emptied.count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An export that has landed: where, its SHA-256, and the account of it."""

    path: Path
    sha256: str
    account: Account


def _in_this_export(exported: int, total: int) -> str:
    if total == 1:
        return f"{exported} of 1 submission received is in this export."
    return f"{exported:,} of {total:,} submissions received are in this export."


def _withheld(number: int) -> str:
    if number == 1:
        return "1 contact detail of a reporter who stays anonymous is left out."
    return f"{number:,} contact details of reporters who stay anonymous are left out."
