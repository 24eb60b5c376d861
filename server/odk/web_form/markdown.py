"""Reads the markdown that ODK's clients show in labels, hints and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from server.odk.web_form.tree import Output, Part

_HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a value while the words are taken apart
_STYLED = re.compile(
    r"</?(?:span|p|br)\b[^<>]*>"
)  # what Collect reads as style; here there is none
_HEADING = re.compile(r"\s*#{1,6}\s+\S.*")
_BULLET = re.compile(r"\s*[-*]\s+\S.*")  # a number may be the question's own: no list
_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+.!-])"
    r"|\[(?P<words>[^\[\]]+)\]\((?P<address>[^()\s\ufffc]+)\)"
    r"|(?P<two>\*\*|__)(?=\S)(?P<strong>(?:(?!(?P=two)).)+)(?P=two)"
    r"|(?P<one>(?<![\w*])[*_])(?=[^\s*_])(?P<emphasis>[^*_]+)(?P=one)(?!\w)",
    re.DOTALL,
)
# As in Collect, words of weight may go on over the end of a line; a row of signs is a line to fill.
_OVER_LINES = re.compile(
    r"(?<![*_\\])(?P<two>\*\*|__)(?=[^\s*_])(?P<strong>(?:(?!(?P=two)).)+)(?P=two)(?![*_])",
    re.DOTALL,
)
_LINE_WORDS = re.compile(r"(?P<mark>\s*(?:[-*]\s+|#{1,6}\s+)?)(?P<words>.*\S)(?P<end>\s*)")
_ADDRESS = re.compile(r"https://[^\s\"'<>`\\]+|tel:[+0-9().-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strong:
    """Words of weight."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Words that are stressed."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words that lead to an address, which is https or a telephone number."""

    spans: tuple[Span, ...]
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The end of a line within a paragraph."""


Span: TypeAlias = "str | Output | Strong | Emphasis | Link | Break"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some lines of words."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A line above others."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list of points."""

    items: tuple[tuple[Span, ...], ...]


Block: TypeAlias = Paragraph | Heading | Bullets


def blocks(parts: tuple[Part, ...]) -> tuple[Block, ...]:
    """Return a text as paragraphs, headings and lists; whatever is no markdown is plain words."""
    written = "".join(_HOLE if isinstance(each, Output) else _clean(each) for each in parts)
    values = iter([each for each in parts if isinstance(each, Output)])
    by_line = _OVER_LINES.sub(_line_by_line, written)
    return tuple(_Reader(values=values).blocks(by_line.splitlines()))


def _line_by_line(found: re.Match[str]) -> str:
    """Mark each line of words that go on over the end of a line."""
    if "\n" not in found["strong"]:
        return found[0]
    marked = rf"\g<mark>{found['two']}\g<words>{found['two']}\g<end>"
    return "\n".join(_LINE_WORDS.sub(marked, line) for line in found["strong"].split("\n"))


def plain(text: str) -> str:
    """Return the words of a text of one line without its markdown."""
    return " ".join(_words(each) for each in blocks((text,)))


def _clean(text: str) -> str:
    return _STYLED.sub("", text.replace(_HOLE, ""))


def _words(block: Block) -> str:
    if isinstance(block, Bullets):
        return " ".join(_spoken(item) for item in block.items)
    return _spoken(block.spans)


def _spoken(spans: tuple[Span, ...]) -> str:
    return "".join(_said(each) for each in spans)


def _said(span: Span) -> str:
    if isinstance(span, str):
        return span
    if isinstance(span, Strong | Emphasis | Link):
        return _spoken(span.spans)
    return " " if isinstance(span, Break) else "…"


def _kind(line: str) -> type[Block] | None:
    """Return what a line is part of; an empty one of nothing."""
    if _HEADING.fullmatch(line):
        return Heading
    if _BULLET.fullmatch(line):
        return Bullets
    return Paragraph if line.strip() else None


def _bullet(line: str) -> str:
    return line.strip()[1:].strip()


@dataclass(slots=True, kw_only=True)
class _Reader:
    """One text taken apart from its beginning to its end, its values filled in as they come."""

    values: Iterator[Output]

    def blocks(self, lines: list[str]) -> Iterator[Block]:
        for kind, said in groupby(lines, _kind):
            if kind is Bullets:
                yield Bullets(items=tuple(tuple(self._spans(_bullet(each))) for each in said))
            elif kind is Heading:
                for each in said:
                    yield Heading(spans=tuple(self._spans(each.strip().strip("#").strip())))
            elif kind is Paragraph:
                yield Paragraph(spans=self._lines(said))

    def _lines(self, lines: Iterable[str]) -> tuple[Span, ...]:
        spans: list[Span] = []
        for line in lines:
            if spans:
                spans.append(Break())
            spans += self._spans(line.strip())
        return tuple(spans)

    def _spans(self, text: str) -> Iterator[Span]:
        end = 0
        for found in _INLINE.finditer(text):
            yield from self._filled(text[end : found.start()])
            yield from self._marked(found)
            end = found.end()
        yield from self._filled(text[end:])

    def _marked(self, found: re.Match[str]) -> Iterator[Span]:
        if found["escaped"]:
            yield found["escaped"]
        elif found["strong"]:
            yield Strong(spans=tuple(self._spans(found["strong"])))
        elif found["emphasis"]:
            yield Emphasis(spans=tuple(self._spans(found["emphasis"])))
        else:
            words = tuple(self._spans(found["words"]))
            is_safe = _ADDRESS.fullmatch(found["address"]) is not None
            yield from [Link(spans=words, address=found["address"])] if is_safe else words

    def _filled(self, words: str) -> Iterator[Span]:
        first, *rest = words.split(_HOLE)
        if first:
            yield first
        for each in rest:
            yield next(self.values)
            if each:
                yield each
