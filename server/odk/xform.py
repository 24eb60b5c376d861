"""Reads a published XForm into a form version: questions, choices, languages and mappings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from server.domain.forms import FormId, FormVersion, Question
from server.domain.mapping import BadMapping
from server.domain.mapping import Mapping as CaseMapping
from server.domain.mapping import parse as parse_mapping
from server.odk.xform_body import Body, Control, read_body
from server.odk.xform_choices import ChoiceLists
from server.odk.xform_model import Model, read_model
from server.odk.xform_own import own_words
from server.odk.xform_tree import Element, children
from server.odk.xform_types import question_type
from server.odk.xml import Limits, local_name, parse

# A form holds every choice in every language, so it has more marks than any submission.
XFORM = Limits(size=16 * 1024 * 1024, marks=2_000_000)

_NO_MEDIA: Mapping[str, bytes] = MappingProxyType({})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


def read_form(xform: bytes, media: Mapping[str, bytes] = _NO_MEDIA) -> FormVersion:
    """Return the form version that an XForm describes (ODK XForms specification, any tool's).

    `media` holds the form's files by name; an external list that is among them gives its
    questions' choices. A mapping that cannot be read counts as none, so that an answer is never
    lost over it: the publish gate is where such a mapping is refused.

    Raises:
        Refused: when the bytes are no well-formed, harmless XML or no XForm.
    """
    model = read_model(parse(xform, XFORM))
    return form_of(model, read_body(model), media)


def form_of(model: Model, body: Body, media: Mapping[str, bytes] = _NO_MEDIA) -> FormVersion:
    """Return the form version of an XForm whose model and body are read already."""
    return _Reader(model=model, body=body, lists=ChoiceLists(model=model, media=media)).form()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """One node of the primary instance with what the nodes around it say.

    `around` is the mapping it may inherit, `own` the one it carries; `repeats` are the repeats
    it stands in.
    """

    path: str
    element: Element
    around: CaseMapping | None = None
    own: CaseMapping | None = None
    repeats: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Reader:
    model: Model
    body: Body
    lists: ChoiceLists
    _seen: set[str] = field(default_factory=set)

    def form(self) -> FormVersion:
        root = self.model.root
        nodes = list(self._below(_Node(path="", element=root)))
        return FormVersion(
            form_id=FormId(root.get("id") or self.model.namespace),
            version=root.get("version") or "",
            title=self.model.title,
            root=local_name(root),
            questions=tuple(self._question(node) for node in nodes if self._can_hold(node)),
            repeats=tuple(node.path for node in nodes if node.path in self.body.repeats),
            languages=self.model.languages,
        )

    def _below(self, node: _Node) -> Iterator[_Node]:
        """Yield every node once; a repeat stands twice in an instance, as template and as first."""
        for element in children(node.element):
            name = local_name(element)
            path = f"{node.path}/{name}" if node.path else name
            if path in self._seen:
                continue
            self._seen.add(path)
            around = node.own or node.around
            below = _Node(
                path=path,
                element=element,
                around=around,
                own=_resolve(self.model.bind(path).mapping, around),
                repeats=(*node.repeats, path) if path in self.body.repeats else node.repeats,
            )
            yield below
            yield from self._below(below)

    def _can_hold(self, node: _Node) -> bool:
        is_container = node.path in self.body.repeats or node.path in self.body.groups
        return not is_container and len(node.element) == 0

    def _question(self, node: _Node) -> Question:
        control: Control | None = self.body.controls.get(node.path)
        bind = self.model.bind(node.path)
        mapping = node.own if node.own and node.own.field else None
        is_asked = control is not None
        return Question(
            path=node.path,
            type=question_type(bind.type, control.tag if control else None),
            labels=control.labels if control else _NO_WORDS,
            hints=control.hints if control else _NO_WORDS,
            mapping=mapping,
            repeats=node.repeats,
            choices=self.lists.of(control.element) if control else (),
            is_asked=is_asked,
            own=None if is_asked or mapping or node.repeats else own_words(self.model, node.path),
        )


def _resolve(text: str | None, around: CaseMapping | None) -> CaseMapping | None:
    if text is None:
        return None
    try:
        return parse_mapping(text, around)
    except BadMapping:
        return None
