"""The times of the public channel, told to the quarter hour.

Whoever watched a telephone line knows to the second when something was sent from it. A time as
exact as that beside a report would tell whose it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

PUBLIC: Final = "web"  # the channel of the public pages


def quarter_of(at: datetime) -> datetime:
    """Return when the quarter hour began that a time lies in."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)


def time_kept(at: datetime, channel: str) -> datetime:
    """Return a time as it is kept of what came by a channel."""
    return quarter_of(at) if channel == PUBLIC else at
