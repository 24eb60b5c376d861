"""Export the case records in the standard schema, with what could not be put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row

from exporters.tables import Book, Cell, Sink
from server.domain.schema import SCHEMA
from server.domain.vocabulary import VOCABULARY
from server.services.case_columns import FINDING, OTHER_ANSWER, ROOT
from server.services.case_layout import CaseLayout, CaseOptions, lay_out_cases
from server.services.case_rows import finding_cells, other_cells, record_cells, submission_cells
from server.services.export_account import Account, Exported
from server.services.export_file import Wish, export_file
from server.storage import exporting
from server.storage.engine import Database
from server.storage.exporting import HeldFacts

ACTION = "export.cases"
_STRETCH = 100
_TITLE = "Case records in the standard schema"
_CODED_ONLY = (
    "It holds coded columns only: narratives, names and whatever else is restricted or could "
    "identify a person are left out, and so are the answers that fill no field."
)
Tell = Callable[[int, int], object]
_Rows = dict[str, list[Row[*tuple[Any, ...]]]]


def export_cases(
    database: Database,
    wish: Wish,
    options: CaseOptions,
    *,
    tell: Tell = lambda _done, _total: None,
) -> Exported:
    """Export every record of every opened submission.

    `tell` is given how many submissions are done, and of how many.

    Raises:
        Refused: FILE_PROBLEM.
    """
    layout = lay_out_cases(SCHEMA, VOCABULARY, options)
    made = f"Made on {wish.at:%Y-%m-%d at %H:%M} UTC."
    book = Book(
        title=_TITLE,
        about=(made, _CODED_ONLY) if options.coded_only else (made,),
        tables=layout.tables,
        code_lists=layout.code_lists,
    )

    def write(sink: Sink) -> Account:
        sink.begin(book)
        with database.reading() as connection:
            account = Account(received=exporting.count_by_state(connection))
            _write(connection, sink, layout, account, tell=tell)
        sink.finish(account.sentences())
        return account

    return export_file(database, wish, ACTION, "cases", write)


def _write(
    connection: Connection, sink: Sink, layout: CaseLayout, account: Account, *, tell: Tell
) -> None:
    total = sum(account.received.get(each, 0) for each in exporting.READABLE)
    for stretch in exporting.stretches(connection, _STRETCH):
        for table, cells in _rows(connection, layout, stretch):
            sink.row(table, cells)
            account.rows[table] += 1
        account.exported += len(stretch)
        tell(account.exported, total)


def _rows(
    connection: Connection, layout: CaseLayout, stretch: list[HeldFacts]
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield the rows of some submissions; each table is asked once for all of them."""
    ids = [each.id for each in stretch]
    records = {kind: _grouped(exporting.records(connection, kind, ids)) for kind in layout.fields}
    codes = exporting.codes(connection, ids)
    found = _grouped(exporting.findings(connection, ids))
    others = {} if layout.coded_only else _grouped(exporting.others(connection, ids))
    for held in stretch:
        yield ROOT, submission_cells(held, coded_only=layout.coded_only)
        for kind, fields in layout.fields.items():
            for record in records[kind].get(held.id, ()):
                yield kind, record_cells(held, record, codes, fields)
        for other in others.get(held.id, ()):
            yield OTHER_ANSWER.name, other_cells(held, other)
        for each in found.get(held.id, ()):
            yield FINDING.name, finding_cells(held, each)


def _grouped(rows: Iterable[Row[*tuple[Any, ...]]]) -> _Rows:
    grouped: _Rows = {}
    for row in rows:
        grouped.setdefault(row.submission_id, []).append(row)
    return grouped
