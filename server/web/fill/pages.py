"""The written forms, each kept for the next who asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from server.services.publishing.shelf import Shelf
from server.services.publishing.web_forms import OfferedForm
from server.web.fill.page import FillPlace, FillText, embed, fill_text
from server.web.words.table import Words

_MOST = 48  # written forms, of a tenth to half a megabyte each

_Key = tuple[str, str, str, bool]


def _shelf() -> Shelf[_Key, FillText]:
    return Shelf(_MOST)


@dataclass(slots=True)
class FillPages:
    """Written forms by version, language, language of the words, and whether step by step."""

    _texts: Shelf[_Key, FillText] = field(default_factory=_shelf, init=False)

    def page(self, offered: OfferedForm, words: Words, place: FillPlace) -> Markup:
        """Return a form and its model as a page holds them, for this place."""
        key = (
            offered.version_id,
            offered.form.language.label,
            words.language.code,
            place.is_stepped,
        )
        text = self._texts.get(
            key,
            lambda: fill_text(offered.form, words.for_script(), is_stepped=place.is_stepped),
        )
        return embed(text, place)
