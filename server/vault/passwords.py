"""Passwords: how they become a slot's secret, and whether they are too easy to guess.

There are no rules about kinds of characters (NIST SP 800-63B 3.1.1.2 says why). Instead a
password is counted in pieces: a common word, the person's own name, a year, keys in a row or a
repetition is one piece however long it is, any other character is one piece.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from server.errors import Code, Refused
from server.vault.common_words import COMMON_WORDS, KEYS_IN_A_ROW

SHORTEST: Final = 12
LONGEST: Final = 1000
FEWEST_PIECES: Final = 8
_SHORTEST_RUN: Final = 3
_SHORTEST_NAME: Final = 3
_LOOKALIKES: Final = tuple(str.maketrans("0@3457$!1", f"oaeastsi{one}") for one in "il")
_YEAR: Final = re.compile(r"(19|20)[0-9]{2}")
_NEIGHBOURS: Final = frozenset(
    pair
    for row in KEYS_IN_A_ROW
    for one, two in itertools.pairwise(row)
    for pair in (one + two, two + one)
)


def secret_of(password: str) -> bytes:
    """Return the bytes of a password, the same from every keyboard (Unicode NFKC, UTF-8)."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def check_password(password: str, *, login: str, name: str) -> None:
    """Check a new password.

    Raises:
        Refused: WEAK_PASSWORD, saying what to do instead.
    """
    why = weakness(password, login=login, name=name)
    if why is not None:
        raise Refused(Code.WEAK_PASSWORD, why=why)


def weakness(password: str, *, login: str, name: str) -> str | None:
    """Say what is wrong with a new password, or None when nothing is."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        return f"it needs {SHORTEST} characters or more; four or five unusual words do well"
    if len(text) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    own = re.split(r"\W+", f"{login} {name}".casefold())
    words = COMMON_WORDS | {each for each in own if len(each) >= _SHORTEST_NAME}
    if _pieces(text.casefold(), frozenset(words)) < FEWEST_PIECES:
        return (
            "it is easy to guess, being made of common words, your name, years, repetitions or"
            " keys in a row; four or five unusual words do well"
        )
    return None


def _pieces(text: str, words: frozenset[str]) -> int:
    """Count the pieces somebody would have to guess."""
    read = tuple(text.translate(table) for table in _LOOKALIKES)
    at = count = 0
    while at < len(text):
        at += max(_lengths(text, read, at, words=words))
        count += 1
    return count


def _lengths(text: str, read: tuple[str, ...], at: int, *, words: frozenset[str]) -> Iterator[int]:
    """Yield the length of every piece that may begin at `at`."""
    yield 1
    for each in (text, *read):
        yield from (len(word) for word in words if each.startswith(word, at))
    if _YEAR.match(text, at):
        yield 4
    yield _run(text, at)
    yield _seen_before(text, at)


def _run(text: str, at: int) -> int:
    """Return how long the same key, or keys in a row, go on from `at`."""
    end = at + 1
    while end < len(text) and (
        text[end] == text[end - 1] or text[end - 1 : end + 1] in _NEIGHBOURS
    ):
        end += 1
    return end - at if end - at >= _SHORTEST_RUN else 1


def _seen_before(text: str, at: int) -> int:
    """Return the length of what stands at `at` and stood before it already."""
    length = _SHORTEST_RUN
    while at + length <= len(text) and text[at : at + length] in text[:at]:
        length += 1
    return length - 1 if length > _SHORTEST_RUN else 1
