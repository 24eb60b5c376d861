"""A PDF: measures text, draws marks on its pages, and gives the bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from server.web.print.ink import A4, Align, Line, Mark, Strip, Text, line_height, mirrored
from server.web.print.letters import BOLD, REGULAR, is_plain, require_font

_OURS, _OWN = "lespwa", "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What a PDF says of itself; a fixed time makes the same content the same bytes."""

    title: str
    language: str
    at: datetime


@dataclass(slots=True)
class Document:
    """A PDF, made within `with`; `font` is a file of an office's own, `dir` "rtl" or "ltr"."""

    imprint: Imprint
    font: Path | None = None
    dir: str = "ltr"
    _pdf: FPDF = field(init=False)
    _known: set[int] = field(init=False, default_factory=set)
    _lacking: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._pdf = FPDF(unit="mm", format="A4")
        self._pdf.set_auto_page_break(auto=False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_title(self.imprint.title)
        self._pdf.set_lang(self.imprint.language or "en")
        self._pdf.set_producer("Lespwa")
        self._pdf.set_creation_date(self.imprint.at)
        self._load()

    def _load(self) -> None:
        if self.font is not None:
            require_font(self.font)  # first, so that no file is left open
        self._pdf.add_font(_OURS, "", REGULAR)
        self._pdf.add_font(_OURS, "B", BOLD)
        if self.font is not None:
            self._pdf.add_font(_OWN, "", self.font)
            self._pdf.add_font(_OWN, "B", self.font)
            self._pdf.set_fallback_fonts([_OURS], exact_match=False)
        for each in self._pdf.fonts.values():
            self._known |= set(getattr(each, "cmap", {}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each in self._pdf.fonts.values():  # they are read as they are needed
            if isinstance(each, TTFFont):
                each.close()

    @property
    def lacking(self) -> str:
        """The characters that were asked for and that no font has."""
        return "".join(sorted(self._lacking))

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a line of text is, in millimetres."""
        self._set(text, size, bold=bold)
        return float(self._pdf.get_string_width(text))

    def wrapped(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """Return a text as lines no wider than that; a word that is too long is cut."""
        lines: list[str] = []
        for paragraph in text.splitlines():
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}" if line else word
                if self.width(longer, size, bold=bold) <= width:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                *cut, line = self._cut(word, size, width, bold=bold)
                lines += cut
            lines.append(line)
        return lines

    def _cut(self, word: str, size: float, width: float, *, bold: bool) -> list[str]:
        if self.width(word, size, bold=bold) <= width:
            return [word]
        pieces = [""]
        for character in word:
            if pieces[-1] and self.width(pieces[-1] + character, size, bold=bold) > width:
                pieces.append("")
            pieces[-1] += character
        return pieces

    def text(
        self,
        text: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        align: Align = Align.START,
    ) -> Strip:
        """Return a text wrapped into a strip of that width."""
        strips = self.lines(text, size, width, bold=bold, align=align)
        high = line_height(size)
        marks = tuple(
            Text(x=mark.x, y=number * high, text=mark.text, size=size, bold=bold, align=align)
            for number, strip in enumerate(strips)
            for mark in strip.marks
            if isinstance(mark, Text)
        )
        return Strip(height=high * len(strips), marks=marks)

    def lines(
        self,
        text: str,
        size: float,
        width: float,
        *,
        bold: bool = False,
        align: Align = Align.START,
    ) -> tuple[Strip, ...]:
        """Return a text wrapped, each line a strip of its own."""
        x = {Align.START: 0.0, Align.MIDDLE: width / 2, Align.END: width}[align]
        return tuple(
            Strip(
                height=line_height(size),
                marks=(Text(x=x, y=0, text=line, size=size, bold=bold, align=align),),
            )
            for line in self.wrapped(text, size, width, bold=bold)
        )

    def page(self, marks: Iterable[Mark]) -> None:
        """Add a page with its marks."""
        self._pdf.add_page()
        for mark in marks:
            self._draw(mirrored(mark, A4[0]) if self.dir == "rtl" else mark)

    def bytes(self) -> bytes:
        """Return the finished PDF."""
        return bytes(self._pdf.output())

    def _draw(self, mark: Mark) -> None:
        if isinstance(mark, Text):
            self._write(mark)
        elif isinstance(mark, Line):
            self._pdf.set_line_width(mark.width)
            self._pdf.set_dash_pattern(*((1, 1) if mark.dashed else (0, 0)))
            self._pdf.line(mark.x, mark.y, mark.to_x, mark.to_y)
        else:
            self._pdf.set_line_width(mark.width)
            self._pdf.set_dash_pattern(0, 0)
            self._pdf.set_fill_color(0)
            shape = self._pdf.ellipse if mark.round else self._pdf.rect
            shape(mark.x, mark.y, mark.w, mark.h, style="F" if mark.filled else "D")

    def _write(self, mark: Text) -> None:
        wide = self.width(mark.text, mark.size, bold=mark.bold)
        high = line_height(mark.size)
        if mark.turned:
            with self._pdf.rotation(90, mark.x, mark.y):
                self._pdf.set_xy(mark.x, mark.y)
                self._pdf.cell(wide, high, mark.text)
            return
        before = {Align.START: 0.0, Align.MIDDLE: wide / 2, Align.END: wide}[mark.align]
        self._pdf.set_xy(mark.x - before, mark.y)
        self._pdf.cell(wide, high, mark.text)

    def _set(self, text: str, size: float, *, bold: bool) -> None:
        self._lacking |= {
            each for each in text if ord(each) not in self._known and each.isprintable()
        }
        self._pdf.set_font(_OURS if self.font is None else _OWN, "B" if bold else "", size)
        needs_shape = not all(map(is_plain, text))
        direction = TextDirection.RTL if self.dir == "rtl" else TextDirection.LTR
        self._pdf.set_text_shaping(needs_shape, direction=direction if needs_shape else None)
