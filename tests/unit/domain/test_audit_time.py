"""The time of the audit: where it runs backwards, and what a custodian has accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.audit_event import written_at
from server.domain.audit_time import ACCEPTED, SLACK, Timeline, minute_of, runs_back

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
WEEK = timedelta(days=8)


def followed(*events: timedelta | tuple[timedelta, str]) -> Timeline:
    """Follow events that happen so long after noon."""
    times = Timeline()
    for sequence, each in enumerate(events, 1):
        after, action = each if isinstance(each, tuple) else (each, "export.cases")
        times.follow(sequence, written_at(NOON + after), action)
    return times


def after(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


@given(st.lists(st.integers(0, 19), min_size=1))
def test_times_that_differ_by_minutes_are_in_order(minutes: list[int]) -> None:
    assert followed(*(after(each) for each in minutes)).open is None


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas(timedelta(0), SLACK))
def test_a_quarter_hour_and_some_minutes_are_no_setback(newest: datetime, less: timedelta) -> None:
    if newest - datetime.min.replace(tzinfo=UTC) > 2 * SLACK:
        pair = (minute_of(written_at(newest - less)), minute_of(written_at(newest)))
        assert not runs_back(*pair)


def test_first_event_after_a_clock_was_set_back_is_named() -> None:
    place = followed(after(0), WEEK, WEEK, after(5), after(6)).open
    assert place is not None
    assert place.sentence == (
        "Event 4 is dated 2026-11-30 12:05 UTC, but event 2 before it 2026-12-08 12:00 UTC."
    )


def test_time_is_compared_with_the_newest_and_not_with_the_last() -> None:
    steps = [after(-15 * each) for each in range(9)]
    place = followed(*steps).open
    assert place is not None
    assert place.sequence == 3


@pytest.mark.parametrize("meanwhile", [(), (after(5),)])
def test_what_was_accepted_is_told_and_the_clock_counts_anew(
    meanwhile: tuple[timedelta, ...],
) -> None:
    times = followed(WEEK, *meanwhile, (after(6), ACCEPTED), after(7))
    assert times.open is None
    assert [each.sequence for each in times.accepted] == [2]


def test_accepting_what_is_in_order_tells_nothing() -> None:
    times = followed(after(0), (after(1), ACCEPTED))
    assert times.accepted == []


def test_setback_after_one_that_was_accepted_is_open() -> None:
    times = followed(WEEK, (after(6), ACCEPTED), after(-60))
    assert times.open is not None


def test_chain_that_is_dated_ahead_of_now_is_told() -> None:
    assert followed(WEEK).is_ahead_of(written_at(NOON))
    assert not followed(after(15)).is_ahead_of(written_at(NOON))


def test_time_that_is_none_runs_back() -> None:
    assert runs_back("never", "yesterday")
