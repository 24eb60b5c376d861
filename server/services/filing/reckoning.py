"""The books held against the audit: what arrived must be held or disposed of, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from server.domain.counted import counted
from server.storage.audit import arrivals
from server.storage.audit.end_beside import Lost, lost_events
from server.storage.audit.events import read_head

_NAMED: Final = 1000  # of each kind; more are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Some submissions: how many, and the ids and arrivals of the first of them."""

    count: int = 0
    first: tuple[tuple[str, datetime], ...] = ()

    @property
    def ids(self) -> list[str]:
        """The ids of the first of them."""
        return [submission_id for submission_id, _at in self.first]


_NONE: Final = Named()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """Where the books and the chain of events differ.

    `missing` arrived and are not held; `slipped_in` are held and never arrived; `emptied` count
    as disposed of, and nobody did it; `lost` are events that were in the chain and are no more.
    """

    missing: Named = _NONE
    slipped_in: Named = _NONE
    emptied: Named = _NONE
    lost: Lost | None = None

    @property
    def is_even(self) -> bool:
        """Whether they do not differ."""
        return self.lost is None and not any(each.count for each, _sentence in self._kinds())

    def sentences(self) -> list[str]:
        """Say it in words, without the ids."""
        return [*self._gone(), *(sentence for each, sentence in self._kinds() if each.count)]

    def named(self) -> Iterator[str]:
        """Yield each sentence, and after it a line for each submission."""
        yield from self._gone()
        for each, sentence in self._kinds():
            if each.count:
                yield sentence
            for submission_id, at in each.first:
                yield f"  {submission_id}, arrived {at:%Y-%m-%d %H:%M} UTC"

    def as_json(self) -> Mapping[str, object]:
        """Return it for a script."""
        kinds = {"missing": self.missing, "slipped_in": self.slipped_in, "emptied": self.emptied}
        named = {
            name: {"count": each.count, "submissions": each.ids} for name, each in kinds.items()
        }
        lost = self.lost and {"first": self.lost.first, "last": self.lost.last}
        return {**named, "events_lost": lost}

    def _gone(self) -> Iterator[str]:
        """Say what the file beside the database knows and the database lost."""
        if self.lost is not None:
            yield (
                f"Lost: the newest {counted(self.lost.count, 'event', 'events')}"
                f" ({self.lost.first} to {self.lost.last}), and whatever came with them: an older"
                " copy was put back, or the write-ahead log was lost."
            )

    def _kinds(self) -> Iterator[tuple[Named, str]]:
        yield self.missing, f"Missing: {_say(self.missing, _MISSING)}."
        yield self.slipped_in, f"Slipped in: {_say(self.slipped_in, _SLIPPED_IN)}."
        yield self.emptied, f"Emptied: {_say(self.emptied, _EMPTIED)}."


# What is wrong with one, and with several.
_MISSING: Final = (
    "was received, and is neither held nor disposed of",
    "were received, and are neither held nor disposed of",
)
_SLIPPED_IN: Final = (
    "is held, and its arrival was never noted",
    "are held, and their arrival was never noted",
)
_EMPTIED: Final = (
    "counts as disposed of, and no disposal was noted",
    "count as disposed of, and no disposal was noted",
)


def reckon(connection: Connection) -> Reckoning:
    """Compare the books with the chain, as one moment of the database has them."""
    head = read_head(connection)
    return Reckoning(
        lost=None if head is None else lost_events(connection, head.sequence),
        missing=_named(arrivals.missing(connection)),
        slipped_in=_named(arrivals.slipped_in(connection)),
        emptied=_named(arrivals.emptied(connection)),
    )


def _named(found: Iterable[tuple[str, datetime]]) -> Named:
    count, first = 0, []
    for count, each in enumerate(found, 1):
        if count <= _NAMED:
            first.append(each)
    return Named(count=count, first=tuple(first))


def _say(found: Named, words: tuple[str, str]) -> str:
    one, several = words
    return counted(found.count, f"submission {one}", f"submissions {several}")
