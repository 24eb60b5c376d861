"""The signs card: what to notice and what to do, the size of a bank card, ten on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from server.errors import Code, Refused
from server.web.print.document import Document, Imprint
from server.web.print.ink import (
    A4,
    Line,
    Mark,
    Strip,
    Text,
    below_one_another,
    indented,
    moved,
)
from server.web.words.table import Words

WIDTH: Final = 85.6  # ISO/IEC 7810 ID-1, in millimetres
HEIGHT: Final = 54.0
ACROSS, DOWN = 2, 5
_LEFT: Final = (A4[0] - ACROSS * WIDTH) / 2
_TOP: Final = (A4[1] - DOWN * HEIGHT) / 2
_MARK: Final = 5.0  # length of a cut mark
_EDGE: Final = 4.0  # left empty inside the card, so that a crooked cut costs no word
_INNER: Final = WIDTH - 2 * _EDGE
_SIZES: Final = (7.4, 7.0, 6.6, 6.2, 5.8)  # points; smaller nobody could read it


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What stands on the cards beside the words; `address` of the online form may be unknown."""

    hotline: str
    address: str | None
    at: datetime
    font: Path | None = None


def signs_cards(languages: Sequence[Words], facts: CardFacts) -> tuple[bytes, str]:
    """Return a PDF: for each language a sheet of fronts and one of backs, to print on both sides.

    With it come the characters that no font has.

    Raises:
        Refused: WORDS_DO_NOT_FIT when an office's own words are too many for the card.
    """
    imprint = Imprint(title="Card", language=languages[0].language.code, at=facts.at)
    with Document(imprint, font=facts.font) as document:
        for words in languages:
            document.dir = words.language.dir
            for side in _fitted(document, words, facts):
                document.page((*_cut_marks(), *_ten(side)))
        return document.bytes(), document.lacking


def _fitted(document: Document, words: Words, facts: CardFacts) -> tuple[Strip, Strip]:
    """Return both sides in the largest type in which they fit."""
    room = HEIGHT - 2 * _EDGE
    for size in _SIZES:
        front, back = _front(document, words, size), _back(document, words, facts, size)
        if max(front.height, back.height) <= room:
            return front, back
    raise Refused(Code.WORDS_DO_NOT_FIT, what="the card", language=words.language.name)


def _front(document: Document, words: Words, size: float) -> Strip:
    rows = [_dotted(document, each, size) for each in words("paper.card.signs").splitlines()]
    return below_one_another(
        _title(document, words("paper.card.title")),
        *rows,
        Strip(height=0.8),
        document.text(words("paper.card.note"), size, _INNER, bold=True),
    )


def _back(document: Document, words: Words, facts: CardFacts, size: float) -> Strip:
    steps = words("paper.card.steps").splitlines()
    rows = [_dotted(document, each, size + 0.6, f"{at}.") for at, each in enumerate(steps, start=1)]
    online = words("paper.card.online", address=facts.address) if facts.address else ""
    return below_one_another(
        document.text(words("paper.card.call"), 8, _INNER, bold=True),
        document.text(facts.hotline, _fitting(document, facts.hotline), _INNER, bold=True),
        Strip(height=0.6),
        _title(document, words("paper.card.what_to_do")),
        *rows,
        Strip(height=0.6),
        document.text(online, size, _INNER),
    )


def _fitting(document: Document, hotline: str) -> float:
    """Return the size in which the number fits on one line."""
    for size in (22.0, 18.0, 14.0):
        if document.width(hotline, size, bold=True) <= _INNER:
            return size
    return 10.0


def _title(document: Document, title: str) -> Strip:
    text = document.text(title, 9, _INNER, bold=True)
    y = text.height + 0.2
    rule = Line(x=0, y=y, to_x=_INNER, to_y=y, width=0.3)
    return Strip(height=y + 1.0, marks=(*text.marks, rule))


def _dotted(document: Document, words: str, size: float, dot: str = "•") -> Strip:
    text = indented(document.text(words, size, _INNER - 3.4), 3.4)
    mark = Text(x=0, y=0, text=dot, size=size, bold=True)
    return Strip(height=text.height + 0.25, marks=(mark, *text.marks))


def _ten(card: Strip) -> Iterator[Mark]:
    for row in range(DOWN):
        for column in range(ACROSS):
            x, y = _LEFT + column * WIDTH, _TOP + row * HEIGHT
            yield from (moved(each, x=x + _EDGE, y=y + _EDGE) for each in card.marks)


def _cut_marks() -> Iterator[Line]:
    """Yield the marks in the margins: cutting from mark to mark gives cards of the exact size."""
    for column in range(ACROSS + 1):
        x = _LEFT + column * WIDTH
        for y, to_y in ((_TOP - 1 - _MARK, _TOP - 1), (_bottom() + 1, _bottom() + 1 + _MARK)):
            yield Line(x=x, y=y, to_x=x, to_y=to_y, width=0.15)
    for row in range(DOWN + 1):
        y = _TOP + row * HEIGHT
        for x, to_x in ((_LEFT - 1 - _MARK, _LEFT - 1), (_right() + 1, _right() + 1 + _MARK)):
            yield Line(x=x, y=y, to_x=to_x, to_y=y, width=0.15)


def _right() -> float:
    return _LEFT + ACROSS * WIDTH


def _bottom() -> float:
    return _TOP + DOWN * HEIGHT
