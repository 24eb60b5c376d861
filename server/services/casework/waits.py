"""What waits for somebody: all of it in one queue, whatever it is about and whoever owns it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.casework.queue import Chosen, Item, Waits, in_order
from server.services.trust.rights import require
from server.storage.casework.waiting import waiting
from server.storage.filing.sealed import count_waiting

MOST: Final = 200
"""So many of each kind are shown, the oldest; the rest shows when these are done."""
FOLLOWED_IN: Final = timedelta(hours=48)
"""Within this time a report should follow a screening (R14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits, as it was chosen; `counts` is of everything, `sealed` of what lies unopened.

    `agencies` are those that sent any of it; `is_cut` says that there is more of some kind.
    """

    items: Sequence[Item]
    counts: Mapping[Waits, int]
    loud: int
    agencies: Sequence[str]
    sealed: int
    is_cut: bool


def read_queue(connection: Connection, actor: Actor, chosen: Chosen, *, at: datetime) -> Queue:
    """Return what waits: what is nobody's or late first, then what is urgent, then by day.

    Raises:
        NotAllowed.
    """
    require(actor, Action.REPORT_LIST)
    today = at.date()
    found = list(waiting(connection, at=at, before=at - FOLLOWED_IN, most=MOST))
    counts = Counter(each.why for each in found)
    return Queue(
        items=in_order((each for each in found if chosen.has(each, today)), today),
        counts=counts,
        loud=sum(each.is_loud(today) for each in found),
        agencies=sorted({each.agency for each in found if each.agency}),
        sealed=count_waiting(connection),
        is_cut=any(count >= MOST for count in counts.values()),
    )
