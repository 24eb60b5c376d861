"""Writing the answers of one form to a sink, one submission at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from exporters.csvzip import CsvZip
from exporters.tables import Book, Cell, Sink
from server.domain.answers import Answer
from server.domain.normalise.withhold import contact_of_an_anonymous_reporter
from server.domain.schema import SCHEMA
from server.domain.states import READABLE, Review
from server.errors import Code, Refused
from server.odk.seal import Unreadable
from server.services.export.answer_layout import Layout
from server.services.export.answer_rows import rows_of
from server.services.export.attachments_out import AttachmentsOut, Store, attachments_table
from server.services.export.export_account import Account
from server.services.filing.opening import OpenedSubmission, Opener
from server.storage.export import exporting
from server.storage.export.exporting import HeldFacts
from server.storage.filing.sealed import SealedSubmission, sealed_submissions
from server.storage.handfuls import handfuls

_STRETCH = 50
_MEDIA = "media/"
# These concern every submission alike, so they stop the export instead of spoiling each in turn.
_STOPPING_CODES = (Code.NOT_SET_UP, Code.KEY_UNUSABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionsRun:
    """One export while it is written."""

    connection: Connection
    opener: Opener
    layout: Layout
    title: str
    about: tuple[str, ...]
    account: Account
    form_id: str

    def write(self, sink: Sink, store: Store | None, tell: Callable[[int, int], object]) -> Account:
        """Write everything and account for it."""
        attachments = self._begin(sink, store)
        done, total = 0, sum(self.account.received.get(each, 0) for each in READABLE)
        for stretch in exporting.stretches(self.connection, _STRETCH, self.form_id):
            facts = {each.id: each for each in stretch}
            for ids in handfuls(self.connection, list(facts)):
                sealed = {each.id: each for each in sealed_submissions(self.connection, ids)}
                for each in ids:
                    self._one(sink, facts[each], sealed[each], attachments)
            done += len(stretch)
            tell(done, total)
        sink.finish(self.account.sentences())
        return self.account

    def _begin(self, sink: Sink, store: Store | None) -> AttachmentsOut | None:
        tables = list(self.layout.tables.values())
        attachments = None
        if store is not None:
            table = attachments_table(tables[0], tables[1:])
            prefix = _MEDIA if isinstance(sink, CsvZip) and store == sink.attach else ""
            attachments = AttachmentsOut(table=table, prefix=prefix, store=store)
            tables.append(table)
        lists = self.layout.code_lists
        sink.begin(Book(title=self.title, about=self.about, tables=tuple(tables), code_lists=lists))
        return attachments

    def _one(
        self,
        sink: Sink,
        held: HeldFacts,
        sealed: SealedSubmission,
        attachments: AttachmentsOut | None,
    ) -> None:
        try:
            opened = self.opener.open(self.connection, sealed)
            key = held.instance_id or opened.answers.instance_id or held.id
            answers = self._shown(opened)
            rows = list(rows_of(self.layout, held, key, answers))
            self._check_files(opened, attachments)
        except Unreadable as fault:
            self.account.left_out[fault.reason.value] += 1
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:  # a fault in one must not break the export of the others
            if isinstance(error, Refused) and error.code in _STOPPING_CODES:
                raise
            self.account.left_out[Review.NOT_PROCESSED.value] += 1
        else:
            if attachments is not None:
                rows += self._attached(opened, key, attachments)
            for table, cells in rows:
                sink.row(table, cells)
                self.account.rows[table] += 1
            self.account.exported += 1

    def _shown(self, opened: OpenedSubmission) -> Sequence[Answer]:
        """Leave out what filing leaves out too, so that no export undoes a promise (R26)."""
        answers = opened.answers.answers
        withheld = contact_of_an_anonymous_reporter(answers, SCHEMA)
        if not withheld:
            return answers
        self.account.withheld += len(withheld)
        return [each for each in answers if each not in withheld]

    def _check_files(self, opened: OpenedSubmission, attachments: AttachmentsOut | None) -> None:
        # Only what is read to its end is known to be what was sent; a half must not be written.
        if attachments is not None:
            for name in opened.attachments:
                for _ in self.opener.attachment(self.connection, opened, name):
                    pass

    def _attached(
        self, opened: OpenedSubmission, key: str, attachments: AttachmentsOut
    ) -> Iterator[tuple[str, Sequence[Cell]]]:
        def read(name: str) -> Iterable[bytes]:
            return self.opener.attachment(self.connection, opened, name)

        for row in attachments.write(key, opened.attachments, read):
            self.account.attachments += 1
            yield attachments.table.name, row
