"""Finds the language of a form that somebody means by its name or its code."""

from __future__ import annotations

import re
from typing import Final

from server.errors import Code, Refused

_CODE: Final = re.compile(r"\((?P<code>[^()]+)\)\s*$")


def language_code(language: str) -> str:
    """Return the code of a language of a form: "fr" of "Français (fr)"."""
    found = _CODE.search(language)
    return (found["code"] if found else language).strip().lower()


def find_language(known: tuple[str, ...], wanted: str | None) -> str:
    """Return the language of a form that is meant by its name or code; the default without one.

    Raises:
        Refused: NO_SUCH_LANGUAGE, naming those there are.
    """
    if wanted is None:
        return known[0] if known else ""
    plain = wanted.strip().lower()
    for each in known:
        if plain in {each.lower(), language_code(each)}:
            return each
    there = ", ".join(known) or "one language without a name"
    raise Refused(Code.NO_SUCH_LANGUAGE, language=wanted, known=there)
