"""Where the chain of a SQLite database ends, noted in a small file beside it.

A database whose write-ahead log was lost, or in whose place an older copy was put, is whole in
itself: the newest events are gone, and nothing in it tells. This file does. It is written after
each commit and may lag behind one; it is never ahead.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

SUFFIX: Final = "-end"
_LINE: Final = re.compile(rb"(\d{1,19}) (\d{1,19}) (\d{1,19})\n")
_LONGEST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Events that the database had, and has no more: from the first to the last number."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Noted:
    end: int = 0
    lost_from: int = 0  # 0 while nothing is lost
    lost_to: int = 0


def file_of(connection: Connection) -> Path | None:
    """Return the file beside the database; None for one that lies in no file of its own."""
    name = connection.engine.url.database
    is_file = connection.dialect.name == "sqlite" and name and name != ":memory:"
    return Path(f"{name}{SUFFIX}") if is_file else None


def note_end(connection: Connection, sequence: int) -> None:
    """Note that the chain goes to that number now, what commits later may be noted already."""
    file = file_of(connection)
    if file is not None:
        with _locked(file) as number:
            noted = _read(number)
            _write(number, max(sequence, noted.end), noted)


def note_lost(connection: Connection, head: int) -> None:
    """Note for good what is lost, before new events take the numbers; `head` is locked."""
    file = file_of(connection)
    lost = None if file is None else lost_events(connection, head)
    if file is None or lost is None:
        return
    with _locked(file) as number:
        _write(number, head, _Noted(lost_from=lost.first, lost_to=lost.last))


def lost_events(connection: Connection, head: int) -> Lost | None:
    """Tell which events the file knows and the database, whose chain ends at `head`, lost."""
    file = file_of(connection)
    if file is None or not file.exists():
        return None
    with _locked(file) as number:
        noted = _read(number)
    if noted.end > head:
        first = min(head + 1, noted.lost_from or head + 1)
        return Lost(first=first, last=max(noted.end, noted.lost_to))
    return Lost(first=noted.lost_from, last=noted.lost_to) if noted.lost_from else None


@contextmanager
def _locked(file: Path) -> Iterator[int]:
    number = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield number
    finally:
        os.close(number)


def _read(number: int) -> _Noted:
    found = _LINE.match(os.pread(number, _LONGEST, 0))
    if found is None:  # new, or cut by a power failure: it begins again
        return _Noted()
    end, lost_from, lost_to = map(int, found.groups())
    return _Noted(end=end, lost_from=lost_from, lost_to=lost_to)


def _write(number: int, end: int, noted: _Noted) -> None:
    line = f"{end} {noted.lost_from} {noted.lost_to}\n".encode()
    os.pwrite(number, line, 0)
    os.ftruncate(number, len(line))
