"""The fonts of what is printed, and what must be known of letters to draw them."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont, TTLibError

from server.errors import Code, Refused

_FONTS: Final = Path(__file__).parent / "fonts"
REGULAR: Final = _FONTS / "DejaVuSansCondensed.ttf"
BOLD: Final = _FONTS / "DejaVuSansCondensed-Bold.ttf"
_PLAIN_SCRIPTS: Final = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "CJK", "HANGUL")


def require_font(path: Path) -> None:
    """Refuse a file that is no font, before anything is drawn with it."""
    try:
        with path.open("rb") as file, TTFont(file, lazy=True) as font:
            font.getBestCmap()
            font["hmtx"].metrics  # noqa: B018 - reading it is the check
    except (OSError, TTLibError, KeyError, ValueError, AttributeError) as problem:
        why = "it is not a font that can be used; a .ttf or .otf file is"
        raise Refused(Code.FILE_PROBLEM, name=str(path), why=why) from problem


def is_plain(character: str) -> bool:
    """Tell whether a character is drawn the same whatever stands beside it."""
    if character.isascii() or not character.isalpha():
        return unicodedata.bidirectional(character) not in {
            "R",
            "AL",
            "AN",
        } and not unicodedata.combining(character)
    return unicodedata.name(character, "").startswith(_PLAIN_SCRIPTS)
