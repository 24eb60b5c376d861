"""Draws questions that share their choices as a table."""

from __future__ import annotations

from typing import Final

from server.odk.paper.sheet import Column, Row, Table
from server.web.print.answers import SMALL, tick
from server.web.print.document import Document
from server.web.print.ink import (
    Align,
    Block,
    Line,
    Mark,
    Strip,
    Text,
    below_one_another,
    indented,
    line_height,
)

_NUMBERS: Final = 14.0
_LABEL_SHARE: Final = 0.36
_HEAD: Final = 7.0
_LABEL: Final = 8.5
_WIDEST: Final = 26.0
_TALLEST_CAPTION: Final = 24.0


def table_block(document: Document, table: Table, width: float) -> Block:
    """Return a table: a row for each line, a box to tick for each choice."""
    count = sum(len(each.choices) for each in table.columns)
    label_width = (width - _NUMBERS) * _LABEL_SHARE
    across = min(_WIDEST, (width - _NUMBERS - label_width) / count)
    label_width = width - _NUMBERS - across * count
    shape = _Shape(document=document, table=table, label=label_width, across=across)
    rows = [_row(shape, each) for each in table.rows]
    head = _head(shape)
    return Block(
        strips=(Strip(height=1), below_one_another(head, *rows[:1]), *rows[1:], Strip(height=2.5))
    )


class _Shape:
    """The measures of one table."""

    __slots__ = ("across", "document", "label", "table")

    def __init__(self, *, document: Document, table: Table, label: float, across: float) -> None:
        self.document = document
        self.table = table
        self.label = label
        self.across = across

    @property
    def start(self) -> float:
        """Where the boxes begin."""
        return _NUMBERS + self.label

    @property
    def width(self) -> float:
        """How wide the table is."""
        return self.start + self.across * sum(len(each.choices) for each in self.table.columns)

    def places(self) -> list[tuple[float, Column, str]]:
        """Return each choice with where its column begins."""
        choices = [(each, choice) for each in self.table.columns for choice in each.choices]
        return [
            (self.start + self.across * number, column, choice)
            for number, (column, choice) in enumerate(choices)
        ]


def _head(shape: _Shape) -> Strip:
    marks: list[Mark] = []
    top = _captions(shape, marks)
    texts = [choice for _, _, choice in shape.places()]
    turned = any(shape.document.width(_longest(each), _HEAD) > shape.across - 1.5 for each in texts)
    if turned:
        lines = [shape.document.wrapped(each, _HEAD, _TALLEST_CAPTION) for each in texts]
        high = max(shape.document.width(line, _HEAD) for each in lines for line in each) + 3
    else:
        lines = [shape.document.wrapped(each, _HEAD, shape.across - 1.5) for each in texts]
        high = line_height(_HEAD) * max(map(len, lines)) + 1
    for (x, _, _), text in zip(shape.places(), lines, strict=True):
        middle = x + shape.across / 2
        begin = middle - line_height(_HEAD) * len(text) / 2
        for number, line in enumerate(text):
            if turned:
                at = begin + line_height(_HEAD) * number
                marks.append(Text(x=at, y=top + high - 1, text=line, size=_HEAD, turned=True))
            else:
                y = top + high - 0.5 - line_height(_HEAD) * (len(text) - number)
                marks.append(Text(x=middle, y=y, text=line, size=_HEAD, align=Align.MIDDLE))
    bottom = top + high
    marks.append(Line(x=0, y=bottom, to_x=shape.width, to_y=bottom, width=0.4))
    return Strip(height=bottom, marks=tuple(marks))


def _captions(shape: _Shape, marks: list[Mark]) -> float:
    """Add the caption above the choices of each question of a row; return its height."""
    captions = [each.caption for each in shape.table.columns]
    x, heights = shape.start, [0.0]
    for column, caption in zip(shape.table.columns, captions, strict=True):
        wide = shape.across * len(column.choices)
        strip = shape.document.text(caption, SMALL, wide, bold=True) if caption else Strip(height=0)
        marks += indented(strip, x + 0.8).marks
        heights.append(strip.height)
        x += wide
    return max(heights)


def _longest(text: str) -> str:
    return max(text.split(), key=len, default="")


def _row(shape: _Shape, row: Row) -> Strip:
    required = any(each.is_required for each in row.questions)
    label = shape.document.text(row.label + (" *" if required else ""), _LABEL, shape.label - 2)
    hint = shape.document.text(row.hint, 7, shape.label - 2) if row.hint else Strip(height=0)
    words = below_one_another(Strip(height=0.9), label, hint, Strip(height=0.9))
    height = max(words.height, 6.0)
    marks: list[Mark] = list(indented(words, _NUMBERS).marks)
    numbers = "-".join(str(each) for each in dict.fromkeys(_ends(row)))
    marks.append(Text(x=0, y=1.1, text=numbers, size=7.5, bold=True))
    questions = dict(zip(shape.table.columns, row.questions, strict=True))
    for x, column, _ in shape.places():
        kind = questions[column].kind
        marks.append(tick(kind, x + shape.across / 2 - 1.6, (height - 3.2) / 2))
    marks.append(Line(x=0, y=height, to_x=shape.width, to_y=height, width=0.15))
    x = shape.start
    for column in shape.table.columns:
        marks.append(Line(x=x, y=0, to_x=x, to_y=height, width=0.3))
        x += shape.across * len(column.choices)
    return Strip(height=height, marks=tuple(marks))


def _ends(row: Row) -> tuple[int, int]:
    return row.questions[0].number, row.questions[-1].number
