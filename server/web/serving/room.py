"""How much of what is arriving may be held at once, altogether and for one network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from threading import Lock


@dataclass(slots=True, kw_only=True)
class Room:
    """The bytes on disk that the bodies of one process may fill together; half for one network."""

    size: int
    _taken: Counter[str] = field(default_factory=Counter, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def take(self, network: str, size: int) -> bool:
        """Reserve bytes; False when there are not so many left."""
        with self._lock:
            if self._taken.total() + size > self.size:
                return False
            if self._taken[network] + size > self.size // 2:
                return False
            self._taken[network] += size
            return True

    def give_back(self, network: str, size: int) -> None:
        """Free bytes reserved earlier; a network that holds nothing leaves no trace."""
        with self._lock:
            self._taken[network] -= size
            self._taken += Counter()
