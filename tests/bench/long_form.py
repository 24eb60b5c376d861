"""A form of 400 questions that depend on each other, in the web form client."""

from __future__ import annotations

from collections.abc import Iterator

QUESTIONS = 400
_EACH = 40  # questions in a section
_HEADINGS = "| type | name | label | relevant | constraint | calculation | appearance |"


def survey() -> str:
    """Return the form: each second question goes by the one before, and numbers are summed up."""
    sections = (row for begin in range(0, QUESTIONS, _EACH) for row in _section(begin))
    return "\n".join([_HEADINGS, *sections])


def _section(begin: int) -> Iterator[str]:
    yield f"| begin_group | s{begin} | Section {begin} | | | | field-list |"
    for number in range(begin, begin + _EACH, 2):
        asked = f"${{q{number - 2}}} != 'no'" if number else ""
        yield f"| text | q{number} | What of {number}? | {asked} | string-length(.) < 99 | | |"
        yield f"| integer | q{number + 1} | How many of {number}? | | . < 1000 | | |"
    numbers = range(begin + 1, begin + _EACH, 2)
    summed = " + ".join(f"coalesce(${{q{each}}}, 0)" for each in numbers)
    yield f"| calculate | sum{begin} | | | | {summed} | |"
    yield "| end_group | | | | | | |"
