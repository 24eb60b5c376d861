"""Proves the audit chain: finds the first event that was edited, removed, moved or slipped in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.domain.audit_event import AuditEvent, ChainedEvent, canonical_bytes, link
from server.domain.audit_time import Setback
from server.domain.checkpoint import GENESIS, Checkpoint, parse_checkpoint
from server.domain.counted import counted

__all__ = [
    "GENESIS",
    "AuditEvent",
    "ChainedEvent",
    "Checkpoint",
    "Fault",
    "Verdict",
    "canonical_bytes",
    "link",
    "parse_checkpoint",
    "verify",
]


class Fault(StrEnum):
    """What is wrong at the first place where the chain does not hold."""

    EDITED = "edited"
    REMOVED = "removed"
    REORDERED = "reordered"
    APPENDED = "appended"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    HEADLESS = "headless"
    BACKWARDS = "backwards"
    AHEAD = "ahead"


_SENTENCES: Final = {
    Fault.EDITED: "Event {n} was changed after it was written.",
    Fault.REMOVED: "Event {n} is missing: it was removed.",
    Fault.REORDERED: "Event {n} does not stand where it was written: it was moved or put there.",
    Fault.APPENDED: "Event {n} was not added by Lespwa: it does not follow from the chain.",
    Fault.TRUNCATED: "Event {n} is missing: the end of the chain was cut off.",
    Fault.REWRITTEN: "Event {n} is not the one of the checkpoint: the chain was rewritten.",
    Fault.HEADLESS: "The note of where the chain ends is missing; event {n} is the last one found.",
    Fault.BACKWARDS: "Event {n} is dated before events that came earlier: the clock was set back.",
    Fault.AHEAD: "Event {n} is dated later than this machine's clock: that was, or is, wrong.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far the chain holds (`head`, after `count` good events), and what is wrong there.

    `accepted` are the places at which its time ran backwards and a custodian has said so.
    """

    head: Checkpoint
    count: int
    fault: Fault | None = None
    broken_at: int | None = None
    accepted: tuple[Setback, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None

    @property
    def sentence(self) -> str:
        """The verdict in plain words."""
        if self.fault is None:
            held = counted(self.count, "event", "events")
            return f"The chain is whole: {held}, up to event {self.head.sequence:,}."
        return _SENTENCES[self.fault].format(n=self.broken_at)


def verify(
    events: Iterable[ChainedEvent],
    *,
    start: Checkpoint | None = None,
    until: Checkpoint | None = None,
    head: Checkpoint | None = None,
) -> Verdict:
    """Follow the chain in constant memory to the first place where it does not hold.

    `events` come in the order of their sequence, the first one after `start`, which is trusted.
    `until` is a checkpoint kept on paper or in a mailbox, which the chain must pass; `head` is
    the end that the database records, which it must pass and after which nothing may come.
    Without either, a chain that was cut off or rewritten to its end is not noticed.
    """
    first = start or GENESIS
    marks = _Marks(first, until=until, head=head)
    sequence, previous = first.sequence, first.hash
    fault = marks.fault_at(sequence, previous)
    if fault is not None:
        return Verdict(head=first, count=0, fault=fault, broken_at=sequence)
    stream = iter(events)
    for stored in stream:
        fault = _fault(stored, sequence + 1, previous) or marks.fault_at(sequence + 1, stored.hash)
        if fault is not None:
            fault = _moved(fault, stored, stream)
            break
        sequence, previous = sequence + 1, stored.hash
    else:
        fault = Fault.TRUNCATED if sequence < marks.farthest else None
    return Verdict(
        head=Checkpoint(sequence=sequence, hash=previous),
        count=sequence - first.sequence,
        fault=fault,
        broken_at=None if fault is None else sequence + 1,
    )


class _Marks:
    """The checkpoints that the chain must pass."""

    __slots__ = ("_end", "_hashes", "farthest")

    def __init__(
        self, start: Checkpoint, *, until: Checkpoint | None, head: Checkpoint | None
    ) -> None:
        wanted = [each for each in (until, head) if each is not None]
        if any(each.sequence < start.sequence for each in wanted):
            raise ValueError("a checkpoint before the start cannot be compared")
        self._hashes: dict[int, list[bytes]] = {}
        for each in wanted:
            self._hashes.setdefault(each.sequence, []).append(each.hash)
        self.farthest = max(self._hashes, default=0)
        self._end = head.sequence if head is not None else None

    def fault_at(self, sequence: int, found: bytes) -> Fault | None:
        """Say what the checkpoints have against an event that fits the chain."""
        if any(each != found for each in self._hashes.get(sequence, ())):
            return Fault.REWRITTEN
        return Fault.APPENDED if self._end is not None and sequence > self._end else None


def _fault(stored: ChainedEvent, sequence: int, previous: bytes) -> Fault | None:
    found = stored.event.sequence
    if found != sequence:
        return Fault.REMOVED if found > sequence else Fault.REORDERED
    follows = stored.previous_hash == previous
    if _is_link(previous, stored):
        return None if follows else Fault.EDITED
    if follows:
        return Fault.EDITED
    return Fault.APPENDED if _is_link(stored.previous_hash, stored) else Fault.REORDERED


def _is_link(previous: bytes, stored: ChainedEvent) -> bool:
    try:
        return link(previous, stored.event) == stored.hash
    except ValueError:  # nothing that was written by us has no canonical form
        return False


def _moved(fault: Fault, stored: ChainedEvent, rest: Iterator[ChainedEvent]) -> Fault:
    """Tell a missing event from one that comes next, in the wrong place."""
    if fault is not Fault.REMOVED:
        return fault
    after = next(rest, None)
    is_late = after is not None and after.event.sequence < stored.event.sequence
    return Fault.REORDERED if is_late else Fault.REMOVED
