"""A checkpoint of the audit chain: one event's number and hash, to be kept away from the server.

Its text is the number and 56 characters of the alphabet of references: 52 hold the whole hash (a
shorter one could be matched by two histories prepared together), four check the number and the
hash against slips of the hand: one slip in 900,000 would pass.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from server.domain.reference import ALPHABET
from server.errors import Code, Refused

HASH_BYTES: Final = 32
_BODY: Final = 52
_CHECK: Final = 4
_GROUP: Final = 7
_TYPED: Final = re.compile(r"\s*([0-9]{1,18})[\s:]+(\S.*)", re.DOTALL)
_DASHES: Final = str.maketrans("", "", " \t\r\n\u00a0-\u2010\u2011\u2012\u2013\u2014\u2212")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The number of an event and its hash; number 0 is the beginning, before any event."""

    sequence: int
    hash: bytes

    def __post_init__(self) -> None:
        if self.sequence < 0 or len(self.hash) != HASH_BYTES:
            raise ValueError("a checkpoint is a number and a hash of 32 bytes")

    @property
    def text(self) -> str:
        """The checkpoint as it is printed, in one line."""
        body = _spelled(int.from_bytes(self.hash, "big"), _BODY)
        plain = body + _check(self.sequence, body)
        groups = (plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
        return f"{self.sequence}: {'-'.join(groups)}"


GENESIS: Final = Checkpoint(sequence=0, hash=bytes(HASH_BYTES))


def parse_checkpoint(typed: str) -> Checkpoint:
    """Read a printed checkpoint: spaces and dashes anywhere, letters of either case.

    Raises:
        Refused: BAD_CHECKPOINT, when it is not one or was mistyped.
    """
    found = _TYPED.fullmatch(typed)
    if found is None:
        raise Refused(Code.BAD_CHECKPOINT, why="it has a number, a colon and eight groups")
    plain = found[2].upper().translate(_DASHES)
    sequence, body = int(found[1]), plain[:_BODY]
    if len(plain) != _BODY + _CHECK or any(each not in ALPHABET for each in plain):
        raise Refused(Code.BAD_CHECKPOINT, why="its eight groups have seven characters each")
    number = _number(body)
    if plain[_BODY:] != _check(sequence, body) or number >> (8 * HASH_BYTES):
        raise Refused(Code.BAD_CHECKPOINT, why="a character or the number is mistyped")
    return Checkpoint(sequence=sequence, hash=number.to_bytes(HASH_BYTES, "big"))


def _check(sequence: int, body: str) -> str:
    digest = hashlib.sha256(f"{sequence}:{body}".encode("ascii")).digest()
    return _spelled(int.from_bytes(digest, "big"), _CHECK)


def _spelled(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[index])
    return "".join(reversed(characters))


def _number(spelled: str) -> int:
    number = 0
    for each in spelled:
        number = number * len(ALPHABET) + ALPHABET.index(each)
    return number
