"""The key to drafts opens with its owner's password only, and for a session with its cookie."""

from __future__ import annotations

import secrets

import pytest

from server.vault.cipher import DoesNotOpen
from server.vault.draft_key import (
    lend_drafts,
    new_draft_key,
    open_draft_key,
    seal_draft_key,
    take_lent_drafts,
)
from server.vault.keys import DraftKey, VaultKey
from tests.simulators.office import TINY

SECRET = b"seven turtles paint a kite"
KEY = new_draft_key(secrets.token_bytes)


def sealed(key: DraftKey = KEY) -> bytes:
    return seal_draft_key(key, SECRET, owner="olu", cost=TINY, random=secrets.token_bytes)


def test_key_opens_with_its_owners_password() -> None:
    assert open_draft_key(sealed(), SECRET, owner="olu") == KEY


@pytest.mark.parametrize(("secret", "owner"), [(b"another password", "olu"), (SECRET, "cruz")])
def test_key_opens_with_nothing_else(secret: bytes, owner: str) -> None:
    with pytest.raises(DoesNotOpen):
        open_draft_key(sealed(), secret, owner=owner)


@pytest.mark.parametrize("at", [0, 4, 6, 7, 20, 24, 40, -1])
def test_key_changed_anywhere_does_not_open(at: int) -> None:
    changed = bytearray(sealed())
    changed[at] ^= 1
    with pytest.raises(DoesNotOpen):
        open_draft_key(bytes(changed), SECRET, owner="olu")


@pytest.mark.parametrize("kept", [b"", b"made up", bytes(83), bytes(85)])
def test_what_is_no_sealed_key_does_not_open(kept: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_draft_key(kept, SECRET, owner="olu")


def test_cost_that_nobody_can_pay_is_not_paid() -> None:
    greedy = bytes([255] * 7) + sealed()[7:]
    with pytest.raises(DoesNotOpen):
        open_draft_key(greedy, SECRET, owner="olu")


def test_key_is_lent_to_one_session() -> None:
    secret = secrets.token_bytes(32)
    lent = lend_drafts(KEY, "s", secret=secret, random=secrets.token_bytes)
    assert take_lent_drafts(lent, "s", secret=secret) == KEY
    for session, key in (("t", secret), ("s", bytes(32))):
        with pytest.raises(DoesNotOpen):
            take_lent_drafts(lent, session, secret=key)


def test_key_shows_itself_in_no_log() -> None:
    assert str(KEY.secret) not in repr(KEY)
    assert VaultKey(secret=KEY.secret) != KEY
