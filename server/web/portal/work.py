"""Proof of work: a little sum that a page does before it sends, so that sending many is dear.

Nothing is kept of a challenge until it is used: it says itself how hard it is and until when it
counts, under a key that lives only in the memory of the processes of one `lespwa serve`. What was
used is remembered in the memory of each process, the oldest forgotten first; a challenge counts
again only for the submission that it was used for, whose answer may have been lost on the way.
"""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Final

from server.errors import Code, Refused

LASTS: Final = timedelta(hours=24)  # somebody may fill in a form slowly, with breaks
PUZZLES: Final = 64  # many small ones: the time they take varies less than that of one large
_REMEMBERED: Final = 50_000
_SALT_BYTES: Final = 12
_MARK_BYTES: Final = 16
_NONCE_DIGITS: Final = 7  # 2**32 in base 36
_NONCES: Final = 1 << 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a page has to do: for each of `puzzles` find what gives a hash of `bits` zero bits."""

    challenge: str
    puzzles: int
    bits: int


@dataclass(slots=True, kw_only=True)
class Bench:
    """Where tasks are given out and judged; `secret` is the same in every process of a server."""

    secret: bytes = field(repr=False)
    clock: Callable[[], datetime]
    random: Callable[[int], bytes]
    _used: OrderedDict[str, str] = field(default_factory=OrderedDict, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def task(self, bits: int) -> Task:
        """Return a new task of that difficulty."""
        until = int((self.clock() + LASTS).timestamp())
        text = f"{until:x}-{bits:x}-{self.random(_SALT_BYTES).hex()}"
        return Task(challenge=f"{text}-{self._mark(text)}", puzzles=PUZZLES, bits=bits)

    def judge(self, shown: str | None) -> str:
        """Return the challenge that the work was done for.

        `shown` is the challenge and the nonces in base 36, with points between them.

        Raises:
            Refused: WORK_NEEDED when it is missing, wrong, or too old.
        """
        challenge, *nonces = (shown or "").split(".")
        bits = self._bits_of(challenge)
        if len(nonces) != PUZZLES or not _is_solved(challenge, nonces, bits):
            raise Refused(Code.WORK_NEEDED)
        return challenge

    def use(self, challenge: str, submission: str) -> None:
        """Note that the work was spent on one submission.

        Raises:
            Refused: WORK_NEEDED when it was spent on another one already.
        """
        mark = sha256(submission.encode("utf-8", "replace")).hexdigest()
        with self._lock:
            if self._used.setdefault(challenge, mark) != mark:
                raise Refused(Code.WORK_NEEDED)
            if len(self._used) > _REMEMBERED:
                self._used.popitem(last=False)

    def _bits_of(self, challenge: str) -> int:
        """Return how hard a challenge of ours is that still counts."""
        text, _, mark = challenge.rpartition("-")
        if not hmac.compare_digest(mark.encode("utf-8", "replace"), self._mark(text).encode()):
            raise Refused(Code.WORK_NEEDED)
        until, bits, _ = text.split("-")
        if self.clock().timestamp() >= int(until, 16):
            raise Refused(Code.WORK_NEEDED)
        return int(bits, 16)

    def _mark(self, text: str) -> str:
        digest = hmac.new(self.secret, text.encode("utf-8", "replace"), sha256).digest()
        return digest[:_MARK_BYTES].hex()


def _is_solved(challenge: str, nonces: list[str], bits: int) -> bool:
    seed = sha256(challenge.encode()).digest()
    return all(_is_piece(seed, number, text, bits) for number, text in enumerate(nonces))


def _is_piece(seed: bytes, number: int, text: str, bits: int) -> bool:
    if not (text.isascii() and text.isalnum() and len(text) <= _NONCE_DIGITS):
        return False
    nonce = int(text, 36)
    if nonce >= _NONCES:
        return False
    digest = sha256(seed + number.to_bytes(4, "big") + nonce.to_bytes(4, "big")).digest()
    return int.from_bytes(digest, "big") >> (8 * len(digest) - bits) == 0
