"""The password of somebody without a key slot."""

from __future__ import annotations

from random import Random

import pytest

from server.vault.cost import Cost
from server.vault.password_hash import hash_password, is_password, is_sound_hash

TINY = Cost(memory_kib=8, passes=1, lanes=1)
SECRET = b"four unusual words of ada"
KEPT = hash_password(SECRET, TINY, random=Random(7).randbytes)


def test_hash_knows_its_password_and_no_other() -> None:
    assert is_sound_hash(KEPT)
    assert is_password(KEPT, SECRET)
    assert not is_password(KEPT, SECRET + b".")


def test_hash_says_how_it_was_made() -> None:
    assert KEPT.startswith("$argon2id$v=19$m=8,t=1,p=1$")


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "plain",
        KEPT[:-4],
        KEPT.replace("argon2id", "argon2d"),
        KEPT.replace("m=8", "m=99999999"),
        KEPT.replace("t=1", "t=999999"),
        KEPT + "é",
    ],
)
def test_hash_that_was_damaged_or_made_costly_is_not_sound(kept: str) -> None:
    assert not is_sound_hash(kept)
