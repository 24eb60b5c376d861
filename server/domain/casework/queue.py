"""What waits for somebody: one item has one owner, one day and one next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from server.domain.casework.statements import Thing


class Waits(StrEnum):
    """Why something waits."""

    UNREADABLE = "unreadable"  # a report that could not be opened
    LOOK = "look"  # a report that was filed, but a person should look at it
    TRIAGE = "triage"  # nobody said what a report is
    DUE = "due"  # the day that was set for a report or a situation is past
    TASK = "task"  # a task that is to be done
    SITUATION = "situation"  # an open situation that nobody sees to
    NOT_FOLLOWED = "not_followed"  # a screening that no report followed
    NOT_FOUND = "not_found"  # a report quotes a reference that no report has
    NOT_GIVEN = "not_given"  # a person's case that was given to nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that waits; `name` is a title or a reference, never a name of a person."""

    why: Waits
    about: Thing
    name: str
    since: datetime
    owner: str | None
    due: date | None
    agency: str | None = None
    is_urgent: bool = False

    def is_late(self, today: date) -> bool:
        """Tell whether its day is past."""
        return self.due is not None and self.due < today

    def is_loud(self, today: date) -> bool:
        """Tell whether it stands before the others: nobody's is as loud as late."""
        return self.owner is None or self.is_late(today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which items somebody wants to see; `owner` is an account, or empty for nobody's."""

    why: Waits | None = None
    owner: str | None = None
    agency: str | None = None
    only_late: bool = False

    def has(self, item: Item, today: date) -> bool:
        """Tell whether an item is among them."""
        return (
            self.why in {None, item.why}
            and self.owner in {None, item.owner or ""}
            and self.agency in {None, item.agency}
            and (item.is_late(today) or not self.only_late)
        )


def in_order(items: Iterable[Item], today: date) -> Sequence[Item]:
    """Return items as they should be seen to: loud before quiet, urgent, then by day and age."""

    def place(item: Item) -> tuple[bool, bool, date, datetime, Sequence[str]]:
        due = item.due or date.max
        rest = (item.about.reference, item.why, item.owner or "")  # so that no two change places
        return not item.is_loud(today), not item.is_urgent, due, item.since, rest

    return sorted(items, key=place)
