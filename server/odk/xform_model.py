"""Reads the model of an XForm: title, primary instance, binds, lists and translations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from server.domain.mapping import NAMESPACE
from server.errors import Code, Refused
from server.odk.xform_tree import Element, below, child, children, words

_FIELD = f"{{{NAMESPACE}}}field"
_ITEXT = re.compile(r"jr:itext\(\s*(['\"])(?P<id>.*)\1\s*\)")
_MISSING = "-"  # what pyxform writes where a language has no translation

Words = Mapping[str, str]  # by language; "" in a form of one unnamed language


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind:
    """What the model says of one node: data type, mapping as written, and its expressions."""

    attributes: Mapping[str, str]
    type: str = ""
    mapping: str | None = None


_NO_BIND = Bind(attributes=MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The model of a form; `texts` holds each translated text by id, and that by language."""

    title: str
    root: Element
    namespace: str
    element: Element
    body: Element
    binds: Mapping[str, Bind]
    bind_ids: Mapping[str, str]
    instances: Mapping[str, Element]
    languages: tuple[str, ...]
    texts: Mapping[str, Words]

    def bind(self, path: str) -> Bind:
        """Return the bind of a path below the root; an empty one when there is none."""
        return self.binds.get(path, _NO_BIND)

    def text(self, element: Element | None) -> Words:
        """Return what a label or hint says, by language."""
        if element is None:
            return MappingProxyType({})
        found = _ITEXT.fullmatch(element.get("ref", "").strip())
        if found:
            return self.texts.get(found["id"], MappingProxyType({}))
        return self.in_every_language(words(element))

    def in_every_language(self, text: str) -> Words:
        """Return a text that is not translated: it stands for every language of the form."""
        languages = self.languages or ("",)
        return MappingProxyType(dict.fromkeys(languages, text) if text else {})


def read_model(document: Element) -> Model:
    """Return the model of an XForm document.

    Raises:
        Refused: when the document is no XForm.
    """
    head, body = child(document, "head"), child(document, "body")
    model = child(head, "model") if head is not None else None
    if head is None or model is None or body is None:
        raise Refused(Code.BAD_XFORM, why="it has no model or no body")
    root = _primary_root(model)
    title = child(head, "title")
    binds = [(below(each.get("nodeset", "")), each) for each in children(model, "bind")]
    languages, texts = _translations(model)
    return Model(
        title=words(title) if title is not None else "",
        root=root,
        namespace=etree.QName(root).namespace or "",
        element=model,
        body=body,
        binds=MappingProxyType({path: _bind(each) for path, each in binds}),
        bind_ids=MappingProxyType({each.get("id", ""): path for path, each in binds}),
        instances=MappingProxyType(
            {each.get("id", ""): each for each in children(model, "instance")[1:]}
        ),
        languages=languages,
        texts=texts,
    )


def _primary_root(model: Element) -> Element:
    primary = child(model, "instance")
    roots = children(primary) if primary is not None else []
    if not roots:
        raise Refused(Code.BAD_XFORM, why="it has no primary instance")
    return roots[0]


def _bind(element: Element) -> Bind:
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    return Bind(
        type=attributes.get("type", ""),
        mapping=attributes.get(_FIELD),
        attributes=MappingProxyType(attributes),
    )


def _translations(model: Element) -> tuple[tuple[str, ...], Mapping[str, Words]]:
    """Return the languages, the default one first, and every text that is not missing."""
    texts: dict[str, dict[str, str]] = {}
    languages = []
    itext = child(model, "itext")
    translations = children(itext, "translation") if itext is not None else []
    for translation in sorted(translations, key=lambda each: "default" not in each.attrib):
        language = translation.get("lang", "")
        languages.append(language)
        for text in children(translation, "text"):
            said = _plain_value(text)
            if said not in {"", _MISSING}:
                texts.setdefault(text.get("id", ""), {})[language] = said
    frozen = {name: MappingProxyType(by_language) for name, by_language in texts.items()}
    return tuple(languages), MappingProxyType(frozen)


def _plain_value(text: Element) -> str:
    """Return the value that is words, not the picture, sound or guidance beside it."""
    values = [each for each in children(text, "value") if each.get("form") in {None, "long"}]
    return words(values[0]) if values else ""
