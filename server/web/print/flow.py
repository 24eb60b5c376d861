"""Lays blocks out on sheets, so that no question is parted by the end of a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from server.web.print.ink import Block, Mark, Strip, moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of a sheet that is written on."""

    x: float
    top: float
    bottom: float


@dataclass(slots=True)
class _Sheets:
    frame: Frame
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = field(init=False)

    def __post_init__(self) -> None:
        self.y = self.frame.top

    @property
    def room(self) -> float:
        return self.frame.bottom - self.y

    def turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
        self.y = self.frame.top

    def put(self, strip: Strip) -> None:
        if strip.height > self.room:
            self.turn()
        self.pages[-1] += [moved(mark, x=self.frame.x, y=self.y) for mark in strip.marks]
        self.y += strip.height


def laid_out(blocks: Iterable[Block], frame: Frame) -> tuple[tuple[Mark, ...], ...]:
    """Return the marks of each sheet.

    A block that does not fit on the rest of a sheet goes to the next, with the headings before
    it; one that is higher than a sheet is parted between its strips.
    """
    sheets = _Sheets(frame)
    headings: list[Block] = []
    for block in blocks:
        headings.append(block)
        if block.is_heading:
            continue
        _place(sheets, headings)
        headings = []
    _place(sheets, headings)
    return tuple(tuple(page) for page in sheets.pages)


def _place(sheets: _Sheets, blocks: list[Block]) -> None:
    height = sum(block.height for block in blocks)
    is_new = any(block.new_sheet for block in blocks)
    if is_new or (height > sheets.room and height <= sheets.frame.bottom - sheets.frame.top):
        sheets.turn()
    for block in blocks:
        for strip in block.strips:
            sheets.put(strip)
