"""The written forms, each kept for the next who asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from server.odk.web_form.compile import compile_web_form
from server.odk.web_form.languages import Language, chosen
from server.odk.web_form.tree import WebForm
from server.web.fill.page import FillText, fill_text
from server.web.fill.shelf import Shelf
from server.web.words.table import Words

_MOST = 48  # written forms, of a tenth to half a megabyte each

_Key = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published version, and how its XForm and its files by name are read when needed."""

    version_id: str
    read: Callable[[], tuple[bytes, Mapping[str, bytes]]] = field(repr=False)

    def form(self, language: str | None) -> WebForm:
        """Compile it in a language."""
        xform, media = self.read()
        return compile_web_form(xform, media, language)


@dataclass(slots=True, kw_only=True)
class FillPages:
    """Written forms by version, language, language of the words, and whether step by step.

    A published version never changes. Whoever asks for a language that a form does not have is
    given its default one, so that invented languages cost nothing. `is_public` leaves out what
    is only said to those who are signed in.
    """

    most: int = _MOST
    is_public: bool = False
    _texts: Shelf[_Key, FillText] = field(init=False)
    _spoken: Shelf[str, tuple[Language, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self._texts = Shelf(self.most)
        self._spoken = Shelf(self.most)

    def text(
        self, published: Published, language: str | None, words: Words, *, is_stepped: bool
    ) -> FillText:
        """Return a form in the language of that code, or in its default one, ready to embed."""
        version = published.version_id
        spoken = self._spoken.get(version, lambda: published.form(None).languages)
        label = chosen(spoken, language).label
        said = words.for_public if self.is_public else words.for_form_at_desk
        return self._texts.get(
            (version, label, words.language.code, is_stepped),
            lambda: fill_text(published.form(label), said(), is_stepped=is_stepped),
        )
