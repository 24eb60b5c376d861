"""The recovery code: 178 random bits in nine groups a person can write down and type back.

Each group is four characters and a check character. The check is weighted, over a prime number of
characters, and counts the group's place: every wrong character, every two neighbours swapped and
every two groups swapped are noticed, and the group with the slip can be named. The characters are
those of a report's reference, none of which is read for another.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Final

from server.domain.reference import ALPHABET
from server.errors import Code, Refused
from server.vault.cipher import Random

GROUPS: Final = 9
GROUP_LENGTH: Final = 5  # four characters and a check
_BODY_LENGTH: Final = GROUPS * (GROUP_LENGTH - 1)
_RANDOM_BYTES: Final = 32  # 77 bits more than needed, so that the remainder is as good as even
_LIKE_A_SPACE: Final = str.maketrans("-\u2010\u2011\u2012\u2013\u2014\u2212", " " * 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCode:
    """A recovery code; `text` is for the person, `secret` for the slot."""

    text: str = field(repr=False)

    @property
    def secret(self) -> bytes:
        """The bytes a recovery slot is sealed under."""
        return self.text.replace("-", "").encode("ascii")

    def is_same(self, other: RecoveryCode) -> bool:
        """Tell whether the code typed back is this one."""
        return hmac.compare_digest(self.secret, other.secret)


def new_recovery_code(random: Random) -> RecoveryCode:
    """Make a recovery code."""
    number = int.from_bytes(random(_RANDOM_BYTES), "big")
    body = []
    for _ in range(_BODY_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        body.append(ALPHABET[index])
    return _code("".join(body))


def parse_recovery_code(typed: str) -> RecoveryCode:
    """Read a code as a person types it: spaces and dashes anywhere, letters of either case.

    Raises:
        Refused: BAD_RECOVERY_CODE, naming the group that holds a slip.
    """
    plain = "".join(typed.upper().translate(_LIKE_A_SPACE).split())
    if len(plain) != GROUPS * GROUP_LENGTH:
        raise _refused(f"it has {GROUPS * GROUP_LENGTH} characters, and {len(plain)} were typed")
    groups = [plain[start : start + GROUP_LENGTH] for start in range(0, len(plain), GROUP_LENGTH)]
    for number, group in enumerate(groups, start=1):
        if any(each not in ALPHABET for each in group) or group[-1] != _check(number, group[:-1]):
            raise _refused(f"group {number} of {GROUPS} is mistyped")
    return RecoveryCode(text="-".join(groups))


def _code(body: str) -> RecoveryCode:
    step = GROUP_LENGTH - 1
    parts = [body[start : start + step] for start in range(0, _BODY_LENGTH, step)]
    return RecoveryCode(
        text="-".join(part + _check(number, part) for number, part in enumerate(parts, start=1))
    )


def _check(number: int, part: str) -> str:
    weighted = (weight * ALPHABET.index(each) for weight, each in enumerate(part, start=1))
    return ALPHABET[(sum(weighted) + number) % len(ALPHABET)]


def _refused(why: str) -> Refused:
    return Refused(Code.BAD_RECOVERY_CODE, why=why)
