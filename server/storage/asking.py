"""The questions of every request, asked with as little around them as can be.

A question is one SELECT, written out once for the kind of database, and asked on a connection that
never begins a transaction: the driver keeps it prepared there, and it is one trip.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Engine, Select


class Asker:
    """Asks on the connections of an engine that begin no transaction by themselves."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._written: dict[Select[*tuple[Any, ...]], _Written] = {}

    def ask(self, question: Select[*tuple[Any, ...]], parameters: Mapping[str, str]) -> list[Any]:
        """Return the rows, with the names of the question's columns; an error is the driver's."""
        asked = self._written.get(question)
        if asked is None:
            asked = self._written[question] = _Written(question, self._engine.dialect)
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(asked.text, asked.values(parameters))
            rows = cursor.fetchall()
            cursor.close()
        except self._engine.dialect.loaded_dbapi.Error:
            connection.invalidate()
            raise
        connection.close()
        return [asked.row(each) for each in rows]

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


class _Written:
    """A question as one kind of database is asked it."""

    def __init__(self, question: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        compiled = question.compile(dialect=dialect)
        columns = list(question.selected_columns)
        kinds = (each.type.dialect_impl(dialect) for each in columns)
        readers = [each.result_processor(dialect, None) for each in kinds]
        self.text = str(compiled)
        self._fixed = compiled.params
        self._order = compiled.positiontup if compiled.positional else None
        self._row = _kind_of_row([each.name for each in columns])
        self._readers = [(place, read) for place, read in enumerate(readers) if read]

    def values(self, parameters: Mapping[str, str]) -> Mapping[str, Any] | Sequence[Any]:
        """Return what the driver takes with the text."""
        values = {**self._fixed, **parameters}
        return values if self._order is None else [values[name] for name in self._order]

    def row(self, stored: Sequence[Any]) -> Any:
        """Return a row with values as the columns' types give them."""
        values = list(stored)
        for place, read in self._readers:
            values[place] = read(values[place])
        return self._row(*values)


def _kind_of_row(names: Sequence[str]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 - named by the question
