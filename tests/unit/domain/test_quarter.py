"""Times of the public channel are kept to the quarter hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.quarter import quarter_of, time_kept

AT = datetime(2026, 3, 1, 10, 29, 59, 999_999, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 1)))  # noqa: DTZ001 - hypothesis wants it so
def test_quarter_begins_before_the_time_and_ends_after_it(at: datetime) -> None:
    began = quarter_of(at)
    assert (began.minute % 15, began.second, began.microsecond) == (0, 0, 0)
    assert began <= at < began + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("channel", "kept"),
    [("web", AT.replace(minute=15, second=0, microsecond=0)), ("agent", AT), ("console", AT)],
)
def test_only_times_of_the_public_channel_are_told_less_exactly(
    channel: str, kept: datetime
) -> None:
    assert time_kept(AT, channel) == kept
