"""Reads where a select takes its choices from: which list, which of it, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.odk.web_form.model import Expression
from server.odk.web_form.reading import expression, reads
from server.odk.xform_tree import Element, child
from server.odk.xpath import Kind, tokens

_LIST = re.compile(
    r"\s*(?P<shuffle>randomize\(\s*)?instance\(\s*(['\"])(?P<id>[^'\"]*)\2\s*\)(\s*/\s*[\w.-]+)*"
)
_ITEXT_COLUMN = re.compile(r"\s*jr:itext\(\s*(?P<column>[\w.-]+)\s*\)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Itemset:
    """The choices of one select: a list by id, which columns are code and label, and the rest.

    `is_text_id` says that the label's column holds the id of a translated text.
    """

    list_id: str
    code: str = "name"
    label: str = "label"
    is_text_id: bool = False
    where: Expression | None = None
    shuffled: bool | int | Expression = False


def read_itemset(control: Element, context: str) -> Itemset | None:
    """Return where a control's choices come from; None when not from a list of the form."""
    element = child(control, "itemset")
    nodeset = element.get("nodeset", "") if element is not None else ""
    found = _LIST.match(nodeset)
    if element is None or found is None:
        return None
    rest = nodeset[found.end() :]
    value, label = child(element, "value"), child(element, "label")
    column = label.get("ref", "label") if label is not None else "label"
    text_id = _ITEXT_COLUMN.fullmatch(column)
    return Itemset(
        list_id=found["id"],
        code=value.get("ref", "name").strip() if value is not None else "name",
        label=text_id["column"] if text_id else column.strip(),
        is_text_id=text_id is not None,
        where=_where(rest, context),
        shuffled=_shuffled(rest, context) if found["shuffle"] else False,
    )


def _where(rest: str, context: str) -> Expression | None:
    """Return the conditions in brackets after a list as one."""
    conditions = list(_conditions(rest))
    if not conditions:
        return None
    text = conditions[0]
    if len(conditions) > 1:
        text = " and ".join(f"({each})" for each in conditions)
    return Expression(text=text, reads=reads(text, context, of_list=True).paths)


def _conditions(rest: str) -> Iterator[str]:
    begin = 0
    for mark, depth, start in _marks(rest):
        if mark == "[" and depth == 1:
            begin = start + 1
        elif mark == "]" and depth == 0:
            yield rest[begin:start].strip()


def _shuffled(rest: str, context: str) -> bool | int | Expression:
    """Return the seed that `randomize` is given after the list; True when it has none."""
    begin, end = -1, len(rest)
    for mark, depth, start in _marks(rest):
        if mark == "," and depth == 0 and begin == -1:
            begin = start + 1
        elif mark == ")" and depth == -1:
            end = start
    seed = rest[begin:end].strip() if begin != -1 else ""
    if seed.isdecimal():
        return int(seed)
    return expression(seed, context) if seed else True


def _marks(rest: str) -> Iterator[tuple[str, int, int]]:
    """Yield each bracket and comma, how deep it leads, and where it stands."""
    depth = 0
    for token in tokens(rest):
        if token.kind is Kind.MARK and token.text in {"(", "[", ")", "]", ","}:
            depth += {"(": 1, "[": 1, ",": 0}.get(token.text, -1)
            yield token.text, depth, token.start
