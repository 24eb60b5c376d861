"""Walks an XForm's elements by local name, whatever their namespace, and reads its paths."""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree

from server.odk.xml import local_name

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml gives the type no public name

_PREFIX = re.compile(r"[A-Za-z_][\w.-]*:")


def children(element: Element, name: str | None = None) -> list[Element]:
    """Return the child elements; only those of that local name when one is given."""
    return [each for each in element if name is None or local_name(each) == name]


def child(element: Element, name: str) -> Element | None:
    """Return the first child element of that local name, or None."""
    return next(iter(children(element, name)), None)


def below(path: str, context: str = "") -> str:
    """Return an XForm path as a path below the root: "/data/entry/place" is "entry/place".

    A relative path is taken from `context`, which is a path below the root.
    """
    plain = _PREFIX.sub("", path.strip())
    if plain.startswith("/"):
        return "/".join(plain.split("/")[2:])
    steps = context.split("/") if context else []
    for step in plain.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)


def words(element: Element) -> str:
    """Return the text of a label, each value it quotes from the form as an ellipsis."""
    parts = [element.text or ""]
    for each in children(element):
        parts += ["…" if local_name(each) == "output" else words(each), each.tail or ""]
    return "".join(parts).strip()
