"""The rows that one submission's answers make in an export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from exporters.tables import Cell
from server.domain.answers import Answer
from server.domain.forms import Question, QuestionType
from server.services.export.answer_facts import (
    FIRST,
    LAST,
    first_cells,
    last_cells,
)
from server.services.export.answer_layout import POINT, Layout, Spot, parent_of
from server.storage.export.exporting import HeldFacts


def rows_of(
    layout: Layout, held: HeldFacts, key: str, answers: Iterable[Answer]
) -> Iterator[tuple[str, Sequence[Cell]]]:
    """Yield the submission's row, then one for each turn of its repeats, with their tables.

    Every answer that is not empty is in one of them: in its column, or among the unknown nodes.
    """
    rows = _Rows(layout, key)
    given = [answer for answer in answers if not answer.is_the_forms_own]
    unplaced = [answer for answer in given if not rows.put(answer) and answer.raw]
    root = rows.cells["", ()]
    root[: len(FIRST)] = first_cells(held)
    root[-len(LAST) :] = last_cells(held, key, _as_json(unplaced))
    for (path, _), cells in rows.cells.items():
        yield layout.tables[path].name, cells


class _Rows:
    """The rows of one submission while they are filled, each after the one it hangs on."""

    def __init__(self, layout: Layout, key: str) -> None:
        self._layout = layout
        self._key = key
        self.cells: dict[tuple[str, tuple[int, ...]], list[Cell]] = {}
        self._row("", ())

    def put(self, answer: Answer) -> bool:
        """Put an answer into its column; False if it has none, or something is there already."""
        question = answer.question
        spot = self._layout.spot_of(question) if question else None
        if question is None or spot is None or len(answer.position) != len(question.repeats):
            return False
        row = self._row(spot.repeat, answer.position)
        if not answer.raw:  # a turn of a repeat in which nothing was answered is a row all the same
            return True
        parts = [answer.raw] if spot.is_whole else _parts(answer, question, spot)
        if parts is None or row[spot.column] is not None:
            return False
        row[spot.column : spot.column + len(parts)] = parts
        return True

    def _row(self, path: str, position: tuple[int, ...]) -> list[Cell]:
        found = self.cells.get((path, position))
        if found is not None:
            return found
        table = self._layout.tables[path]
        cells: list[Cell] = [None] * len(table.columns)
        if path:
            parent = parent_of(path, self._layout.tables)
            self._row(parent, position[:-1])
            cells[-2:] = self._key_of(parent, position[:-1]), self._key_of(path, position)
        self.cells[path, position] = cells
        return cells

    def _key_of(self, path: str, position: tuple[int, ...]) -> str:
        key, names, turns = self._key, path.split("/") if path else [], iter(position)
        for depth, name in enumerate(names, start=1):
            is_repeat = "/".join(names[:depth]) in self._layout.tables
            key += f"/{name}[{next(turns)}]" if is_repeat else f"/{name}"
        return key


def _parts(answer: Answer, question: Question, spot: Spot) -> list[Cell] | None:
    if question.type is QuestionType.GEOPOINT:
        numbers: list[Cell] = [*answer.raw.split()]
        return None if answer.is_odd or not 1 < len(numbers) <= len(POINT) else numbers
    chosen = answer.raw.split()
    flags = [int(code in chosen) for code in spot.codes]
    return [answer.raw, *flags]


def _as_json(answers: Sequence[Answer]) -> str | None:
    nodes = [
        {"path": answer.path, "position": answer.position, "text": answer.raw} for answer in answers
    ]
    return json.dumps(nodes, ensure_ascii=False) if nodes else None
