"""Puts questions that share their choices into tables."""

from __future__ import annotations

from typing import Final

from server.odk.paper.sheet import Column, Item, Kind, Question, Relation, Row, Table, Term

_TICKED: Final = frozenset({Kind.ONE, Kind.SEVERAL})
_FEWEST_ROWS: Final = 3
_MOST_COLUMNS: Final = 12
_MOST_CHOICES: Final = 7
_LONGEST_CHOICE: Final = 40  # characters
_LONGEST_LABEL: Final = 200


def with_tables(items: list[Item]) -> tuple[Item, ...]:
    """Return the items of one section, each run of like questions as one table."""
    folded: list[Item] = []
    while items:
        run = _pairs(items) or _alike(items)
        folded.append(_table(run) if run else items[0])
        items = items[sum(len(row.questions) for row in run) or 1 :]
    return tuple(folded)


def _table(rows: list[Row]) -> Table:
    first = rows[0]
    captions = ["", *(each.label.removeprefix(first.label).lstrip(": ") for each in _rest(first))]
    columns = [
        Column(caption=caption, choices=each.choices, kind=each.kind)
        for caption, each in zip(captions, first.questions, strict=True)
    ]
    return Table(columns=tuple(columns), rows=tuple(rows))


def _rest(row: Row) -> tuple[Question, ...]:
    return row.questions[1:]


def _alike(items: list[Item]) -> list[Row]:
    """Return the questions at the beginning that offer the same few choices, if there are some."""
    rows: list[Row] = []
    for each in items:
        if not (isinstance(each, Question) and _fits(each) and each.condition is None):
            break
        if len(each.choices) > _MOST_CHOICES or (rows and not _like(rows[0].questions[0], each)):
            break
        rows.append(Row(label=each.label, hint=each.hint, questions=(each,)))
    return rows if len(rows) >= _FEWEST_ROWS else []


def _pairs(items: list[Item]) -> list[Row]:
    """Return the rows at the beginning that ask "did it happen?" and "if yes, who by?"."""
    rows: list[Row] = []
    for one, two in zip(items[::2], items[1::2], strict=False):
        if not (isinstance(one, Question) and isinstance(two, Question) and _belongs(one, two)):
            break
        row = Row(label=one.label, hint=_both(one.hint, two.hint), questions=(one, two))
        if rows and not _same_columns(rows[0], row):
            break
        rows.append(row)
    return rows


def _both(one: str, two: str) -> str:
    return one if one == two else "\n".join(each for each in (one, two) if each)


def _belongs(one: Question, two: Question) -> bool:
    """Tell whether the second asks more about the first, and says so in its label."""
    depends = isinstance(two.condition, Term) and two.condition.relation is Relation.IS
    return (
        depends
        and isinstance(two.condition, Term)
        and two.condition.number == one.number
        and one.condition is None
        and _fits(one)
        and _fits(two)
        and len(one.choices) + len(two.choices) <= _MOST_COLUMNS
        and bool(one.label)
        and two.label.startswith(f"{one.label}: ")
    )


def _fits(question: Question) -> bool:
    """Tell whether it can be a row: its words are short enough."""
    is_short = max(map(len, question.choices), default=0) <= _LONGEST_CHOICE
    words = len(question.label) + len(question.hint)
    return question.kind in _TICKED and is_short and words <= _LONGEST_LABEL


def _same_columns(first: Row, other: Row) -> bool:
    ends = [row.questions[1].label.removeprefix(row.label) for row in (first, other)]
    alike = all(_like(*pair) for pair in zip(first.questions, other.questions, strict=True))
    return ends[0] == ends[1] and alike


def _like(one: Question, two: Question) -> bool:
    return (one.choices, one.kind, one.is_required) == (two.choices, two.kind, two.is_required)
