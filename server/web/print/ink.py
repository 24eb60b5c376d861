"""What can be drawn on a sheet: texts, lines, boxes, in millimetres from the top left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeAlias

A4: Final = (210.0, 297.0)
POINT: Final = 25.4 / 72  # one point in millimetres
_LEADING: Final = 1.28


class Align(StrEnum):
    """Where a text stands from its `x`: begins, ends or is in the middle there."""

    START = "L"
    END = "R"
    MIDDLE = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text; `size` is in points, `turned` text runs upwards from the bottom."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    align: Align = Align.START
    turned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line; a `dashed` one is to be cut or written on."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.2
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle, filled with black or empty; a `round` one is an ellipse."""

    x: float
    y: float
    w: float
    h: float
    width: float = 0.25
    filled: bool = False
    round: bool = False


Mark: TypeAlias = Text | Line | Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Marks that belong together and are never parted by a page's end."""

    height: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Strips to be kept on one sheet where that can be; a heading stays with what follows."""

    strips: tuple[Strip, ...]
    is_heading: bool = False
    new_sheet: bool = False

    @property
    def height(self) -> float:
        """The height of all its strips."""
        return sum(strip.height for strip in self.strips)


def line_height(size: float) -> float:
    """Return the height of a line of text of a size in points, in millimetres."""
    return size * POINT * _LEADING


def moved(mark: Mark, *, x: float = 0.0, y: float = 0.0) -> Mark:
    """Return a mark further right and down."""
    if isinstance(mark, Line):
        return replace(mark, x=mark.x + x, y=mark.y + y, to_x=mark.to_x + x, to_y=mark.to_y + y)
    return replace(mark, x=mark.x + x, y=mark.y + y)


def mirrored(mark: Mark, width: float) -> Mark:
    """Return a mark as it stands on a sheet that is read from right to left."""
    if isinstance(mark, Text) and mark.turned:
        return replace(mark, x=width - mark.x - line_height(mark.size))
    if isinstance(mark, Text):
        turn = {Align.START: Align.END, Align.END: Align.START, Align.MIDDLE: Align.MIDDLE}
        return replace(mark, x=width - mark.x, align=turn[mark.align])
    if isinstance(mark, Line):
        return replace(mark, x=width - mark.x, to_x=width - mark.to_x)
    return replace(mark, x=width - mark.x - mark.w)


def beside(*strips: Strip) -> Strip:
    """Return strips drawn over one another as one."""
    height = max((strip.height for strip in strips), default=0.0)
    return Strip(height=height, marks=tuple(mark for strip in strips for mark in strip.marks))


def below_one_another(*strips: Strip) -> Strip:
    """Return strips one below the other as one that is never parted."""
    marks: list[Mark] = []
    y = 0.0
    for strip in strips:
        marks += [moved(mark, y=y) for mark in strip.marks]
        y += strip.height
    return Strip(height=y, marks=tuple(marks))


def indented(strip: Strip, x: float) -> Strip:
    """Return a strip further right."""
    return Strip(height=strip.height, marks=tuple(moved(mark, x=x) for mark in strip.marks))
