"""Saying how many there are of something, in the singular or the plural."""

from __future__ import annotations


def counted(number: int, one: str, several: str) -> str:
    """Say how many there are: `1 data key`, `2,000 data keys`."""
    return f"{number:,} {one if number == 1 else several}"
