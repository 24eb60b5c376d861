"""Copies of filed submissions made inside the database, to have very many of them quickly."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Subquery, Table, func, insert, select

from server.storage.engine import Database
from server.storage.record_tables import RECORD_TABLES, finding, other_answer, record_code
from server.storage.tables import file_chunk, submission, submission_file

_TABLES = (
    *(submission, submission_file, file_chunk),
    *(*RECORD_TABLES.values(), record_code, other_answer, finding),
)
_IDS = frozenset({"id", "submission_id", "subject_id", "record_id", "file_id"})


def add_copies(database: Database, times: int, mark: str) -> None:
    """Add so many copies of every submission with its records; needs PostgreSQL.

    A copy has ids of its own, in which `mark` tells it from copies made before, and the sealed
    bytes of its original.
    """
    with database.work() as work:
        for table in _TABLES:
            numbers = select(func.generate_series(1, times).label("number")).subquery("numbers")
            columns = [_copied(table, each.name, numbers, mark) for each in table.columns]
            work.connection.execute(
                insert(table).from_select(
                    [each.name for each in table.columns],
                    select(*columns).select_from(table.join(numbers, numbers.c.number > 0)),
                )
            )
        work.note("bench", "submission.copied", "all", times=times)
        work.commit()


def _copied(table: Table, name: str, numbers: Subquery, mark: str) -> ColumnElement[Any]:
    column, suffix = table.c[name], func.concat(mark, numbers.c.number)
    if name in _IDS:
        return func.md5(func.concat(column, suffix))
    return func.concat(column, suffix) if name == "instance_id" else column
