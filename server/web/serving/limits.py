"""What one process of the server lets come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.web.serving.room import Room

HEAD_PATIENCE: Final = 20.0  # seconds for all header lines, a few hundred bytes
_ROOM: Final = 1024**3
_LARGEST_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds; sizes are in bytes, `head_patience` in seconds.

    `accepts` is how many bytes of files an upload may hold, as said to clients, `longest_body` the
    length of the longest body, `connections` how many connections are held at once.
    """

    accepts: int
    longest_body: int
    room: Room
    trusted_proxies: int = 0
    head_patience: float = HEAD_PATIENCE
    connections: int = 500


def room_for(longest_body: int) -> Room:
    """Return room for a gigabyte, or for a few of the longest bodies."""
    return Room(size=max(_ROOM, _LARGEST_AT_ONCE * longest_body))
