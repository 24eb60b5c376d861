"""The style of forms: all of it, or what a form shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from server.odk.web_form.model import ControlKind
from server.odk.web_form.tree import Grid, Group, Question, Repeat, TreeNode, WebForm

_AROUND: Final = re.compile(r" ?([{};,]) ?")  # not colons: before one a space has a meaning
_FOLDER: Final = Path(__file__).parent
_COMMON: Final = frozenset(
    {
        *(ControlKind.NOTE, ControlKind.STRING, ControlKind.MULTILINE, ControlKind.TRIGGER),
        *(ControlKind.INTEGER, ControlKind.DECIMAL, ControlKind.SELECT_ONE),
        *(ControlKind.DATE, ControlKind.TIME, ControlKind.MOMENT, ControlKind.SELECT_MULTIPLE),
    }
)
_LAYOUTS: Final = ("likert", "columns")


def fill_css(form: WebForm | None = None) -> str:
    """Return the style to stand in the page's own style element; for a form only what it needs."""
    return _style(is_whole=form is None or _is_rare(form.nodes))


@cache
def _style(*, is_whole: bool) -> str:
    names = ("fill.css", "rare.css") if is_whole else ("fill.css",)
    text = " ".join((_FOLDER / each).read_text(encoding="utf-8") for each in names)
    return _AROUND.sub(r"\1", " ".join(text.split()))


def _is_rare(nodes: Iterable[TreeNode]) -> bool:
    """Say whether something is shown that has its style in `rare.css`."""
    return any(_is_rare_node(each) for each in nodes)


def _is_rare_node(node: TreeNode) -> bool:
    match node:
        case Grid() | Repeat():
            return True
        case Group():
            return _is_rare(node.nodes)
        case Question():
            is_laid_out = any(each.startswith(_LAYOUTS) for each in node.appearance)
            return node.kind not in _COMMON or is_laid_out
