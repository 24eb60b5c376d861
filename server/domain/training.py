"""Training: how long it counts (R36).

The source asks for recurrent training and names no interval; a year is what this system takes.
An agent whose training has lapsed gets no new code and no longer time. What the agent can do with
a code already held goes on until that code ends: a report from someone due for training is worth
more than no report.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

VALID_MONTHS: Final = 12
_MONTHS_A_YEAR: Final = 12
_FIRST_ZONE: Final = timedelta(hours=14)  # where the day begins first, ahead of UTC


def lapses_on(trained_on: date) -> date:
    """Return the first day on which the training no longer counts."""
    months = trained_on.month - 1 + VALID_MONTHS
    year, month = trained_on.year + months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1
    try:
        return trained_on.replace(year=year, month=month)
    except ValueError:  # that month ends before such a day
        return date(year, month + 1, 1)


def has_lapsed(trained_on: date, at: datetime) -> bool:
    """Tell whether the training no longer counts."""
    return at.date() >= lapses_on(trained_on)


def is_to_come(trained_on: date, at: datetime) -> bool:
    """Tell whether the day has begun nowhere on Earth yet."""
    return trained_on > (at + _FIRST_ZONE).date()
