"""Tasks: what is to be done about a report or a case, by whom and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from server.domain.casework.statements import Thing, Word


class Ending(StrEnum):
    """How a task ended."""

    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One task; `what` is None when the key of what it is about was destroyed.

    `ended` says who ended it, when and with which word; None while it is to be done.
    """

    id: str
    about: Thing
    what: str | None
    owner: str | None
    due: date | None
    said: Word
    ending: Ending | None = None
    ended: Word | None = None

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been done before today."""
        return self.ending is None and self.due is not None and self.due < today
