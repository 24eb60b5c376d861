"""How long a client is waited for: it may be slow, but it must be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SPAN: Final = 60.0  # seconds between two looks; as long as Collect waits for one answer
SLOWEST: Final = 256  # bytes a second that count as alive: a tenth of a bad telephone line
_HEAD_START: Final = 4096  # bytes that a new connection is thought to have moved already


@dataclass(slots=True, kw_only=True)
class Patience:
    """What one connection has moved both ways; `since` is when it was last looked at."""

    opened: float
    since: float
    moved: int = 0
    _before: int = 0

    def begin(self, now: float) -> None:
        """Wait anew: nothing is owed by the client at this moment, or something new begins."""
        self.since, self._before = now, self.moved

    def is_over(self, now: float) -> bool:
        """Whether a client in the middle of a body or an answer hardly moved for a whole span."""
        if now - self.since < SPAN:
            return False
        is_slow = self.moved - self._before < SPAN * SLOWEST
        self.begin(now)
        return is_slow

    def pace(self, now: float) -> float:
        """Return how fast it was since it was opened, in bytes a second."""
        return (self.moved + _HEAD_START) / (now - self.opened + 1)
