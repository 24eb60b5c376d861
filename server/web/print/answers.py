"""Draws the room for an answer: boxes to tick, boxes for digits, lines and fields to write in."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from server.odk.paper.sheet import Kind, Question
from server.web.print.document import Document
from server.web.print.ink import (
    Align,
    Box,
    Line,
    Strip,
    Text,
    below_one_another,
    beside,
    indented,
    line_height,
)
from server.web.words.table import Words

SIZE: Final = 9.0  # of a choice, in points
SMALL: Final = 7.5
_TICK: Final = 3.2  # side of a box to tick, millimetres
_CELL_W, _CELL_H = 5.0, 6.6  # a box for one digit
_WRITING: Final = 8.5  # height of a line to write on
_MOST_COLUMNS: Final = 4
_GAP: Final = 4.0
_TEXT_AT: Final = _TICK + 2.2
_BETWEEN: Final = 1.2  # choices


def answer(document: Document, question: Question, words: Words, width: float) -> tuple[Strip, ...]:
    """Return the room for the answer to a question; between its strips a sheet may end."""
    if question.kind in {Kind.ONE, Kind.SEVERAL, Kind.RANK}:
        return _choices(document, question, width)
    if question.kind is Kind.DEVICE:
        return document.lines(words("paper.device"), SMALL, width)
    if question.kind in {Kind.WRITTEN, Kind.LINE, Kind.DECIMAL}:
        return (written_line(width),)
    field = _field(question.kind, width)
    return (field or _cells(_pattern(question, words)),)


def _field(kind: Kind, width: float) -> Strip | None:
    """Return an empty frame to write, sign or tick in."""
    if kind is Kind.LINES:
        return Strip(height=30, marks=(Box(x=0, y=1, w=width, h=28),))
    if kind is Kind.SIGNATURE:
        return Strip(height=23, marks=(Box(x=0, y=1, w=min(width, 85), h=21),))
    if kind is Kind.TICK:
        return Strip(height=_TICK + 2.5, marks=(Box(x=0, y=1.5, w=_TICK, h=_TICK),))
    return None


def is_short(question: Question) -> bool:
    """Tell whether the answer can stand beside a short question."""
    return question.kind in {
        Kind.LINE,
        Kind.WRITTEN,
        Kind.DECIMAL,
        Kind.INTEGER,
        Kind.DATE,
        Kind.TIME,
        Kind.MOMENT,
        Kind.TICK,
    }


def written_line(width: float) -> Strip:
    """Return a line to write on."""
    return Strip(height=_WRITING, marks=(Line(x=0, y=_WRITING - 2, to_x=width, to_y=_WRITING - 2),))


def tick(kind: Kind, x: float, y: float) -> Box:
    """Return a box to tick: round where only one of several may be, larger for a number."""
    if kind is Kind.RANK:
        return Box(x=x, y=y - 0.4, w=_TICK + 1, h=_TICK + 0.8)
    return Box(x=x, y=y, w=_TICK, h=_TICK, round=kind is Kind.ONE, width=0.3)


def _choices(document: Document, question: Question, width: float) -> tuple[Strip, ...]:
    """Return the choices in as many columns as they fit in, read down each column."""
    widest = max((document.width(each, SIZE) for each in question.choices), default=0)
    columns = int((width + _GAP) // (widest + _TEXT_AT + _GAP))
    columns = max(1, min(columns, _MOST_COLUMNS, len(question.choices)))
    across = (width + _GAP) / columns
    room = across - _TEXT_AT - _GAP
    if columns == 1:
        texts = [document.lines(each, SIZE, room) for each in question.choices]
        return tuple(strip for lines in texts for strip in _alone(question.kind, lines))
    rows = math.ceil(len(question.choices) / columns)
    texts = [document.lines(each, SIZE, room) for each in question.choices]
    return tuple(_in_a_row(question.kind, texts[row::rows], across) for row in range(rows))


def _alone(kind: Kind, lines: tuple[Strip, ...]) -> Iterator[Strip]:
    """Yield a choice that takes the whole width, line by line."""
    for number, line in enumerate(lines):
        text = indented(line, _TEXT_AT)
        marks = (tick(kind, 0, 0.5), *text.marks) if number == 0 else text.marks
        is_last = number == len(lines) - 1
        yield Strip(height=line.height + (_BETWEEN if is_last else 0), marks=marks)


def _in_a_row(kind: Kind, texts: list[tuple[Strip, ...]], across: float) -> Strip:
    placed = [
        indented(below_one_another(*_alone(kind, lines)), across * column)
        for column, lines in enumerate(texts)
    ]
    return beside(*placed)


def _pattern(question: Question, words: Words) -> str:
    """Return a letter for each box, and what stands between the boxes."""
    day, month, year = (words(f"paper.{each}") for each in ("day", "month", "year"))
    date = f"{day * 2}/{month * 2}/{year * 4}"
    time = f"{words('paper.hour') * 2}:{words('paper.minute') * 2}"
    return {
        Kind.DATE: date,
        Kind.TIME: time,
        Kind.MOMENT: f"{date} {time}",
    }.get(question.kind, "\0" * question.digits)


def _cells(pattern: str) -> Strip:
    marks: list[Box | Text] = []
    x = 0.0
    for letter in pattern:
        if letter in "/: ":
            marks.append(Text(x=x + 1.2, y=2.2, text=letter, size=11, align=Align.MIDDLE))
            x += 2.4 if letter != " " else 6
            continue
        marks.append(Box(x=x, y=1.0, w=_CELL_W, h=_CELL_H))
        if letter != "\0":
            middle = x + _CELL_W / 2
            marks.append(Text(x=middle, y=1.2 + _CELL_H, text=letter, size=5.5, align=Align.MIDDLE))
        x += _CELL_W
    letters = line_height(5.5) if pattern.strip("\0") else 0
    return Strip(height=_CELL_H + 2.2 + letters, marks=tuple(marks))
