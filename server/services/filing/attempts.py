"""Counts attempts at opening, so that what kills the process is not tried for ever."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from sqlalchemy.exc import InterfaceError, OperationalError

from server.storage.engine import Database
from server.storage.filing import attempts

ENOUGH = 2  # attempts that no process survived; the second of them was at this submission alone


class Attempts:
    """The attempts of one batch: counted before they begin, and for good only if we die of one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: list[str] = []
        self._turn = ExitStack()

    def __enter__(self) -> Self:
        # Nobody else may take an attempt that goes on for one that ended with its process.
        self._turn.enter_context(self._database.turn())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._turn:
            if self._open:
                # Where the database is out of reach, one attempt too many stays counted.
                with suppress(OperationalError, InterfaceError), self._database.upkeep() as upkeep:
                    attempts.take_back(upkeep, self._open)

    def begin(self, submission_ids: Sequence[str]) -> None:
        """Count an attempt for each, for good, before the first of them is opened."""
        if not submission_ids:
            return
        with self._database.upkeep() as connection:
            attempts.add(connection, submission_ids)
        self._open = list(submission_ids)

    def ended(self, submission_ids: Collection[str]) -> None:
        """Note which came to an end, once that is committed; the caller forgets their count."""
        self._open = [each for each in self._open if each not in submission_ids]
