"""Finds what of a form is away while its first step is shown, before any script runs.

The script parts a form in the same way (client/src/view/steps.ts); this only spares the eye the
whole form until it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from server.odk.web_form.tree import Grid, Group, Question, Repeat, TreeNode


def away(nodes: Iterable[TreeNode]) -> frozenset[str]:
    """Return the paths of the groups, repeats and questions that the first step does not show."""
    parting = _Parting()
    parting.part(nodes)
    return frozenset(parting.away)


@dataclass(slots=True)
class _Parting:
    """One walk; `first` says whether the first step is still to come, open or over."""

    away: set[str] = field(default_factory=set)
    is_begun: bool = False
    is_over: bool = False

    def part(self, nodes: Iterable[TreeNode]) -> None:
        for node in nodes:
            if isinstance(node, Group):
                self._group(node)
            else:
                self._alone(_paths(node))

    def _group(self, group: Group) -> None:
        self.is_over = self.is_begun
        if group.is_after:
            return
        if self.is_over:
            self.away.add(group.path)
        elif group.is_together or not _holds_parts(group):
            self.is_begun = self.is_over = True
        else:
            self.part(group.nodes)
            self.is_over = self.is_begun

    def _alone(self, paths: Iterator[str]) -> None:
        """Questions that follow each other outside of groups are one step."""
        self.is_begun = True
        if self.is_over:
            self.away.update(paths)


def _holds_parts(group: Group) -> bool:
    return any(isinstance(each, Group | Repeat) for each in group.nodes)


def _paths(node: Question | Grid | Repeat) -> Iterator[str]:
    if isinstance(node, Grid):
        yield from (node.head.path, *(each.path for each in node.questions))
    else:
        yield node.path
