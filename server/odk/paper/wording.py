"""Gives the words of a form in one language as they stand on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.odk.xform_model import Model
from server.odk.xform_tree import Element, below, child, children
from server.odk.xml import local_name

BLANK: Final = "____________"  # where a device would put in a value
_ITEXT: Final = re.compile(r"jr:itext\(\s*(['\"])(?P<id>.*)\1\s*\)")
_CONSTANT: Final = re.compile(r"\s*(?:'(?P<one>[^']*)'|\"(?P<two>[^\"]*)\"|(?P<number>\d+))\s*")
_MISSING: Final = {"", "-"}

# What labels may hold of Markdown and of marks (ODK XForms specification, text formatting).
_MARKS: Final = (
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (
        re.compile(
            r"</?(?:span|p|div|h[1-6]|b|i|em|strong|u|sup|sub)(?:\s[^<>]*)?>", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)"), r"\1 (\2)"),
    (re.compile(r"^ {0,3}#{1,6} +", re.MULTILINE), ""),
    (re.compile(r"(?<![\w*\\])(\*{1,3})(?=[^\s*])([^*\n]+?)(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w\\])(_{1,2})(?=[^\s_])([^_\n]+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([*_#\[\]()])"), r"\1"),
)


@dataclass(slots=True, kw_only=True)
class Wording:
    """The words of one form in one language; `lacks` says that a translation was missing."""

    model: Model
    language: str
    lacks: bool = False
    _texts: Mapping[str, Mapping[str, Element]] = field(init=False)

    def __post_init__(self) -> None:
        self._texts = _by_language(self.model)

    @property
    def default(self) -> str:
        """The language that stands in where another has no words."""
        return self.model.languages[0] if self.model.languages else ""

    def of(self, element: Element | None) -> str:
        """Return what a label says, as plain text."""
        if element is None:
            return ""
        found = _ITEXT.fullmatch(element.get("ref", "").strip())
        return self._translated(found["id"]) if found else plain(self._said(element))

    def hint(self, control: Element) -> str:
        """Return the hint of a control, with the guidance that goes with it."""
        element = child(control, "hint")
        found = _ITEXT.fullmatch(element.get("ref", "").strip()) if element is not None else None
        parts = [self.of(element), self._guidance(found["id"]) if found else ""]
        return "\n".join(part for part in parts if part)

    def chosen(self, labels: Mapping[str, str], otherwise: str) -> str:
        """Return a choice's label, or what stands in for it."""
        if self.language in labels:
            return plain(labels[self.language])
        self.lacks = self.lacks or bool(self.language)
        return plain(labels.get(self.default) or next(iter(labels.values()), otherwise))

    def _translated(self, name: str) -> str:
        for language in (self.language, self.default, *self._texts):
            text = self._texts.get(language, {}).get(name)
            said = self._value(text, {None, "long"}) if text is not None else ""
            if said not in _MISSING:
                self.lacks = self.lacks or language != self.language
                return plain(said)
        return ""

    def _guidance(self, name: str) -> str:
        text = self._texts.get(self.language, {}).get(name)
        said = self._value(text, {"guidance"}) if text is not None else ""
        return "" if said in _MISSING else plain(said)

    def _value(self, text: Element, forms: set[str | None]) -> str:
        values = [each for each in children(text, "value") if each.get("form") in forms]
        return self._said(values[0]) if values else ""

    def _said(self, element: Element) -> str:
        return "".join(self._parts(element)).strip()

    def _parts(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for each in children(element):
            if local_name(each) == "output":
                yield self._quoted(each.get("value") or each.get("ref") or "")
            else:
                yield from self._parts(each)
            yield each.tail or ""

    def _quoted(self, path: str) -> str:
        """Return what a label quotes from the form: a constant, or room to write."""
        calculation = self.model.bind(below(path)).attributes.get("calculate", "")
        found = _CONSTANT.fullmatch(calculation)
        return (found["one"] or found["two"] or found["number"] or "") if found else BLANK


def plain(text: str) -> str:
    """Return a text without the marks that make it bold, large or coloured on a screen."""
    for mark, instead in _MARKS:
        text = mark.sub(instead, text)
    lines = (" ".join(line.split(" ")).rstrip() for line in text.splitlines())
    return "\n".join(lines).strip()


def _by_language(model: Model) -> dict[str, dict[str, Element]]:
    itext = child(model.element, "itext")
    translations = children(itext, "translation") if itext is not None else []
    return {
        each.get("lang", ""): {text.get("id", ""): text for text in children(each, "text")}
        for each in translations
    }
