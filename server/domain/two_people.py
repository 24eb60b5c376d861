"""When two accounts count as two people, who may decide together what takes two.

Whoever hands somebody a password could use it in their place before they do, and would then be
both people of a decision. So the two count as one until the owner has had a password of their own
for some days; and so do all between whom passwords were handed on. A password that came with the
recovery code could have been taken by anybody who knows that code: its owner counts as one with
everybody for as long.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# Long enough that the owner, who cannot sign in any more once somebody else has changed the
# password they were given, finds out in an ordinary working week; short enough to wait for.
APART: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """A password that `by` handed to `to`; None is the recovery code.

    `until` is when the two count as two again, None while the owner has not changed it.
    """

    to: str
    by: str | None
    until: datetime | None

    def counts(self, at: datetime) -> bool:
        """Tell whether it still binds the two together."""
        return self.until is None or at < self.until


def binding(
    one: str, other: str, handings: Collection[Handing], *, at: datetime
) -> list[Handing] | None:
    """Return the handings for which two accounts count as one person; None when they are two."""
    bound = _bound_to(one, handings, at=at)
    if other in _people(bound, one) or None in _people(bound, one):
        return bound
    other_way = _bound_to(other, handings, at=at)
    return other_way if None in _people(other_way, other) else None


def _bound_to(one: str, handings: Collection[Handing], *, at: datetime) -> list[Handing]:
    """Return every handing that leads to an account, over however many people.

    The recovery code leads from one account to it, and not on to the next.
    """
    left, found, reached = [each for each in handings if each.counts(at)], [], {one}
    while more := [each for each in left if each.to in reached or each.by in reached]:
        found += more
        left = [each for each in left if each not in more]
        reached |= {who for each in more for who in (each.to, each.by) if who is not None}
    return found


def _people(handings: Collection[Handing], one: str) -> set[str | None]:
    return {one} | {who for each in handings for who in (each.to, each.by)}
