"""Finds misspelt names and phone numbers among many, as a stream, keeping only the best.

Accents and signs are taken off before any phonetic code is made, since the code is not made for
them; and what is empty after that is like nothing, not even like another that is empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final, TypeAlias

from jellyfish import metaphone
from rapidfuzz.distance import OSA, JaroWinkler

Named: TypeAlias = Iterable[tuple[str, str]]  # the id of somebody, and a name or a number of theirs

SOUNDS_ALIKE: Final = 0.9
_LIKE_ENOUGH: Final = 0.85
_NOT_ALL: Final = 0.98  # what a name that has other words too is worth
_MANY: Final = 20
_near: Final = JaroWinkler.similarity

# One table for all of it: this is done to every name there is. Apostrophes go, as d'Auvergne is
# one word; every other sign parts words.
_APOSTROPHES: Final = "'`\u00b4\u2018\u2019"
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015"
_PLAIN: Final = {ord(each): " " for each in map(chr, range(128)) if not each.isalpha()} | {
    ord("'"): None,
    ord("`"): None,
}
_NO_DIGIT: Final = re.compile(r"[^0-9]+")
# Letters that no decomposition takes apart.
_LETTERS: Final = {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d"}
_ODD: Final = re.compile(f"[{''.join(_LETTERS)}{_DASHES}{_APOSTROPHES}]")
_APART: Final = str.maketrans(_LETTERS | dict.fromkeys(_DASHES, " ") | dict.fromkeys(_APOSTROPHES))

# How French Creole names are heard and then written: what is silent, and one sound in many ways.
_SILENT: Final = (("th", "t"), ("rh", "r"), (" h", " "))
_ONE_SOUND: Final = re.compile(r"(?:e?aux?|e?ault)\b")

_AREA: Final = "1758"  # the country and area code of Saint Lucia, left out in local numbers
_LOCAL: Final = len("4521234")
_OF_REGION: Final = len("7584521234")
_SHORTEST: Final = 5  # less is no number of anybody: it would be like too many


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody found, and how like what was sought: 1 is the same."""

    id: str
    likeness: float


def plain(name: str) -> str:
    """Return a name in its plain form: small letters and single spaces, nothing else."""
    return " ".join(_words(name))


def _words(name: str) -> list[str]:
    text = name.lower()
    if not text.isascii():
        if _ODD.search(text):
            text = text.translate(_APART)
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return text.translate(_PLAIN).split()


def sounds(plain_name: str) -> list[str]:
    """Return how the words of a plain name sound: Jn Baptiste is heard as Jean Baptiste."""
    heard = f" {plain_name}"
    for written, said in _SILENT:
        heard = heard.replace(written, said)
    if "au" in heard:
        heard = _ONE_SOUND.sub("o", heard)
    return metaphone(heard).split()


def number(phone: str) -> str:
    """Return a phone number's digits with its country, as far as it can be told; empty of none."""
    digits = _NO_DIGIT.sub("", phone).removeprefix("00")
    if len(digits) < _SHORTEST:
        return ""
    if len(digits) == _LOCAL:
        return _AREA + digits
    return f"1{digits}" if len(digits) == _OF_REGION else digits


def names_like(sought: str, among: Named, limit: int = _MANY) -> list[Found]:
    """Return those whose names are most like the one sought, the likest first."""
    return _best(alike(sought), among, limit)


def numbers_like(sought: str, among: Named, limit: int = _MANY) -> list[Found]:
    """Return those whose number is the one sought, or one slip of a finger away from it."""
    wanted = number(sought)

    def likeness(phone: str) -> float:
        other = number(phone)
        return OSA.normalized_similarity(wanted, other) if _is_a_slip(wanted, other) else 0.0

    return _best(likeness, among, limit)


def alike(sought: str) -> Callable[[str], float]:
    """Return what tells how like a name is to the one sought: 0 when it is not like enough.

    A name that has more words than were sought is found too, but stands below one that has not.
    """
    wanted = _words(sought)
    in_order, heard = " ".join(sorted(wanted)), frozenset(sounds(" ".join(wanted)))

    def likeness(name: str) -> float:
        words = _words(name)
        if not words or not wanted:
            return 0.0
        near = _near(in_order, " ".join(sorted(words)), score_cutoff=_LIKE_ENOUGH)
        if near < SOUNDS_ALIKE:
            near = max(near, _by_words(wanted, words))
        if near < SOUNDS_ALIKE and heard and heard.issubset(sounds(" ".join(words))):
            return SOUNDS_ALIKE
        return near

    return likeness


def _by_words(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return how like the words are on the average, each to the likest; 0 if one is like none."""
    total = 0.0
    for one in wanted:
        likest = max([_near(one, each, score_cutoff=_LIKE_ENOUGH) for each in words])
        if not likest:
            return 0.0
        total += likest
    return _NOT_ALL * total / len(wanted)


def _is_a_slip(one: str, other: str) -> bool:
    return bool(one and other) and OSA.distance(one, other, score_cutoff=1) <= 1


def _best(likeness: Callable[[str], float], among: Named, limit: int) -> list[Found]:
    """Keep the likest of a stream; of two alike the one whose id comes first."""

    def found() -> Iterator[tuple[float, str]]:
        for id_, text in among:
            near = likeness(text)
            if near:
                yield -near, id_

    return [Found(id=id_, likeness=-near) for near, id_ in nsmallest(limit, found())]
