"""Reads from an XForm all that makes it behave: conditions, checks, defaults, filters, looks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from lxml import etree

from server.domain.mapping import NAMESPACE
from server.odk.xform import XFORM
from server.odk.xform_body import CONTROLS, Body, read_body
from server.odk.xform_model import Model, read_model
from server.odk.xform_tree import Element, below, child, children
from server.odk.xml import local_name, parse

Aspects: TypeAlias = Mapping[str, str]
Behaviour: TypeAlias = Mapping[str, Aspects]  # by path below the root; "" is the form

_BINDS: Final = {
    "relevant": "condition",
    "constraint": "check",
    "required": "required",
    "readonly": "read only",
    "calculate": "calculation",
    "constraintMsg": "message of the check",
    "requiredMsg": "message when it is required",
    "preload": "value from the device",
    "preloadParams": "kind of value from the device",
}
_TOLD = {"type", "nodeset", f"{{{NAMESPACE}}}field"}  # what other sentences say
_ACTIONS = ("setvalue", "setgeopoint", "recordaudio")
_TEXT = re.compile(r"jr:itext\(\s*(['\"])(?P<id>.*)\1\s*\)")
_PATH = re.compile(r" ?(?<![\w.\])])/[\w.-]+(?:/[\w.-]+)*/(?P<name>[\w.-]+) ?")
_BY_ITSELF: Final = "value set by itself"
_PLACES = {"ref", "nodeset", "bind"}


def read_behaviour(xform: bytes) -> Behaviour:
    """Return how a form behaves; expressions name questions as spreadsheets do.

    Raises:
        Refused: when the bytes are no XForm.
    """
    model = read_model(parse(xform, XFORM))
    found: dict[str, dict[str, str]] = {"": _whole(model)}
    for path, bind in model.binds.items():
        found.setdefault(path, {}).update(_bind(model, bind.attributes))
    body = read_body(model)
    for path, name, text in [*_controls(body), *_values(model.root, ""), *_media(model)]:
        found.setdefault(path, {})[name] = text
    for path, text in _actions(model):
        aspects = found.setdefault(path, {})
        aspects["value set by itself"] = "; ".join(
            filter(None, (aspects.get("value set by itself"), text))
        )
    return MappingProxyType({path: MappingProxyType(each) for path, each in found.items()})


def _whole(model: Model) -> dict[str, str]:
    style = model.body.get("class", "")
    first = model.languages[0] if model.languages else ""
    said = {"style": style, "first language": first, "namespace": model.namespace}
    return {name: text for name, text in said.items() if text}


def _bind(model: Model, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, text in attributes.items():
        if name in _TOLD:
            continue
        plain = etree.QName(name).localname
        yield _BINDS.get(plain, plain), _words(model, text)


def _words(model: Model, text: str) -> str:
    """Return an expression as a spreadsheet has it, or a message in every language."""
    found = _TEXT.fullmatch(text.strip())
    if found:
        said = model.texts.get(found["id"], {})
        return " / ".join(said.values())
    return _plain(text)


def _plain(text: str) -> str:
    return _PATH.sub(lambda path: f"${{{path['name']}}}", text).strip()


def _controls(body: Body) -> Iterator[tuple[str, str, str]]:
    everything = [*body.controls.items(), *body.groups.items(), *body.repeats.items()]
    for path, control in everything:
        for name, text in control.element.attrib.items():
            plain = etree.QName(str(name)).localname
            if plain not in _PLACES:
                named = "number of times" if plain == "count" else plain
                yield path, named, _plain(str(text))
        itemset = child(control.element, "itemset")
        if itemset is not None:
            yield path, "choices and their filter", _itemset(itemset)
        if control.tag not in CONTROLS and control.labels:
            yield path, "heading", " / ".join(control.labels.values())


def _itemset(itemset: Element) -> str:
    parts = [itemset.get("nodeset", "")]
    parts += [each.get("ref", "") for each in children(itemset)]
    nodeset = _plain(parts[0])
    return " ".join([nodeset, *parts[1:]])


def _values(node: Element, path: str) -> Iterator[tuple[str, str, str]]:
    """Yield the fixed defaults, which stand in the primary instance; the first of each path."""
    seen: set[str] = set()
    for each in children(node):
        name = local_name(each)
        inner = f"{path}/{name}" if path else name
        if inner in seen:
            continue  # a repeat stands there twice, as template and as first
        seen.add(inner)
        if len(each) == 0 and (each.text or "").strip():
            yield inner, "default", (each.text or "").strip()
        yield from _values(each, inner)


def _actions(model: Model) -> Iterator[tuple[str, str]]:
    for place in (model.element, model.body):
        for each in (found for found in place.iter() if local_name(found) in _ACTIONS):
            around = each.getparent()
            after = (
                below(around.get("ref", "")) if around is not None and place is model.body else ""
            )
            value = each.get("value") or each.text or ""
            said = _PATH.sub(lambda step: f"${{{step['name']}}}", value).strip()
            event = f"{each.get('event', '')} {after}".strip()
            yield below(each.get("ref", "")), f"{said} ({event})"


def _media(model: Model) -> Iterator[tuple[str, str, str]]:
    """Yield pictures, sounds and guidance of texts; their ids are paths for all but choices."""
    for translation in model.element.iter("{*}translation"):
        language = translation.get("lang", "")
        for text in children(translation, "text"):
            path, _, part = text.get("id", "").partition(":")
            for value in children(text, "value"):
                form = value.get("form")
                if form not in {None, "long"}:
                    where = below(path) if path.startswith("/") else ""
                    which = part if where else path
                    yield where, f"{form} of the {which} in {language}", (value.text or "").strip()
