"""What one guess at a password costs: the parameters of Argon2id, and how they are chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from server.vault.cipher import KEY_BYTES

SALT_BYTES: Final = 16
STRONG_MEMORY_KIB: Final = 64 * 1024
LANES: Final = 4  # RFC 9106 section 4, for machines with little memory: 64 MiB, 3 passes, 4 lanes
FEWEST_PASSES: Final = 3

# A cost read from a row that somebody changed must not take the machine down: at most 1 GiB, and
# no more work than 64 passes over 64 MiB.
_MOST_MEMORY_KIB: Final = 1024 * 1024
_MOST_WORK_KIB: Final = 64 * STRONG_MEMORY_KIB
_MOST_LANES: Final = 16
_LEAST_MEMORY_PER_LANE_KIB: Final = 8  # Argon2's own limit
_TRIES: Final = 2  # the first try also pays for getting the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """The parameters of Argon2id for one slot."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def is_sane(self) -> bool:
        """Whether it can be paid on an ordinary machine in seconds."""
        return (
            1 <= self.lanes <= _MOST_LANES
            and self.lanes * _LEAST_MEMORY_PER_LANE_KIB <= self.memory_kib <= _MOST_MEMORY_KIB
            and 1 <= self.passes <= _MOST_WORK_KIB // self.memory_kib
        )

    @property
    def is_strong(self) -> bool:
        """Whether it is what a custodian's password needs today."""
        return self.memory_kib >= STRONG_MEMORY_KIB and self.passes >= FEWEST_PASSES


def stretch(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    """Turn a secret into a key of 32 bytes, at the given cost (RFC 9106)."""
    return hash_secret_raw(
        secret,
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def tuned_cost(
    target_seconds: float,
    clock: Callable[[], float],
    *,
    memory_kib: int = STRONG_MEMORY_KIB,
) -> Cost:
    """Choose the passes that take about `target_seconds` here, and never fewer than three.

    `clock` counts seconds and only forwards, as `time.perf_counter` does.
    """
    trial = Cost(memory_kib=memory_kib, passes=FEWEST_PASSES, lanes=LANES)
    seconds = min(_timed(trial, clock) for _ in range(_TRIES))
    most = _MOST_WORK_KIB // memory_kib
    wanted = most if seconds <= 0 else round(FEWEST_PASSES * target_seconds / seconds)
    passes = max(FEWEST_PASSES, min(wanted, most))
    return Cost(memory_kib=memory_kib, passes=passes, lanes=LANES)


def _timed(cost: Cost, clock: Callable[[], float]) -> float:
    started = clock()
    stretch(bytes(KEY_BYTES), bytes(SALT_BYTES), cost)
    return clock() - started
