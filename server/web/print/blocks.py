"""Turns the items of a paper form into blocks: headings, notes, questions, tables, repeats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from server.odk.paper.sheet import Item, Kind, Note, Question, Section, Table, questions
from server.web.print.answers import SMALL, answer, is_short
from server.web.print.document import Document
from server.web.print.grid import table_block
from server.web.print.ink import (
    Align,
    Block,
    Box,
    Line,
    Strip,
    Text,
    below_one_another,
    beside,
    indented,
    line_height,
)
from server.web.print.saying import said, said_of_more, said_of_note, said_of_part
from server.web.words.table import Words

LABEL: Final = 9.5
INDENT: Final = 11.0  # what stands left of a question: its number
_BESIDE: Final = 62.0  # a label up to this width has its answer beside it
_ANSWERS_AT: Final = 66.0
_HEADINGS: Final = (12.5, 10.5, 9.5)
_COPIES: Final = 2
_MOST_NESTED: Final = 3  # repeats within repeats, each printed more than once
_MOST_HINTS: Final = 3  # lines of them beside an answer
_SHORT_NOTE: Final = 40.0  # millimetres; it stays with what follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes the items of a form in the words of a language, into a column of some width."""

    document: Document
    words: Words
    width: float

    def blocks(
        self, items: tuple[Item, ...], *, level: int = 0, nested: int = 0
    ) -> Iterator[Block]:
        """Yield the blocks of some items; `level` is how deep their section lies."""
        for item in items:
            if isinstance(item, Section):
                yield from self._section(item, level, nested)
            elif isinstance(item, Question):
                yield self._question(item)
            elif isinstance(item, Table):
                yield table_block(self.document, item, self.width)
            else:
                yield self._note(item)

    def _section(self, section: Section, level: int, nested: int) -> Iterator[Block]:
        numbers = [each.number for each in questions(section.items)]
        if section.title:
            yield self._heading(section.title, level)
        if section.condition and numbers:
            ends = {"first": min(numbers), "last": max(numbers)}
            yield self._aside(said_of_part(section.condition, self.words, **ends))
        if not section.repeats:
            yield from self.blocks(section.items, level=level + bool(section.title), nested=nested)
            return
        for copy in range(1, _COPIES + 1 if nested < _MOST_NESTED else 2):
            yield self._copy(section.title, copy)
            yield from self.blocks(section.items, level=level + 1, nested=nested + 1)
        if numbers:
            more = said_of_more(self.words, first=min(numbers), last=max(numbers))
            yield Block(strips=(self.document.text(more, SMALL, self.width, bold=True), _space(3)))

    def _heading(self, title: str, level: int) -> Block:
        size = _HEADINGS[min(level, len(_HEADINGS) - 1)]
        lines = self.document.lines(title, size, self.width, bold=True)
        rule = Line(x=0, y=0.6, to_x=self.width, to_y=0.6, width=0.5 if level == 0 else 0.2)
        before = _space(4.5 if level == 0 else 2.5)
        return Block(strips=(before, *lines, Strip(height=2.4, marks=(rule,))), is_heading=True)

    def _aside(self, text: str) -> Block:
        lines = self.document.lines(text, SMALL, self.width, bold=True)
        return Block(strips=(*lines, _space(1.5)), is_heading=True)

    def _copy(self, title: str, number: int) -> Block:
        key = "paper.copy" if title else "paper.copy_untitled"
        lines = self.document.lines(
            self.words(key, title=title, number=number), _HEADINGS[2], self.width, bold=True
        )
        return Block(strips=(_space(1.5), *lines, _space(1)), is_heading=True)

    def _note(self, note: Note) -> Block:
        """Return a note: its words beside a thick bar."""
        width = self.width - 4
        when = said_of_note(note.condition, self.words)
        lines = [
            *(self.document.lines(when, SMALL, width, bold=True) if when else ()),
            *self.document.lines(note.text, 9, width),
        ]
        block = Block(strips=(_space(1), *map(_with_bar, lines), _space(2)))
        # What depends on an answer speaks of the question before it.
        leads = note.condition is None and block.height <= _SHORT_NOTE
        return replace(block, is_heading=leads)

    def _question(self, question: Question) -> Block:
        width = self.width - INDENT
        before = self._before(question, width)
        body = self._beside(question, width) or self._below(question, width)
        numbered = (beside(_number(question.number), body[0]), *body[1:])
        # The number stands left of the label, not of the condition above it.
        strips = (*(indented(each, INDENT) for each in before), *numbered)
        return Block(strips=(_space(0.8), *strips, _space(1.8)))

    def _beside(self, question: Question, width: float) -> tuple[Strip, ...]:
        """Return label and hint with the answer beside them, nothing where that is too narrow."""
        label = _marked(question)
        if not is_short(question) or self.document.width(label, LABEL, bold=True) > _BESIDE:
            return ()
        hints = self.document.lines(self._hint(question), SMALL, _BESIDE)
        if "\n" in label or len(hints) > _MOST_HINTS:
            return ()
        words = (_space(0.4), self.document.text(label, LABEL, _BESIDE, bold=True), *hints)
        room = answer(self.document, question, self.words, width - _ANSWERS_AT)
        text = indented(below_one_another(*words), INDENT)
        return (beside(text, *(indented(each, INDENT + _ANSWERS_AT) for each in room)),)

    def _below(self, question: Question, width: float) -> tuple[Strip, ...]:
        """Return label and hint with the answer below them."""
        first, *label = self.document.lines(_marked(question), LABEL, width, bold=True)
        hints = self.document.lines(self._hint(question), SMALL, width)
        room = answer(self.document, question, self.words, width)
        strips = (below_one_another(_space(0.4), first), *label, *hints, _space(0.8), *room)
        return tuple(indented(each, INDENT) for each in strips)

    def _before(self, question: Question, width: float) -> tuple[Strip, ...]:
        when = said(question.condition, self.words)
        arrow = "←" if self.document.dir == "rtl" else "→"
        return self.document.lines(f"{arrow} {when}", SMALL, width) if when else ()

    def _hint(self, question: Question) -> str:
        extra = {
            Kind.SEVERAL: "paper.several",
            Kind.RANK: "paper.rank",
            Kind.WRITTEN: "paper.written",
        }.get(question.kind)
        hints = [question.hint, self.words(extra) if extra else ""]
        return "\n".join(each for each in hints if each)


def _marked(question: Question) -> str:
    return f"{question.label} *" if question.is_required else question.label


def _number(number: int) -> Strip:
    box = Box(x=0, y=0.3, w=8.4, h=line_height(8) + 0.6, width=0.2)
    text = Text(x=4.2, y=0.6, text=str(number), size=8, bold=True, align=Align.MIDDLE)
    return Strip(height=line_height(8) + 1, marks=(box, text))


def _with_bar(strip: Strip) -> Strip:
    bar = Box(x=0.4, y=0, w=0.9, h=strip.height, filled=True, width=0)
    return Strip(height=strip.height, marks=(bar, *indented(strip, 4).marks))


def _space(height: float) -> Strip:
    return Strip(height=height)
