"""How many reports may be on their way in at once, so that slow ones leave threads for others.

Whoever did the work once may send as slowly as a bad line does, for as long as they like. Without
a bound a single computer could hold every thread of the server so, those for tablets included.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from server.errors import Code, Refused
from server.services.entrance.throttle import network_of

MOST: Final = 4  # of the eight threads that a process has
MOST_NEAR: Final = 2


@dataclass(slots=True, kw_only=True)
class Lanes:
    """The reports that one process is reading, counted by keyed digests of their networks."""

    key: bytes = field(repr=False)
    _taken: Counter[bytes] = field(default_factory=Counter, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    @contextmanager
    def taken(self, address: str) -> Iterator[None]:
        """Hold a lane for somebody at an address.

        Raises:
            Refused: BUSY when all are taken, or those for one network.
        """
        mark = hmac.digest(self.key, network_of(address).encode(), "sha256")
        with self._lock:
            if self._taken.total() >= MOST or self._taken[mark] >= MOST_NEAR:
                raise Refused(Code.BUSY)
            self._taken[mark] += 1
        try:
            yield
        finally:
            self._leave(mark)

    def _leave(self, mark: bytes) -> None:
        with self._lock:
            self._taken[mark] -= 1
            self._taken += Counter()  # nobody who has gone leaves a trace
