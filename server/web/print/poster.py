"""The poster: the number of the Hotline first and large, and the code of the online form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import segno

from server.errors import Code, Refused
from server.web.print.document import Document, Imprint
from server.web.print.ink import (
    A4,
    Align,
    Box,
    Line,
    Mark,
    Strip,
    Text,
    below_one_another,
    indented,
    line_height,
    moved,
)
from server.web.words.table import Words

_SIDE: Final = 18.0
_WIDTH: Final = A4[0] - 2 * _SIDE
_TOP: Final = 16.0
_TABS: Final = 46.0  # height of the strips to tear off, which bear the number only
_COUNT: Final = 9
_CODE: Final = 58.0  # side of the QR code
_QUIET: Final = 9.0  # left white around it (ISO/IEC 18004: four modules)
_NUMBER_SIZES: Final = (150.0, 120.0, 96.0, 72.0, 56.0, 44.0, 32.0)
_SIZES: Final = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterFacts:
    """What stands on the poster beside the words; `root` is the address of the portal."""

    hotline: str
    root: str
    at: datetime
    font: Path | None = None


def report_address(root: str) -> str:
    """Return the address under which the public reports: it never changes."""
    return f"{root.rstrip('/')}/report"


def posters(languages: Sequence[Words], facts: PosterFacts) -> tuple[bytes, str]:
    """Return a PDF with a poster in each language, and the characters that no font has.

    Raises:
        Refused: WORDS_DO_NOT_FIT when an office's own words are too many for the sheet.
    """
    imprint = Imprint(title="Poster", language=languages[0].language.code, at=facts.at)
    with Document(imprint, font=facts.font) as document:
        for words in languages:
            document.dir = words.language.dir
            sheet = _fitted(document, words, facts)
            marks = (moved(each, x=_SIDE, y=_TOP) for each in sheet.marks)
            document.page((*marks, *_tabs(document, facts.hotline)))
        return document.bytes(), document.lacking


def _fitted(document: Document, words: Words, facts: PosterFacts) -> Strip:
    for size in _SIZES:
        sheet = _sheet(document, words, facts, size)
        if sheet.height <= A4[1] - _TOP - _TABS - 6:
            return sheet
    raise Refused(Code.WORDS_DO_NOT_FIT, what="the poster", language=words.language.name)


def _sheet(document: Document, words: Words, facts: PosterFacts, size: float) -> Strip:
    number = _largest(document, facts.hotline)
    middle = Align.MIDDLE

    def text(key: str, points: float, *, bold: bool = False) -> Strip:
        return document.text(words(f"paper.poster.{key}"), points, _WIDTH, bold=bold, align=middle)

    return below_one_another(
        text("call", size + 9, bold=True),
        document.text(facts.hotline, number, _WIDTH, bold=True, align=middle),
        text("urgent", size + 1),
        text("anonymous", size + 1, bold=True),
        _rule(),
        document.text(words("paper.poster.what"), size + 2, _WIDTH, bold=True),
        Strip(height=1),
        document.text(words("paper.poster.explanation"), size, _WIDTH),
        Strip(height=2),
        document.text(words("paper.poster.notice"), size, _WIDTH, bold=True),
        Strip(height=5),
        Strip(height=0, marks=(Line(x=0, y=0, to_x=_WIDTH, to_y=0, width=0.4),)),
        _online(document, words, facts, size),
    )


def _online(document: Document, words: Words, facts: PosterFacts, size: float) -> Strip:
    address = report_address(facts.root)
    room = _WIDTH - _CODE - _QUIET
    texts = below_one_another(
        document.text(words("paper.poster.online"), size + 3, room, bold=True),
        Strip(height=1.5),
        document.text(words("paper.poster.scan"), size - 1, room),
        Strip(height=1.5),
        document.text(address.split("://", 1)[-1], size - 0.5, room, bold=True),
        Strip(height=1.5),
        document.text(words("paper.poster.safe"), size - 2, room),
    )
    code = tuple(moved(each, y=_QUIET) for each in _code(address))
    beside_it = (moved(each, y=_QUIET) for each in indented(texts, _CODE + _QUIET).marks)
    return Strip(height=_QUIET + max(_CODE, texts.height), marks=(*code, *beside_it))


def _code(address: str) -> Iterator[Box]:
    """Yield the squares of the QR code, each run of a row as one so that no gaps show."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    side = _CODE / len(rows)
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = next((at for at in range(x, len(row)) if not row[at]), len(row)) - x
            if run:
                yield Box(x=x * side, y=y * side, w=run * side, h=side, filled=True, width=0)
            x += run or 1


def _largest(document: Document, hotline: str) -> float:
    """Return the size in which the number fills the width on one line."""
    fitting = (each for each in _NUMBER_SIZES if document.width(hotline, each, bold=True) <= _WIDTH)
    return next(fitting, _NUMBER_SIZES[-1])


def _rule() -> Strip:
    return Strip(height=9, marks=(Line(x=0, y=4.5, to_x=_WIDTH, to_y=4.5, width=0.4),))


def _tabs(document: Document, hotline: str) -> Iterator[Mark]:
    """Yield the strips to tear off: nothing on them but the number."""
    top = A4[1] - _TABS
    yield Line(x=0, y=top, to_x=A4[0], to_y=top, dashed=True)
    sizes = (26.0, 20.0, 16.0, 13.0, 10.0)
    fits = (each for each in sizes if document.width(hotline, each, bold=True) <= _TABS - 8)
    size = next(fits, 8.0)
    wide = A4[0] / _COUNT
    for number in range(_COUNT):
        x = wide * number
        if number:
            yield Line(x=x, y=top, to_x=x, to_y=A4[1], dashed=True)
        begin = A4[1] - (_TABS - document.width(hotline, size, bold=True)) / 2
        at = x + (wide - line_height(size)) / 2
        yield Text(x=at, y=begin, text=hotline, size=size, bold=True, turned=True)
