"""How many come from where, counted in memory under keys that are thrown away.

No address is kept: what is counted is a keyed digest of the network it belongs to, and the key is
made anew, and the counts with it forgotten, every ten minutes. When the table is full, newcomers
are counted together.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from server.services.entrance.throttle import network_of

WINDOW: Final = 600.0  # seconds
_MOST: Final = 20_000
_KEY_BYTES: Final = 32
_REST: Final = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crush:
    """How many came in this window: from the same network, and altogether."""

    near: int
    all: int


@dataclass(slots=True, kw_only=True)
class Crowd:
    """The counts of the window that runs; `now` is in seconds and never goes back."""

    now: Callable[[], float]
    random: Callable[[int], bytes]
    most: int = _MOST
    _key: bytes = field(default=b"", init=False, repr=False)
    _until: float = field(default=float("-inf"), init=False)
    _counts: dict[bytes, int] = field(default_factory=dict, init=False, repr=False)
    _all: int = field(default=0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def met(self, address: str) -> Crush:
        """Count one more from an address."""
        with self._lock:
            self._turn()
            mark = self._mark(address)
            if mark not in self._counts and len(self._counts) >= self.most:
                mark = _REST
            self._counts[mark] = self._counts.get(mark, 0) + 1
            self._all += 1
            return Crush(near=self._counts[mark], all=self._all)

    def _mark(self, address: str) -> bytes:
        return hmac.digest(self._key, network_of(address).encode(), "sha256")

    def _turn(self) -> None:
        """Forget everything when the window is over."""
        if self.now() < self._until:
            return
        self._key, self._until = self.random(_KEY_BYTES), self.now() + WINDOW
        self._counts, self._all = {}, 0
