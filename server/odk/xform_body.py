"""Reads the body of an XForm: which control asks which node, and where groups and repeats are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.odk.xform_model import Model, Words
from server.odk.xform_tree import Element, below, child, children
from server.odk.xml import local_name

_CONTAINERS = frozenset({"group", "repeat"})
CONTROLS = frozenset(
    {"input", "select1", "select", "rank", "range", "trigger", "upload", "secret", "textarea"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control: its kind, its words by language, and how it is to look."""

    tag: str
    element: Element
    labels: Words
    hints: Words

    @property
    def appearance(self) -> tuple[str, ...]:
        """The words of its appearance."""
        return tuple(self.element.get("appearance", "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The body of a form, by path below the root; groups and repeats with their labels."""

    controls: Mapping[str, Control]
    groups: Mapping[str, Control]
    repeats: Mapping[str, Control]


def read_body(model: Model) -> Body:
    """Return the controls, groups and repeats of a form's body."""
    found = list(_walk(model, model.body, ""))
    return Body(
        controls={path: each for path, each in found if each.tag in CONTROLS},
        groups={path: each for path, each in found if each.tag == "group"},
        repeats={path: each for path, each in found if each.tag == "repeat"},
    )


def _walk(model: Model, element: Element, context: str) -> Iterator[tuple[str, Control]]:
    for each in children(element):
        tag = local_name(each)
        if tag not in _CONTAINERS and tag not in CONTROLS:
            continue
        path = node_path(model, each, context)
        if path is not None:
            yield path, _control(model, each, tag)
        if tag in _CONTAINERS:
            yield from _walk(model, each, context if path is None else path)


def node_path(model: Model, element: Element, context: str) -> str | None:
    """Return the node of a control: `bind` names a bind's id, `ref` and `nodeset` are paths."""
    by_id = model.bind_ids.get(element.get("bind", ""))
    reference = element.get("ref") or element.get("nodeset")
    if element.get("bind") and by_id is not None:
        return by_id
    return below(reference, context) if reference else None


def _control(model: Model, element: Element, tag: str) -> Control:
    return Control(
        tag=tag,
        element=element,
        labels=model.text(child(element, "label")),
        hints=model.text(child(element, "hint")),
    )
