"""What the door needs to answer: the database, the clock, its limits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from server.services.intake.together import Together
from server.storage.engine import Database
from server.web.intake.body import MIB
from server.web.intake.spool import Budget
from server.web.intake.upload import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The surroundings of every request.

    `accepts` is how many bytes of files an upload may hold, as said to clients. `big_documents`
    is the one thread in which large documents are read: many at once would fill the memory, and
    so would the memory that each thread keeps for itself after reading one.
    """

    database: Database
    together: Together
    clock: Callable[[], datetime]
    public_url: str | None
    accepts: int
    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=lambda: Budget(16 * MIB))
    big_documents: Executor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))

    @property
    def longest_body(self) -> int:
        """The length of the longest body; clients count files only, so the rest has room on top."""
        return self.accepts + MIB
