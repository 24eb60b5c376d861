"""An export is an event before its file is in place, and leaves nothing half written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from exporters.tables import Book, Column, Sink, Table
from exporters.workbook import TooWide
from server.domain.states import State
from server.errors import Code, Refused
from server.services.export.export_account import Account, Exported
from server.services.export.export_file import Wish, export_file
from server.storage.engine import Database
from server.storage.tables import event

TABLE = Table(name="tip", label="Tip", columns=(Column(name="KEY"),), key="KEY")


def write(sink: Sink) -> Account:
    sink.begin(Book(title="Tip", about=(), tables=(TABLE,), code_lists=()))
    sink.row("tip", ["uuid:1"])
    account = Account(received={State.FILED: 1}, exported=1)
    sink.finish(account.sentences())
    return account


def too_wide(_sink: Sink) -> Account:
    raise TooWide("tip")


def export(database: Database, wish: Wish) -> Exported:
    return export_file(database, wish, "export.submissions", "tip", write)


def events(database: Database) -> list[tuple[str, object]]:
    query = select(event.c.action, event.c.detail).order_by(event.c.sequence)
    with database.reading() as connection:
        return [(row.action, row.detail.get("sha256")) for row in connection.execute(query)]


def test_export_is_noted_when_it_begins_and_when_it_is_done(database: Database, wish: Wish) -> None:
    done = export(database, wish)
    assert events(database) == [
        ("export.submissions_begun", None),
        ("export.submissions", done.sha256),
    ]


def test_export_that_fails_leaves_its_beginning_and_no_file(database: Database, wish: Wish) -> None:
    with pytest.raises(Refused, match="choose csv") as refused:
        export_file(database, wish, "export.submissions", "tip", too_wide)
    assert refused.value.code is Code.FILE_PROBLEM
    assert [action for action, _ in events(database)] == ["export.submissions_begun"]
    assert list(wish.path.parent.glob("out*")) == []


def test_file_that_is_there_stays_unless_it_may_be_replaced(database: Database, wish: Wish) -> None:
    first = export(database, wish)
    with pytest.raises(Refused, match="--overwrite"):
        export(database, wish)
    again = export(database, replace(wish, may_overwrite=True))
    assert again.sha256 == first.sha256  # the same content at the same time gives the same bytes
