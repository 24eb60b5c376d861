"""What happened with a thing, in order: everything that was said of it, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from server.domain.casework.sayings import What
from server.domain.casework.statements import Kind, Relation, Thing
from server.services.casework.saying import meaning, reasons
from server.services.casework.sealed_words import Words
from server.storage.casework.statements import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that somebody said, or took back, with their reason.

    `value` is the other thing, an account, an agency, a code or a day; `statement` is its id while
    it stands and can be taken back.
    """

    at: datetime
    who: str
    about: Thing
    says: What | Relation
    value: str
    detail: str | None
    why: str = field(repr=False)
    is_taken_back: bool
    statement: str | None


def timeline(rows: Iterable[Stored], words: Words) -> Sequence[Happened]:
    """Return what happened, the oldest first; each statement that was taken back stands twice."""
    found = (each for row in rows for each in _both(row, *reasons(row, words)))
    return sorted(found, key=lambda each: each.at)


def _both(row: Stored, why: str, withdrawn_why: str) -> Iterator[Happened]:
    yield _happened(row, row.said_by, row.said_at, why=why, is_taken_back=False)
    if row.withdrawn_at is not None and row.withdrawn_by is not None:
        yield _happened(
            row, row.withdrawn_by, row.withdrawn_at, why=withdrawn_why, is_taken_back=True
        )


def _happened(row: Stored, who: str, at: datetime, *, why: str, is_taken_back: bool) -> Happened:
    return Happened(
        at=at,
        who=who,
        about=Thing(kind=Kind(row.kind), reference=row.about),
        says=meaning(row.says),
        value=row.value,
        detail=row.detail,
        why=why,
        is_taken_back=is_taken_back,
        statement=row.id if row.withdrawn_at is None else None,
    )
