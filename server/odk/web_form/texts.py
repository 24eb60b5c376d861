"""Reads what a form says in one language, with the values it quotes from the answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from server.odk.web_form.languages import Language
from server.odk.web_form.literals import quoted
from server.odk.web_form.model import Expression
from server.odk.web_form.reading import expression
from server.odk.web_form.tree import Output, Part, Text
from server.odk.xform_model import Model
from server.odk.xform_tree import Element, child, children
from server.odk.xml import local_name

_ITEXT = re.compile(r"jr:itext\(\s*(['\"])(?P<id>.*)\1\s*\)")
_MISSING = "-"  # what pyxform writes where a language has no translation
_PLAIN = frozenset({None, "long"})
_GUIDANCE = frozenset({"guidance"})

Entries: TypeAlias = Mapping[str, Mapping[str, Element]]  # by id, then by the language's label
_Piece: TypeAlias = str | Expression


def read_entries(model: Model) -> Entries:
    """Return the translated texts of a form as they are written."""
    found: dict[str, dict[str, Element]] = {}
    itext = child(model.element, "itext")
    for translation in children(itext, "translation") if itext is not None else []:
        for text in children(translation, "text"):
            found.setdefault(text.get("id", ""), {})[translation.get("lang", "")] = text
    return found


@dataclass(slots=True, kw_only=True)
class Texts:
    """The texts of a form; `constants` are nodes whose value never changes, by path.

    A text that is missing in the language is taken from the form's default language, the first.
    """

    language: Language
    languages: tuple[Language, ...]
    entries: Entries
    constants: Mapping[str, str]
    _values: dict[Expression, int] = field(default_factory=dict)

    @property
    def values(self) -> tuple[Expression, ...]:
        """The values that the texts read so far quote, in the order of their indices."""
        return tuple(self._values)

    def label(self, element: Element | None, context: str) -> Text | None:
        """Return what a label or hint says, seen from the node at `context`."""
        return None if element is None else self._said(element, context, _PLAIN)

    def guidance(self, hint: Element | None, context: str) -> Text | None:
        """Return the guidance that a hint carries for whoever wants to know more."""
        if hint is None or not _ITEXT.fullmatch(hint.get("ref", "").strip()):
            return None
        return self._said(hint, context, _GUIDANCE)

    def by_id(self, name: str, context: str) -> Text | None:
        """Return the text of this id."""
        return self._text(*self._translated(name, context, _PLAIN))

    def message(self, written: str, context: str) -> str | Expression | None:
        """Return what a message attribute says; an expression where it quotes an answer."""
        found = _ITEXT.fullmatch(written.strip())
        if found is None:
            return written.strip() or None
        pieces, _ = self._translated(found["id"], context, _PLAIN)
        if any(isinstance(each, Expression) for each in pieces):
            parts = (quoted(each) if isinstance(each, str) else each.text for each in pieces)
            return expression(f"concat({', '.join(parts)}, '')", context)
        return "".join(each for each in pieces if isinstance(each, str)) or None

    def plain(self, name: str) -> str:
        """Return the text of this id without the values it quotes, each an ellipsis instead."""
        pieces, _ = self._translated(name, "", _PLAIN)
        return "".join(each if isinstance(each, str) else "…" for each in pieces)

    def _said(self, element: Element, context: str, forms: frozenset[str | None]) -> Text | None:
        found = _ITEXT.fullmatch(element.get("ref", "").strip())
        if found:
            return self._text(*self._translated(found["id"], context, forms))
        return self._text(self._pieces(element, context), self.language)

    def _translated(
        self, name: str, context: str, forms: frozenset[str | None]
    ) -> tuple[tuple[_Piece, ...], Language]:
        """Return a text in the language, else in the first of the form's that has it."""
        entry = self.entries.get(name, {})
        for language in (self.language, *self.languages):
            text = entry.get(language.label)
            values = [] if text is None else children(text, "value")
            value = next((each for each in values if each.get("form") in forms), None)
            pieces = () if value is None else self._pieces(value, context)
            if pieces not in {(), (_MISSING,)}:
                return pieces, language
        return (), self.language

    def _pieces(self, element: Element, context: str) -> tuple[_Piece, ...]:
        """Return the words of an element and the values between them, trimmed at both ends."""
        pieces: list[_Piece] = []
        for each in self._known(_raw(element), context):
            if isinstance(each, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += each
            else:
                pieces.append(each)
        last = len(pieces) - 1
        trimmed = (
            _trimmed(each, is_first=place == 0, is_last=place == last)
            for place, each in enumerate(pieces)
        )
        return tuple(each for each in trimmed if each != "")

    def _known(self, raw: Iterable[_Piece], context: str) -> Iterator[_Piece]:
        for each in raw:
            if isinstance(each, str):
                yield each
            else:
                quoted_value = expression(each.text, context)
                yield self.constants.get(quoted_value.text, quoted_value)

    def _text(self, pieces: tuple[_Piece, ...], language: Language) -> Text | None:
        if not pieces:
            return None
        return Text(
            parts=tuple(self._part(each) for each in pieces),
            language=None if language == self.language else language,
        )

    def _part(self, piece: _Piece) -> Part:
        if isinstance(piece, str):
            return piece
        return Output(index=self._values.setdefault(piece, len(self._values)))


def _trimmed(piece: _Piece, *, is_first: bool, is_last: bool) -> _Piece:
    if isinstance(piece, Expression):
        return piece
    words = piece.lstrip() if is_first else piece
    return words.rstrip() if is_last else words


def _raw(element: Element) -> Iterator[_Piece]:
    yield element.text or ""
    for each in children(element):
        if local_name(each) == "output":
            yield Expression(text=each.get("value") or each.get("ref") or "''")
        else:
            yield from _raw(each)
        yield each.tail or ""
