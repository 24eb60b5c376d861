"""The password of somebody without a key slot, kept as an Argon2id hash in its usual text form."""

from __future__ import annotations

from argon2 import extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type, hash_secret, verify_secret

from server.vault.cipher import KEY_BYTES, Random
from server.vault.cost import SALT_BYTES, Cost


def hash_password(secret: bytes, cost: Cost, *, random: Random) -> str:
    """Return what is kept of a password: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`."""
    kept = hash_secret(
        secret,
        random(SALT_BYTES),
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return kept.decode("ascii")


def is_sound_hash(kept: str) -> bool:
    """Tell, without a password, whether a hash can be one, at a cost that can be paid."""
    try:
        found = extract_parameters(kept)
    except (InvalidHashError, ValueError):
        return False
    cost = Cost(memory_kib=found.memory_cost, passes=found.time_cost, lanes=found.parallelism)
    return found.type is Type.ID and found.hash_len == KEY_BYTES and cost.is_sane


def is_password(kept: str, secret: bytes) -> bool:
    """Tell whether a sound hash is that of the secret."""
    try:
        return verify_secret(kept.encode("ascii"), secret, Type.ID)
    except VerificationError:
        return False
