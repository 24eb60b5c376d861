"""Ten printed codes for the day the phone is lost: kept as hashes, each used once.

A code has 79 random bits, so a plain hash, bound to the account, leaves nothing to guess.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from server.domain.reference import ALPHABET
from server.vault.cipher import Random, bound

COUNT: Final = 10
_LENGTH: Final = 16
_GROUP: Final = 4
_RANDOM_BYTES: Final = 16  # 48 bits more than needed, so that the remainder is as good as even


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeCode:
    """One code, as it is printed."""

    text: str = field(repr=False)

    def hashed(self, account: str) -> bytes:
        """Return what is stored of it."""
        return _hashed(self.text, account)


def new_one_time_codes(random: Random, count: int = COUNT) -> tuple[OneTimeCode, ...]:
    """Make a person's codes; older ones are then thrown away."""
    return tuple(_new(random) for _ in range(count))


def matched_code(hashes: Sequence[bytes], typed: str, *, account: str) -> int | None:
    """Return the position of the typed code among the stored hashes, or None.

    The caller deletes that hash in the same transaction that lets the person in.
    """
    wanted = _hashed(typed, account)
    same = [hmac.compare_digest(each, wanted) for each in hashes]  # all, however soon one matches
    return same.index(True) if any(same) else None


def _new(random: Random) -> OneTimeCode:
    number = int.from_bytes(random(_RANDOM_BYTES), "big")
    body = ""
    for _ in range(_LENGTH):
        number, index = divmod(number, len(ALPHABET))
        body += ALPHABET[index]
    return OneTimeCode(
        text="-".join(body[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
    )


def _hashed(text: str, account: str) -> bytes:
    plain = "".join(each for each in text.upper() if each.isalnum())
    return hashlib.sha256(bound("one-time code", account, plain)).digest()
