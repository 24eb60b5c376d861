"""What is said of one thing: its owner, state, urgency and the like, each with a word why.

Nothing is overwritten: what holds is the newest saying that stands, so whoever takes one back has
exactly what held before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.casework.report_state import Finding, ReportState
from server.domain.casework.statements import StatementId, Thing, Word


class What(StrEnum):
    """What can be said of a thing."""

    STATE = "state"  # what a report is held to be: a `ReportState`
    OWNER = "owner"  # the one account that sees to it
    URGENCY = "urgency"  # a code of the list `urgency`
    DUE = "due"  # the day by which something is to be done
    LEAD_AGENCY = "lead_agency"
    STAGE = "stage"  # where a situation or a person's case stands: a `Stage`
    ASSIGNEE = "assignee"  # an account to whom a person's case is given, one of several


class Stage(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing said of another; `value` is an account, an agency, a code or a day.

    `detail` is what the value alone does not say: the original of a duplicate, why it is closed.
    """

    id: StatementId
    about: Thing
    what: What
    value: str
    said: Word
    detail: str | None = None
    withdrawn: Word | None = None

    def stands(self, at: datetime) -> bool:
        """Tell whether it had been said, and not yet taken back, at that time."""
        return self.said.at <= at and (self.withdrawn is None or at < self.withdrawn.at)


def newest(sayings: Iterable[Saying], what: What, at: datetime) -> Saying | None:
    """Return what holds at a time: the newest saying that stands; of two at once the later id."""
    found = [each for each in sayings if each.what is what and each.stands(at)]
    return max(found, key=lambda each: (each.said.at, each.id), default=None)


def every(sayings: Iterable[Saying], what: What, at: datetime) -> tuple[Saying, ...]:
    """Return all that stand, of what can hold several times over, the oldest first."""
    found = [each for each in sayings if each.what is what and each.stands(at)]
    return tuple(sorted(found, key=lambda each: (each.said.at, each.id)))


def held_to_be(sayings: Iterable[Saying], at: datetime) -> Finding | None:
    """Return what a report is held to be; None is unverified, as it arrived (R17)."""
    saying = newest(sayings, What.STATE, at)
    if saying is None or saying.value == ReportState.UNVERIFIED:
        return None
    return Finding(state=ReportState(saying.value), word=saying.said, original=saying.detail)
