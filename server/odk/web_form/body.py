"""Reads the body of a form into the tree of what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from server.odk.web_form.choices import Itemset, read_itemset
from server.odk.web_form.kinds import control_kind
from server.odk.web_form.lists import Lists
from server.odk.web_form.model import Bind, ControlKind, ControlRule, RepeatRule
from server.odk.web_form.reading import expression
from server.odk.web_form.rules import full_path, is_always
from server.odk.web_form.texts import Texts
from server.odk.web_form.tree import Choice, Grid, Group, Question, Repeat, Text, TreeNode
from server.odk.xform_body import CONTROLS, node_path
from server.odk.xform_model import Model
from server.odk.xform_tree import Element, below, child, children, words
from server.odk.xml import local_name

_JR = "{http://openrosa.org/javarosa}"
_PIXELS = "{http://openrosa.org/xforms}max-pixels"
_MOST_SHOWN = 30  # a longer list is written once into the model
_SELECTS = frozenset({ControlKind.SELECT_ONE, ControlKind.SELECT_MULTIPLE})
_BUILT_BY_CLIENT = frozenset({"minimal", "autocomplete"})
_NO_BIND = Bind()


@dataclass(slots=True, kw_only=True)
class BodyReader:
    """One walk over a body; what the client must know of it is gathered along the way."""

    model: Model
    texts: Texts
    lists: Lists
    binds: Mapping[str, Bind]
    settled: frozenset[str]  # paths of nodes that get a value without being asked
    controls: dict[str, ControlRule] = field(default_factory=dict)
    repeats: dict[str, RepeatRule] = field(default_factory=dict)
    _numbers: int = 0

    def nodes(self) -> tuple[TreeNode, ...]:
        """Return all that the form shows."""
        return tuple(self._nodes(self.model.body, ""))

    def _nodes(self, element: Element, context: str) -> Iterator[TreeNode]:
        return in_grids(self._each(element, context))

    def _each(self, element: Element, context: str) -> Iterator[TreeNode]:
        for each in children(element):
            tag = local_name(each)
            found = node_path(self.model, each, context)
            path = context if found is None else found
            if tag == "group":
                yield self._group(each, path)
            elif tag == "repeat":
                yield self._repeat(each, path, None)
            elif tag in CONTROLS and found is not None:
                yield self._question(each, path)

    def _group(self, element: Element, path: str) -> TreeNode:
        full = full_path(self.model, path)
        label = self.texts.label(child(element, "label"), full)
        repeat = child(element, "repeat")
        if repeat is not None and node_path(self.model, repeat, path) == path:
            return self._repeat(repeat, path, label)
        appearance = element.get("appearance", "").split()
        nodes = tuple(self._nodes(element, path))
        return Group(
            path=full,
            label=label,
            is_together="field-list" in appearance,
            is_after="after-sending" in appearance and all(map(_is_note, nodes)),
            is_conditional="relevant" in self._bind(full).rules,
            nodes=nodes,
        )

    def _repeat(self, element: Element, path: str, label: Text | None) -> Repeat:
        full = full_path(self.model, path)
        count = element.get(f"{_JR}count")
        is_fixed = element.get(f"{_JR}noAddRemove", "").strip() == "true()"
        self.repeats[full] = RepeatRule(
            count=None if count is None else expression(count, full), is_fixed=is_fixed
        )
        return Repeat(
            path=full,
            number=self._number(),
            label=label or self.texts.label(child(element, "label"), full),
            is_conditional="relevant" in self._bind(full).rules,
            is_counted=is_fixed or count is not None,
            nodes=tuple(self._nodes(element, path)),
        )

    def _question(self, element: Element, path: str) -> Question:
        full = full_path(self.model, path)
        bind, hint = self._bind(full), child(element, "hint")
        rule = self._rule(element, full)
        self.controls[full] = rule
        return Question(
            path=full,
            number=self._number(),
            kind=rule.kind,
            appearance=tuple(rule.appearance.split()),
            label=self.texts.label(child(element, "label"), full),
            hint=self.texts.label(hint, full),
            guidance=self.texts.guidance(hint, full),
            is_required=is_always(bind.rules.get("required")),
            is_readonly=is_always(bind.rules.get("readonly")),
            is_conditional="relevant" in bind.rules,
            choices=() if rule.list is not None else self._choices(element, full),
            list_size=None if rule.list is None else self.lists.size(rule.list),
            media=rule.media,
            range=rule.range,
        )

    def _rule(self, element: Element, full: str) -> ControlRule:
        kind = self._kind(element, full)
        itemset = read_itemset(element, full)
        is_built = itemset is not None and self._is_built(itemset, kind, element)
        pixels = self.model.bind(below(full)).attributes.get(_PIXELS)
        return ControlRule(
            kind=kind,
            appearance=" ".join(element.get("appearance", "").split()),
            list=self.lists.handed_over(itemset) if itemset is not None and is_built else None,
            where=itemset.where if itemset is not None else None,
            shuffled=itemset.shuffled if itemset is not None else False,
            range=_range(element) if kind is ControlKind.RANGE else None,
            media=element.get("mediatype"),
            max_pixels=int(pixels) if pixels is not None and pixels.isdecimal() else None,
        )

    def _is_built(self, itemset: Itemset, kind: ControlKind, element: Element) -> bool:
        """Whether the client must build the choices, for it alone knows which or how."""
        appearance = frozenset(element.get("appearance", "").split())
        is_plain = itemset.where is None and itemset.shuffled is False
        is_short = self.lists.count(itemset) <= _MOST_SHOWN
        is_open = kind is not ControlKind.RANK and not appearance & _BUILT_BY_CLIENT
        return not (is_plain and is_short and is_open)

    def _choices(self, element: Element, full: str) -> tuple[Choice, ...]:
        itemset = read_itemset(element, full)
        if itemset is not None:
            return self.lists.shown(itemset, full)
        return tuple(self._item(each, full) for each in children(element, "item"))

    def _item(self, item: Element, full: str) -> Choice:
        value = child(item, "value")
        return Choice(
            name="" if value is None else words(value),
            label=self.texts.label(child(item, "label"), full),
        )

    def _kind(self, element: Element, full: str) -> ControlKind:
        """Return how a question is answered; nothing is answered where nothing can be written."""
        bind = self._bind(full)
        kind = control_kind(element, bind.type)
        is_silent = "calculate" not in bind.rules and full not in self.settled
        if kind is ControlKind.STRING and is_always(bind.rules.get("readonly")) and is_silent:
            return ControlKind.NOTE
        return kind

    def _bind(self, full: str) -> Bind:
        return self.binds.get(full, _NO_BIND)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers


def _range(element: Element) -> tuple[str, str, str]:
    return element.get("start", "0"), element.get("end", "10"), element.get("step", "1")


def in_grids(nodes: Iterator[TreeNode]) -> Iterator[TreeNode]:
    """Yield the nodes, each row of choices' names put together with the rows below it."""
    head: Question | None = None
    rows: list[Question] = []
    for node in nodes:
        appearance = node.appearance if isinstance(node, Question) else ()
        if isinstance(node, Question) and head is not None and "list-nolabel" in appearance:
            rows.append(node)
            continue
        yield from _grid(head, rows)
        head, rows = None, []
        if isinstance(node, Question) and "label" in appearance:
            head = node
        else:
            yield node
    yield from _grid(head, rows)


def _grid(head: Question | None, rows: list[Question]) -> Iterator[TreeNode]:
    is_table = head is not None and all(_names(each) == _names(head) != () for each in rows)
    if head is not None and rows and is_table:
        yield Grid(head=head, questions=tuple(rows))
    elif head is not None:
        yield from (head, *rows)


def _is_note(node: TreeNode) -> bool:
    return isinstance(node, Question) and node.kind is ControlKind.NOTE


def _names(question: Question) -> tuple[str, ...]:
    return tuple(each.name for each in question.choices)
