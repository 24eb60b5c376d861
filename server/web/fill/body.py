"""Writes what a form shows as HTML, node by node."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from server.odk.web_form.tree import Grid, Group, Question, Repeat, Text, TreeNode, WebForm
from server.web.fill.controls import Shape, control_of
from server.web.fill.steps import away
from server.web.fill.wording import flowing, inline

_HIGHEST, _LOWEST = 2, 4  # the page's own heading is above them
_LAYOUTS: Final = frozenset({"likert", "columns-pack", *(f"columns-{n}" for n in range(1, 6))})
_NOWHERE: Final[frozenset[str]] = frozenset()


@cache
def templates() -> Environment:
    """Return the templates of forms."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_body(form: WebForm, words: Mapping[str, str], *, is_stepped: bool) -> Markup:
    """Return all that a form shows; step by step means that only its first step is in sight."""
    hidden = away(form.nodes) if is_stepped else _NOWHERE
    return _Writer(words=words, away=hidden).nodes(form.nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """Writes the nodes at one place: below so many headings, and within a repeat or not."""

    words: Mapping[str, str]
    away: frozenset[str]
    level: int = _HIGHEST
    mark: str = field(default="")  # what the script puts a number in place of, within a repeat

    def nodes(self, nodes: Iterable[TreeNode]) -> Markup:
        return Markup("\n").join(self._node(each) for each in nodes)

    def _node(self, node: TreeNode) -> Markup:
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Repeat):
            return self._repeat(node)
        return self._grid(node) if isinstance(node, Grid) else self._question(node)

    def _group(self, group: Group) -> Markup:
        return self._fill(
            "group",
            group=group,
            is_away=group.path in self.away,
            level=self.level,
            heading=inline(group.label),
            inside=self._below(group.label).nodes(group.nodes),
        )

    def _repeat(self, repeat: Repeat) -> Markup:
        below = replace(self._below(repeat.label), mark="-__n__")
        return self._fill(
            "repeat",
            repeat=repeat,
            is_away=repeat.path in self.away,
            level=self.level,
            heading=inline(repeat.label),
            inside=below.nodes(repeat.nodes),
            words=self.words,
        )

    def _below(self, heading: Text | None) -> _Writer:
        return self if heading is None else replace(self, level=min(self.level + 1, _LOWEST))

    def _grid(self, grid: Grid) -> Markup:
        names = [inline(each.label) for each in grid.head.choices]
        rows = [self._question(each, part="row") for each in grid.questions]
        head = self._question(grid.head, part="head", names=names)
        return self._fill("grid", inside=Markup("\n").join([head, *rows]))

    def _question(
        self, question: Question, *, part: str = "", names: Iterable[Markup] = ()
    ) -> Markup:
        name = f"q-{question.number}{self.mark}"
        control = control_of(question)
        return self._fill(
            "question",
            question=question,
            kind=question.kind.value,
            id=name,
            part=part,
            names=list(names),
            is_away=question.path in self.away,
            control=control,
            label=flowing(question.label, self.level) if control.shape is Shape.NOTHING else "",
            asked=self._asked(question),
            hint=inline(question.hint),
            guidance=flowing(question.guidance, _LOWEST),
            described=f"{name}-hint {name}-error" if question.hint else f"{name}-error",
            layout=_layout(question),
            choices=[
                {"name": each.name, "label": inline(each.label) if each.label else each.name}
                for each in question.choices
            ],
            words=self.words,
        )

    def _asked(self, question: Question) -> Markup:
        return self._fill(
            "asked",
            label=inline(question.label),
            is_required=question.is_required,
            words=self.words,
        )

    def _fill(self, name: str, **facts: object) -> Markup:
        written = templates().get_template(f"{name}.html").render(facts)
        return Markup(written.strip())  # noqa: S704 - the templates escape what they are given


def _layout(question: Question) -> str:
    known = [each for each in question.appearance if each in _LAYOUTS or each == "columns"]
    return "".join(f" {each}" for each in known)
