"""Where the time of the audit runs backwards, and which of these places somebody has accepted.

Seven days pass in a minute for a clock that is set forward, and back again once the deed is done.
So time may run backwards by no more than `SLACK`, which leaves room for clocks that differ a
little and for times kept to the quarter hour. What goes further back is not written, but for what
must be kept whatever the clock says: what arrives, and who tried to come in. A custodian accepts
a place once it was looked into; from there on the clock counts anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SLACK: Final = timedelta(minutes=20)
ACCEPTED: Final = "clock.accepted"
AT_ANY_TIME: Final = (
    "access.refused",
    "agent.refused",
    "sign_in.accepted",
    "sign_in.password_accepted",
    "sign_in.proved_again",
    "sign_in.refused",
    "submission.arrived_in_clear",
    "submission.received",
    "submission.received_again",
)
_MINUTE: Final = 16  # characters of a written time up to its minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Setback:
    """An event, dated `at`, that comes after one dated later; both to the minute."""

    sequence: int
    at: str
    newest: str
    newest_sequence: int

    @property
    def sentence(self) -> str:
        """Say it in plain words."""
        return (
            f"Event {self.sequence:,} is dated {said(self.at)}, but event"
            f" {self.newest_sequence:,} before it {said(self.newest)}."
        )


def minute_of(at: str) -> str:
    """Return a written time to the minute, as the clock of the audit is compared."""
    return at[:_MINUTE]


def runs_back(minute: str, newest: str) -> bool:
    """Tell whether a minute lies further before the newest one than clocks may differ."""
    if minute >= newest:
        return False
    try:
        return datetime.fromisoformat(minute) < datetime.fromisoformat(newest) - SLACK
    except ValueError:  # nothing that we wrote
        return True


def said(minute: str) -> str:
    """Return a minute as people read it."""
    return f"{minute.replace('T', ' ')} UTC"


class Timeline:
    """What the times of a chain tell, followed event by event in its order."""

    __slots__ = ("accepted", "newest", "newest_sequence", "open")

    def __init__(self) -> None:
        self.newest = ""
        self.newest_sequence = 0
        self.open: Setback | None = None
        self.accepted: list[Setback] = []

    def follow(self, sequence: int, at: str, action: str) -> None:
        """Take the next event in."""
        minute = minute_of(at)
        place = self.open
        if place is None and runs_back(minute, self.newest):
            place = Setback(
                sequence=sequence,
                at=minute,
                newest=self.newest,
                newest_sequence=self.newest_sequence,
            )
        if action == ACCEPTED and place is not None:
            self.accepted.append(place)
            self.newest, place = "", None
        self.open = place
        if minute > self.newest:
            self.newest, self.newest_sequence = minute, sequence

    def is_ahead_of(self, now: str) -> bool:
        """Tell whether the newest event is dated later than a written time by more than `SLACK`."""
        return runs_back(minute_of(now), self.newest)
