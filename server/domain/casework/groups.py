"""Which references mean the same, and which reports a situation has: groups of what is said.

A group is a connected component of the statements that stand, whatever their order. Merged
references go on resolving: each leads to its group, and the group's name is its first reference.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from server.domain.casework.statements import Kind, Relation, Statement, Thing

_JOINS = frozenset({Relation.IS, Relation.BELONGS_TO, Relation.QUOTES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Every thing that is spoken of, with the things that are one with it."""

    members: Mapping[Thing, frozenset[Thing]]

    def of(self, thing: Thing) -> frozenset[Thing]:
        """Return all that are one with it, itself included."""
        return self.members.get(thing, frozenset({thing}))

    def resolve(self, thing: Thing) -> Thing:
        """Return the one that stands for its group: the first by reference."""
        return min(each for each in self.of(thing) if each.kind is thing.kind)

    def reports(self, situation: Thing) -> tuple[Thing, ...]:
        """Return the reports of a situation, under whichever reference they were put, in order."""
        return tuple(sorted(each for each in self.of(situation) if each.kind is Kind.REPORT))


def groups(statements: Iterable[Statement]) -> Groups:
    """Return the groups that these statements make; give those that stand at a time."""
    members: dict[Thing, frozenset[Thing]] = {}
    neighbours = _neighbours(statements)
    for thing in neighbours:
        if thing not in members:
            group = frozenset(_way(thing, neighbours))
            members |= dict.fromkeys(group, group)
    return Groups(members=MappingProxyType(members))


def chain(statements: Iterable[Statement], one: Thing, other: Thing) -> tuple[Statement, ...]:
    """Return the shortest chain of statements that makes two things one; none when they are two."""
    ways = _way(one, _neighbours(statements))
    reasons: list[Statement] = []
    while (step := ways.get(other)) is not None:
        reasons.append(step)
        other = step.one if step.other == other else step.other
    return tuple(reversed(reasons))


def in_the_way(statements: Iterable[Statement], said: Statement) -> Statement | None:
    """Return the statement that forbids a new one, or None when it may be said.

    Two whom somebody declared different cannot be joined, over however many steps; and two who
    are one already cannot be declared different: the last reason why they are one is named.
    """
    stands = tuple(statements)
    if said.relation is Relation.IS_NOT:
        reasons = chain(stands, said.one, said.other)
        return reasons[-1] if reasons else None
    joined = groups((*stands, said))
    return next((each for each in stands if _is_broken(each, joined)), None)


def _is_broken(statement: Statement, joined: Groups) -> bool:
    return statement.relation is Relation.IS_NOT and statement.other in joined.of(statement.one)


def _neighbours(statements: Iterable[Statement]) -> Mapping[Thing, list[Statement]]:
    found: dict[Thing, list[Statement]] = defaultdict(list)
    for each in statements:
        if each.relation in _JOINS:
            found[each.one].append(each)
            found[each.other].append(each)
    return MappingProxyType(found)


def _way(
    start: Thing, neighbours: Mapping[Thing, list[Statement]]
) -> dict[Thing, Statement | None]:
    """Return all that is reached from a thing, each with the statement that led there first."""
    ways: dict[Thing, Statement | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for step in neighbours.get(here, ()):
            there = step.other if step.one == here else step.one
            if there not in ways:
                ways[there] = step
                waiting.append(there)
    return ways
