"""A form on paper, as a PDF: rules, questions and room for the answers, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from server.domain.forms import Audience
from server.odk.paper.languages import language_code
from server.odk.paper.sheet import Item, Kind, PaperForm, questions
from server.web.print.answers import SMALL
from server.web.print.blocks import Writer
from server.web.print.document import Document, Imprint
from server.web.print.flow import Frame, laid_out
from server.web.print.ink import (
    A4,
    Align,
    Block,
    Box,
    Line,
    Mark,
    Strip,
    Text,
    below_one_another,
    indented,
    moved,
)
from server.web.words.table import Language, Table, Words

_SIDE: Final = 14.0
_WIDTH: Final = A4[0] - 2 * _SIDE
_HEADER: Final = 11.0
_FOOT: Final = A4[1] - 13.0
_FRAME: Final = Frame(x=_SIDE, top=_HEADER + 13.0, bottom=_FOOT - 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """With what a form is printed: the table of words, the number of the Hotline, the time.

    `font` is a file of an office's own, for a script that ours has no letters for; `at` is when
    the form was published, so that the same form gives the same bytes.
    """

    table: Table
    hotline: str
    at: datetime
    font: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A PDF, how many sheets it has, and the characters that no font had."""

    content: bytes
    sheets: int
    lacking: str


def paper_form(form: PaperForm, audience: Audience, printing: Printing) -> Printed:
    """Return a form as a PDF of A4 sheets."""
    code = language_code(form.language)
    words = printing.table.words_for(code)
    # The direction is the form's: our words may have to stand in for a language we lack.
    direction = _direction(code, words)
    imprint = Imprint(title=form.title, language=code, at=printing.at)
    with Document(imprint, font=printing.font, dir=direction) as document:
        page = _Sheet(document=document, words=words, form=form, hotline=printing.hotline)
        sheets = laid_out(page.blocks(audience), _FRAME)
        for number, marks in enumerate(sheets, start=1):
            document.page((*page.surround(number, len(sheets)), *marks))
        return Printed(content=document.bytes(), sheets=len(sheets), lacking=document.lacking)


def _direction(code: str, words: Words) -> str:
    return Language(code=code, name=words.language.name).dir


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    document: Document
    words: Words
    form: PaperForm
    hotline: str

    def blocks(self, audience: Audience) -> Iterator[Block]:
        writer = Writer(document=self.document, words=self.words, width=_WIDTH)
        yield self._title()
        yield self._rules(audience)
        if not questions(self.form.items):
            yield Block(strips=(self.document.text(self.words("paper.no_questions"), 10, _WIDTH),))
        yield from writer.blocks(self.form.items)
        yield self._end(audience)

    def surround(self, number: int, count: int) -> tuple[Mark, ...]:
        """Return what stands on each sheet around its blocks."""
        return (*self._header(), *self._footer(number, count))

    def _header(self) -> Iterator[Mark]:
        box, high = 62.0, 8.0
        left = A4[0] - _SIDE - box
        label = self.words("paper.reference")
        confidential = self.words("paper.confidential")
        yield Text(x=_SIDE, y=_HEADER + 1.6, text=confidential, size=10, bold=True)
        yield Text(x=left - 2, y=_HEADER + 1.8, text=label, size=8.5, align=Align.END)
        yield Box(x=left, y=_HEADER, w=box, h=high, width=0.35)

    def _footer(self, number: int, count: int) -> Iterator[Mark]:
        yield Line(x=_SIDE, y=_FOOT, to_x=A4[0] - _SIDE, to_y=_FOOT)
        sheet = self.words("paper.sheet", number=number, count=count)
        what = _fitting(self.document, f"{self.form.title} · {self._version()}", 115)
        confidential = self.words("paper.confidential")
        middle = A4[0] / 2 + 25
        yield Text(x=_SIDE, y=_FOOT + 1, text=what, size=SMALL)
        yield Text(x=middle, y=_FOOT + 1, text=confidential, size=SMALL, align=Align.MIDDLE)
        yield Text(x=A4[0] - _SIDE, y=_FOOT + 1, text=sheet, size=SMALL, bold=True, align=Align.END)

    def _version(self) -> str:
        version = self.form.version
        return (
            self.words("paper.version", version=version) if version else self.words("paper.draft")
        )

    def _title(self) -> Block:
        strips = [
            *self.document.lines(self.form.title, 16, _WIDTH, bold=True),
            self.document.text(f"{self.form.form_id} · {self._version()}", SMALL, _WIDTH),
        ]
        if self.form.stands_in:
            missing = self.words("paper.untranslated", language=self.form.stands_in)
            strips += [Strip(height=1), self.document.text(missing, 9, _WIDTH, bold=True)]
        return Block(strips=(*strips, Strip(height=2.5)))

    def _rules(self, audience: Audience) -> Block:
        inner = _WIDTH - 8
        rules = self.words(f"paper.rules.{audience}", hotline=self.hotline).splitlines()
        rows = [self.document.text(self.words("paper.rules"), 10.5, inner, bold=True)]
        for number, rule in enumerate(rules, start=1):
            text = indented(self.document.text(rule, 9, inner - 6), 6)
            mark = Text(x=0, y=0, text=f"{number}.", size=9, bold=True)
            rows += [Strip(height=0.7), Strip(height=text.height, marks=(mark, *text.marks))]
        how = self.document.text(self.words("paper.how_to_fill"), 8.5, _WIDTH)
        return Block(strips=(_framed(below_one_another(*rows)), Strip(height=2), how))

    def _end(self, audience: Audience) -> Block:
        text = self.document.text(self.words(f"paper.end.{audience}"), 9.5, _WIDTH - 8, bold=True)
        strips = [Strip(height=4), _framed(text)]
        if audience is not Audience.PUBLIC and not _is_signed(self.form.items):
            strips += [Strip(height=9), self._signature()]
        return Block(strips=tuple(strips))

    def _signature(self) -> Strip:
        marks: list[Mark] = []
        for x, wide, key in ((0, 70, "signed_by"), (76, 32, "signed_on"), (114, 68, "signature")):
            marks.append(Line(x=x, y=6, to_x=x + wide, to_y=6))
            marks.append(Text(x=x, y=6.4, text=self.words(f"paper.{key}"), size=SMALL))
        return Strip(height=11, marks=tuple(marks))


def _is_signed(items: tuple[Item, ...]) -> bool:
    return any(each.kind is Kind.SIGNATURE for each in questions(items))


def _framed(strip: Strip) -> Strip:
    frame = Box(x=0, y=0, w=_WIDTH, h=strip.height + 5, width=0.5)
    return Strip(
        height=strip.height + 5, marks=(frame, *(moved(each, x=4, y=2.5) for each in strip.marks))
    )


def _fitting(document: Document, text: str, width: float) -> str:
    """Return a text cut so that it fits on one line."""
    lines = document.wrapped(text, SMALL, width)
    return lines[0] if len(lines) == 1 else f"{lines[0].rstrip()}…"
