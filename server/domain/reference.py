"""The reference of a report: random, without meaning, with a check character.

Eight characters of an alphabet of 31 (no 0, 1, I, L or O, which are read for one another) and a
check character, written XXX-XXX-XXX. The check is the sum of weight times index modulo 31; 31 is a
prime, so every wrong character and every two neighbours swapped is noticed. The forms make and
check references by the same arithmetic on the device.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BODY_LENGTH = 8
LENGTH = BODY_LENGTH + 1

_PLAIN = str.maketrans(ALPHABET.lower(), ALPHABET, " -\u2010\u2011\u2012\u2013\u2014")


class Random(Protocol):
    """What a reference needs of a source of randomness (`secrets.SystemRandom()` has it)."""

    def choices(self, population: Sequence[str], *, k: int) -> list[str]:
        """Return `k` elements drawn with replacement."""
        ...


def make(random: Random) -> str:
    """Make a reference from eight characters that `random` draws."""
    body = "".join(random.choices(ALPHABET, k=BODY_LENGTH))
    return _grouped(body + check_character(body))


def check_character(body: str) -> str:
    """Return the check character of eight characters of the alphabet."""
    weighted = (weight * ALPHABET.index(each) for weight, each in enumerate(body, start=1))
    return ALPHABET[sum(weighted) % len(ALPHABET)]


def canonical(text: str) -> str | None:
    """Return a quoted reference as it is stored, or None when it is not one.

    Spaces and dashes may be anywhere or nowhere, letters of either case.
    """
    plain = text.strip().translate(_PLAIN)
    if len(plain) != LENGTH or any(each not in ALPHABET for each in plain):
        return None
    return _grouped(plain) if plain[-1] == check_character(plain[:-1]) else None


def is_valid(text: str) -> bool:
    """Tell whether a quoted reference is one, its check character included."""
    return canonical(text) is not None


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 3] for start in range(0, LENGTH, 3))
