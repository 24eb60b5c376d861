"""Reports on their way in: some at once, fewer from one network, and always room for others."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from server.cli.upkeep.serving import Serving
from server.errors import Code, Refused
from server.web.portal.lanes import MOST, MOST_NEAR, Lanes

HERE, BESIDE = "203.0.113.7", "203.0.113.200"


@pytest.fixture
def lanes() -> Lanes:
    return Lanes(key=b"k" * 32)


def is_taken(lanes: Lanes, address: str) -> bool:
    with pytest.raises(Refused) as refusal, lanes.taken(address):
        raise Refused(Code.BUG)
    return refusal.value.code is Code.BUSY


def test_one_network_takes_only_some(lanes: Lanes) -> None:
    with ExitStack() as held:
        for _ in range(MOST_NEAR):
            held.enter_context(lanes.taken(HERE))
        assert is_taken(lanes, BESIDE)
        assert not is_taken(lanes, "198.51.100.1")
    assert not is_taken(lanes, HERE)


def test_many_networks_together_take_only_some(lanes: Lanes) -> None:
    with ExitStack() as held:
        for number in range(MOST):
            held.enter_context(lanes.taken(f"198.51.{number}.1"))
        assert is_taken(lanes, HERE)
    assert not is_taken(lanes, HERE)


def test_lane_is_free_again_after_a_refusal(lanes: Lanes) -> None:
    for _ in range(2 * MOST):
        assert not is_taken(lanes, HERE)


def test_reports_leave_threads_for_others() -> None:
    strangers = 2  # who are heard out after a refusal (server/web/intake/door.py)
    assert MOST + strangers < Serving(address="").threads
