"""Export the case records in the standard schema, with what could not be put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from exporters.tables import Book, Cell, Sink
from server.domain.schema import SCHEMA
from server.domain.states import READABLE
from server.domain.vocabulary import VOCABULARY
from server.errors import Code, Refused
from server.odk.opened import Unreadable
from server.services.export.case_columns import FINDING, OTHER_ANSWER, ROOT
from server.services.export.case_layout import CaseLayout, CaseOptions, lay_out_cases
from server.services.export.case_rows import (
    Codes,
    Values,
    finding_cells,
    other_cells,
    record_cells,
    submission_cells,
)
from server.services.export.export_account import Account, Exported
from server.services.export.export_file import Wish, export_file
from server.services.filing.reckoning import reckon
from server.services.filing.sealing import Contents, DataKeys
from server.storage.engine import Database
from server.storage.export import exporting
from server.storage.export.exporting import HeldFacts
from server.storage.handfuls import handfuls

ACTION = "export.cases"
_STRETCH = 100
_TOGETHER = 2 * 1024 * 1024  # bytes of filled forms whose records are in memory at once
_TITLE = "Case records in the standard schema"
_CODED_ONLY = (
    "It holds coded columns only: narratives, names and whatever else is restricted or could "
    "identify a person are left out, and so are the answers that fill no field."
)
Tell = Callable[[int, int], object]
_Rows = dict[str, list[Row[*tuple[Any, ...]]]]


def export_cases(
    database: Database,
    data_keys: DataKeys | None,
    wish: Wish,
    options: CaseOptions,
    *,
    tell: Tell = lambda _done, _total: None,
) -> Exported:
    """Export every record of every opened submission.

    `data_keys` may be None when only coded columns are wished for. `tell` is given how many
    submissions are done, and of how many.

    Raises:
        Refused: FILE_PROBLEM, or NO_KEY_HELD when sealed columns are wished for without keys.
    """
    if data_keys is None and not options.coded_only:
        raise Refused(Code.NO_KEY_HELD)
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
            account = Account(
                received=exporting.count_by_state(connection), reckoning=reckon(connection)
            )
            kept = None if options.coded_only else data_keys
            run = _Run(
                connection=connection,
                layout=layout,
                kinds=tuple(exporting.kinds_held(connection)),
                account=account,
                data_keys=kept,
            )
            run.write(sink, tell)
        sink.finish(account.sentences())
        return account

    subject = "cases, coded only" if options.coded_only else "cases"
    return export_file(database, wish, ACTION, subject, write)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """What some submissions hold, by submission; each table was asked once for all of them."""

    records: Mapping[str, _Rows]
    codes: Codes
    findings: _Rows
    others: _Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One export while it is written; without `data_keys` nothing sealed is read.

    `kinds` are those of which there is a record at all: the others need not be asked for.
    """

    connection: Connection
    layout: CaseLayout
    kinds: tuple[str, ...]
    account: Account
    data_keys: DataKeys | None

    def write(self, sink: Sink, tell: Tell) -> None:
        """Write every submission whose content opens, and count the others."""
        done, total = 0, sum(self.account.received.get(each, 0) for each in READABLE)
        for stretch in exporting.stretches(self.connection, _STRETCH):
            facts = {each.id: each for each in stretch}
            for ids in handfuls(self.connection, list(facts), _TOGETHER):
                found = self._read(ids)
                for each in ids:
                    self._one(sink, facts[each], found)
            done += len(stretch)
            tell(done, total)

    def _one(self, sink: Sink, held: HeldFacts, found: _Stretch) -> None:
        try:
            rows = list(self._rows(held, found))
        except Unreadable as fault:
            self.account.left_out[fault.reason.value] += 1
            return
        for table, cells in rows:
            sink.row(table, cells)
            self.account.rows[table] += 1
        self.account.exported += 1

    def _read(self, ids: Sequence[str]) -> _Stretch:
        coded_only = self.data_keys is None
        return _Stretch(
            records={
                kind: _grouped(exporting.records(self.connection, kind, ids, coded_only=coded_only))
                for kind in self.kinds
            },
            codes=exporting.codes(self.connection, ids),
            findings=_grouped(exporting.findings(self.connection, ids)),
            others={} if coded_only else _grouped(exporting.others(self.connection, ids)),
        )

    def _rows(self, held: HeldFacts, found: _Stretch) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        contents = self._contents(held)
        values = Values(codes=found.codes, contents=contents)
        yield ROOT, submission_cells(held, coded_only=self.data_keys is None)
        for kind in self.kinds:
            fields = self.layout.fields[kind]
            for record in found.records[kind].get(held.id, ()):
                yield kind, record_cells(held, record, kind=kind, fields=fields, values=values)
        if contents is not None:
            for other in found.others.get(held.id, ()):
                yield OTHER_ANSWER.name, other_cells(held, other, contents)
        for each in found.findings.get(held.id, ()):
            yield FINDING.name, finding_cells(held, each)

    def _contents(self, held: HeldFacts) -> Contents | None:
        if self.data_keys is None or not held.is_sealed:
            return None
        return self.data_keys.contents(held.id, held.wrapped_key)


def _grouped(rows: Iterable[Row[*tuple[Any, ...]]]) -> _Rows:
    grouped: _Rows = {}
    for row in rows:
        grouped.setdefault(row.submission_id, []).append(row)
    return grouped
