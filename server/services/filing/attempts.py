"""Counts attempts at opening, so that what kills the process is not tried for ever."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from sqlalchemy.exc import InterfaceError, OperationalError

from server.services.filing.owed import Owed
from server.storage.engine import Database
from server.storage.filing import attempts

ENOUGH = 2  # attempts that no process survived; the second of them was at this submission alone


class Attempts:
    """The attempts of one batch: counted before they begin, and for good only if we die of one.

    Where the database is away when they end, they are owed to the count, and undone before the
    next are counted.
    """

    def __init__(self, database: Database, owed: Owed) -> None:
        self._database = database
        self._owed = owed
        self._open: list[str] = []
        self._turn = ExitStack()

    def __enter__(self) -> Self:
        # Nobody else may take an attempt that goes on for one that ended with its process.
        self._turn.enter_context(self._database.turn())
        try:
            self._settle()
        except BaseException:
            self._turn.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._turn:
            if not self._open:
                return
            try:
                with self._database.upkeep() as connection:
                    attempts.take_back(connection, self._open)
            except (OperationalError, InterfaceError):
                self._owed.note(self._open)

    def _settle(self) -> None:
        with self._owed.settling() as batches:
            if batches:
                with self._database.upkeep() as connection:  # all or none
                    for ids in batches:
                        attempts.take_back(connection, ids)

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
