"""Wrong tries at the door with a user name and a password: counted, slowed down and noted.

The right password is let in at any time, however many wrong ones came before: it has 256 random
bits, which no slowing down protects better, and a stranger who knows a user name must not be able
to keep an agent's reports out. What slowing down does here is to bound what guessing costs: the
tries that are judged wrong are few enough for each to be an event.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from server.services.entrance.throttle import Count, Lane, admit
from server.services.intake.admission import who_is_meant
from server.storage.work import UnitOfWork

AGENT: Final = Lane(name="agent", free=5, longest=timedelta(minutes=5))
_DOOR: Final = "door"
_NOBODY: Final = "unknown"


def note_wrong_try(work: UnitOfWork, user_name: str, at: datetime) -> None:
    """Count one wrong try against the agent who is meant, or against all who are nobody.

    Raises:
        Refused: TOO_MANY_TRIES, while there were too many; nothing is counted or noted then.
    """
    meant = who_is_meant(work.connection, user_name) or _NOBODY
    admit(work.connection, [_count_of(meant)], at=at)
    work.note(_DOOR, "agent.refused", meant)


def _count_of(meant: str) -> Count:
    # An agent's id is no secret and says nothing of anybody, so it needs no key to hide it.
    return Count(lane=AGENT, key=sha256(f"{AGENT.name}\0{meant}".encode()).hexdigest())
