"""Writes a form's texts as HTML: everything escaped, markdown as elements, values as outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from server.odk.web_form.markdown import (
    Block,
    Break,
    Bullets,
    Emphasis,
    Heading,
    Link,
    Paragraph,
    Span,
    Strong,
    blocks,
)
from server.odk.web_form.tree import Output, Text

_BREAK = Markup("<br>")
_LONELY = re.compile(r" (?=[?!:;»])|(?<=«) ")  # French has a space there, but breaks no line
_LOWEST = 6


def inline(text: Text | None) -> Markup:
    """Write a text within a line, as a label or a legend may hold it."""
    if text is None:
        return Markup()
    lines = [_line(line) for block in blocks(text.parts) for line in _lines(block)]
    return _in_its_language(_BREAK.join(lines), text, "span")


def flowing(text: Text | None, level: int) -> Markup:
    """Write a text as paragraphs, lists and headings; the highest heading is of this level."""
    if text is None:
        return Markup()
    written = Markup().join(_block(each, min(level, _LOWEST)) for each in blocks(text.parts))
    return _in_its_language(written, text, "div")


def _in_its_language(written: Markup, text: Text, tag: str) -> Markup:
    if text.language is None:
        return written
    way = "rtl" if text.language.is_right_to_left else "ltr"
    begin = Markup('<{} lang="{}" dir="{}">').format(tag, text.language.code, way)
    return begin + written + Markup("</{}>").format(tag)


def _lines(block: Block) -> Iterable[tuple[Span, ...]]:
    if isinstance(block, Bullets):
        return [("• ", *item) for item in block.items]
    return [(Strong(spans=block.spans),)] if isinstance(block, Heading) else [block.spans]


def _block(block: Block, level: int) -> Markup:
    if isinstance(block, Paragraph):
        return Markup("<p>{}</p>").format(_line(block.spans))
    if isinstance(block, Heading):
        return Markup("<h{0}>{1}</h{0}>").format(level, _line(block.spans))
    items = Markup().join(Markup("<li>{}</li>").format(_line(each)) for each in block.items)
    return Markup("<ul>{}</ul>").format(items)


def _line(spans: Iterable[Span]) -> Markup:
    return Markup().join(_span(each) for each in spans)


def _span(span: Span) -> Markup:
    match span:
        case Output():
            return Markup('<output data-value="{}"></output>').format(span.index)
        case Strong():
            return Markup("<strong>{}</strong>").format(_line(span.spans))
        case Emphasis():
            return Markup("<em>{}</em>").format(_line(span.spans))
        case Break():
            return _BREAK
        case Link():
            return _link(span)
        case _:
            return escape(_LONELY.sub("\N{NO-BREAK SPACE}", span))


def _link(link: Link) -> Markup:
    """Write words that lead elsewhere with the address beside them, so that nobody is led astray.

    A new window keeps what was filled in; the other site is not told where it was linked from.
    """
    begin = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">').format(link.address)
    words, shown = _line(link.spans), link.address.removeprefix("tel:")
    beside = "" if words.striptags() == shown else Markup(" ({})").format(shown)
    return begin + words + Markup("</a>") + beside
