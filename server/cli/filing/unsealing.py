"""Running the opening and filing, in this process or in several, until nothing waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from server.cli.upkeep.process import end_in_order, leave_no_dump
from server.errors import Code, Refused
from server.services.filing.keeping import keep_seals
from server.services.filing.opening import Opener
from server.services.filing.owed import Owed
from server.services.filing.unseal import Tally, unseal_all
from server.services.trust.vault import Vault
from server.storage.engine import Database, open_database
from server.storage.filing.kept_seals import count_unkept
from server.storage.filing.sealed import count_waiting

_POLL_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where each of the processes works: the address of the database, and what is owed to it."""

    url: str = field(repr=False)  # it may hold a password
    owed: Owed


class Crew:
    """The processes that open and file; with one worker it is this process itself."""

    def __init__(self, database: Database, place: Place, *, vault: Vault, workers: int) -> None:
        self._database = database
        self._place = place
        self._vault = vault
        self._opener = Opener.of(vault)
        # Forked processes would share a database connection, so they are started afresh.
        self._pool = (
            ProcessPoolExecutor(workers, get_context("spawn"), _begin) if workers > 1 else None
        )
        self._workers = workers

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def waiting(self) -> int:
        """Return how many submissions wait to be opened."""
        with self._database.reading() as connection:
            return count_waiting(connection)

    def unkept(self) -> int:
        """Return of how many filed submissions it is not kept yet what their seal gave."""
        with self._database.reading() as connection:
            return count_unkept(connection)

    def run(self, tell: Callable[[int], None]) -> Tally:
        """Work until nothing waits, telling now and then how many are done."""
        if self._pool is None:
            return _drain(self._database, self._opener, self._place.owed, tell)
        first = self.waiting()
        running = [
            self._pool.submit(_drain_elsewhere, self._place, self._vault)
            for _ in range(self._workers)
        ]
        while wait(running, timeout=_POLL_SECONDS).not_done:
            tell(first - self.waiting())
        try:
            return sum((each.result() for each in running), Counter())
        except BrokenProcessPool as broken:
            raise Refused(Code.WORKER_DIED) from broken


def _begin() -> None:
    """Make of a new process what the command's own is."""
    leave_no_dump()
    end_in_order()


def _drain_elsewhere(place: Place, vault: Vault) -> Tally:
    with closing(open_database(place.url)) as database:
        return _drain(database, Opener.of(vault), place.owed, lambda _: None)


def _drain(database: Database, opener: Opener, owed: Owed, tell: Callable[[int], None]) -> Tally:
    tally: Tally = Counter()
    for batch in unseal_all(database, opener, clock=lambda: datetime.now(UTC), owed=owed):
        tally += batch.tally
        tell(tally.total())
    for _ in keep_seals(database, opener):
        pass
    return tally
