"""What the door needs to answer: the database, the clock, its limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from server.storage.engine import Database
from server.web.intake.body import MIB
from server.web.intake.spool import Budget
from server.web.intake.upload import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The surroundings of every request.

    `accepts` is how many bytes of files an upload may hold, as said to clients; `big_xml` is
    held while a large document is parsed, so that many at once cannot fill the memory.
    """

    database: Database
    clock: Callable[[], datetime]
    public_url: str | None
    accepts: int
    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=lambda: Budget(32 * MIB))
    big_xml: Lock = field(default_factory=Lock)

    @property
    def longest_body(self) -> int:
        """The length of the longest body; clients count files only, so the rest has room on top."""
        return self.accepts + MIB
