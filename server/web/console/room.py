"""What the console needs to answer: the database, the clock, the desk where people sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flask import g

from server.services.entrance.desk import Desk
from server.services.entrance.sessions import SignedIn
from server.services.publishing.form_library import FormLibrary
from server.storage.engine import Database
from server.web.intake.door import Door
from server.web.words.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The surroundings of every request; `table` holds the words of the forms.

    `data` is the folder in which opening notes what it could not end; `form_library` keeps the
    forms that were read once, for all pages.
    """

    clock: Callable[[], datetime]
    desk: Desk
    door: Door
    table: Table
    data: Path
    form_library: FormLibrary = field(default_factory=FormLibrary)

    @property
    def database(self) -> Database:
        """The database, the same as the desk's."""
        return self.desk.database


def here() -> SignedIn:
    """Return who is signed in, on a page that somebody must be signed in for."""
    found = g.here
    if not isinstance(found, SignedIn):
        raise TypeError("this page is open to anybody")
    return found


def now() -> datetime:
    """Return the time of this request, the same throughout."""
    at = g.at
    if not isinstance(at, datetime):
        raise TypeError("the request has not begun")
    return at
