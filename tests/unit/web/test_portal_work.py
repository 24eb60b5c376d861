"""The sums before sending: given out, judged, and spent once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

import pytest

from server.errors import Code, Refused
from server.web.portal.crowd import WINDOW, Crowd
from server.web.portal.limits import BITS, FREE_NEAR, MOST_NEAR, Limits
from server.web.portal.work import LASTS, PUZZLES, Bench
from tests.simulators.reporter import solve

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Time:
    """The time of day and the seconds of a machine, set by hand."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return (self.now - NOON).total_seconds()


def numbered() -> Callable[[int], bytes]:
    """Randomness that counts."""
    given = iter(range(1 << 30))
    return lambda size: next(given).to_bytes(size, "big")


def bench(time: Time, secret: bytes = b"s" * 32) -> Bench:
    return Bench(secret=secret, clock=time, random=numbered())


def limits(time: Time) -> Limits:
    crowds = [Crowd(now=time.seconds, random=numbered()) for _ in range(2)]
    return Limits(hotline="847", bench=bench(time), asking=crowds[0], sending=crowds[1])


def refused(code: Code) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda each: each.code is code)


def test_solved_sum_is_good_in_every_process() -> None:
    task = bench(Time()).task(2)
    assert bench(Time()).judge(solve(asdict(task))) == task.challenge


def test_sum_of_another_server_is_refused() -> None:
    task = bench(Time(), b"x" * 32).task(2)
    with refused(Code.WORK_NEEDED):
        bench(Time()).judge(solve(asdict(task)))


def test_sum_counts_for_a_day() -> None:
    time = Time()
    mine = bench(time)
    shown = solve(asdict(mine.task(2)))
    time.now += LASTS - timedelta(seconds=1)
    assert mine.judge(shown)
    time.now += timedelta(seconds=1)
    with refused(Code.WORK_NEEDED):
        mine.judge(shown)


@pytest.mark.parametrize("nonce", ["", "-1", "é", "zzzzzzzz", "zzzzzzz", "1_0", " 1"])
def test_nonce_that_is_no_number_is_refused(nonce: str) -> None:
    mine = bench(Time())
    shown = solve(asdict(mine.task(1))).split(".")
    with refused(Code.WORK_NEEDED):
        mine.judge(".".join([*shown[:-1], nonce]))


@pytest.mark.parametrize("shown", [None, "", ".", "a.b", "é-é-é.1", "--.1", "\udcff" * 40])
def test_nonsense_is_refused(shown: str | None) -> None:
    with refused(Code.WORK_NEEDED):
        bench(Time()).judge(shown)


def test_unsolved_sum_is_refused() -> None:
    mine = bench(Time())
    task = mine.task(12)
    with refused(Code.WORK_NEEDED):
        mine.judge(".".join([task.challenge, *["0"] * PUZZLES]))


def test_easier_sum_than_was_given_is_refused() -> None:
    mine = bench(Time())
    until, _, rest = mine.task(12).challenge.split("-", maxsplit=2)
    with refused(Code.WORK_NEEDED):
        mine.judge(".".join([f"{until}-0-{rest}", *["0"] * PUZZLES]))


def test_sum_is_spent_on_one_submission() -> None:
    mine = bench(Time())
    mine.use("challenge", "uuid:1")
    mine.use("challenge", "uuid:1")
    with refused(Code.WORK_NEEDED):
        mine.use("challenge", "uuid:2")


def test_oldest_spent_sums_are_forgotten() -> None:
    mine = bench(Time())
    for number in range(50_001):
        mine.use(f"challenge {number}", "uuid:1")
    mine.use("challenge 0", "uuid:2")
    with refused(Code.WORK_NEEDED):
        mine.use("challenge 50000", "uuid:2")


def test_first_sums_are_easy() -> None:
    mine = limits(Time())
    assert {mine.task("203.0.113.7").bits for _ in range(FREE_NEAR - 1)} == {BITS}


def test_sums_grow_with_what_comes_from_one_network() -> None:
    mine = limits(Time())
    bits = [mine.task("203.0.113.7").bits for _ in range(FREE_NEAR * 100)]
    assert (bits, max(bits)) == (sorted(bits), BITS + 8)
    assert mine.task("198.51.100.7").bits == BITS + 2  # a flood is felt a little by all


def test_sums_are_easy_again_after_the_window() -> None:
    time = Time()
    mine = limits(time)
    assert [mine.task("203.0.113.7").bits for _ in range(FREE_NEAR * 2)][-1] > BITS
    time.now += timedelta(seconds=WINDOW)
    assert mine.task("203.0.113.7").bits == BITS


def test_too_many_reports_are_refused_with_the_hotline() -> None:
    mine = limits(Time())
    shown = solve(asdict(mine.bench.task(1)))
    for _ in range(MOST_NEAR):
        mine.admit("2001:db8::1", shown)
    with pytest.raises(Refused, match="847"):
        mine.admit("2001:db8::2", shown)
    assert mine.admit("203.0.113.7", shown)


@pytest.mark.requirement("R26")
def test_no_address_is_in_the_table_of_the_crowd() -> None:
    crowd = Crowd(now=Time().seconds, random=numbered())
    crowd.met("203.0.113.7")
    held = repr([getattr(crowd, name) for name in crowd.__slots__])
    assert "203.0.113" not in held
    assert "203.0.113" not in repr(crowd)


def test_table_of_the_crowd_is_bounded() -> None:
    crowd = Crowd(now=Time().seconds, random=numbered(), most=10)
    for number in range(100):
        crowd.met(f"10.0.{number}.1")
    assert len(crowd._counts) == 11
    assert crowd.met("10.0.99.1").near == 91
    assert crowd.met("10.0.1.1").near == 2


def test_digests_differ_from_window_to_window() -> None:
    time = Time()
    crowd = Crowd(now=time.seconds, random=numbered())
    crowd.met("203.0.113.7")
    before = set(crowd._counts)
    time.now += timedelta(seconds=WINDOW)
    crowd.met("203.0.113.7")
    assert before.isdisjoint(crowd._counts)
