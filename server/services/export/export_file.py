"""One export into one file: written beside its place, noted as an event, then put there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from exporters.formats import Format, Making, sink_for
from exporters.landing import Landing, landing
from exporters.tables import Sink
from exporters.workbook import TooWide
from server.errors import Code, Refused
from server.services.export.export_account import Account, Exported
from server.services.export.spool import SealedSpool
from server.storage.engine import Database
from server.storage.export import export_requests

_INSTEAD = "name another file, or replace it with --overwrite"
_BEGUN: Final = MappingProxyType(
    {
        "export.cases": "export.cases_begun",
        "export.submissions": "export.submissions_begun",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Where an export goes, in which format, who asked for it when, and the request it is under."""

    path: Path
    format: Format
    actor: str
    at: datetime
    is_formula_safe: bool = False
    may_overwrite: bool = False
    request: str | None = None


def export_file(
    database: Database, wish: Wish, action: str, subject: str, write: Callable[[Sink], Account]
) -> Exported:
    """Let `write` fill a sink, note the export as an event, and put the file in its place.

    That it begins is an event of its own, before anything is read: who stops it halfway has read
    something too. The event of the export comes before its file.

    Raises:
        Refused: FILE_PROBLEM when the file cannot be written, or the format cannot hold a table.
    """
    with landing(wish.path, may_overwrite=wish.may_overwrite, instead=_INSTEAD) as file:
        _note_begun(database, wish, action, subject)
        with closing(_sink(wish, file)) as sink:
            try:
                account = write(sink)
            except TooWide as error:
                why = f"the table {error} has more columns than a sheet can hold; choose csv"
                raise Refused(Code.FILE_PROBLEM, name=str(wish.path), why=why) from error
        digest = file.digest()
        with database.work() as work:
            detail = {**account.as_json(), "format": wish.format.value, "sha256": digest}
            if wish.request is not None:
                detail["request"] = wish.request
                export_requests.note_use(work.connection, wish.request, wish.at)
            work.note(wish.actor, action, subject, **detail)
            work.commit()
        file.land()
    return Exported(path=wish.path, sha256=digest, account=account)


def _note_begun(database: Database, wish: Wish, action: str, subject: str) -> None:
    under = {} if wish.request is None else {"request": wish.request}
    with database.work() as work:
        work.note(wish.actor, _BEGUN[action], subject, format=wish.format.value, **under)
        work.commit()


def _sink(wish: Wish, file: Landing) -> Sink:
    making = Making(
        format=wish.format,
        made_at=wish.at,
        spool=partial(SealedSpool, file.scratch),
        is_formula_safe=wish.is_formula_safe,
    )
    return sink_for(making, file)
