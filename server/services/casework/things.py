"""Whether there is such a report, situation or person, so that something can be said of it."""

from __future__ import annotations

from sqlalchemy import Connection

from server.domain.casework.statements import Kind, Thing
from server.domain.states import State
from server.errors import Code, Refused
from server.storage.casework import case_files
from server.storage.casework.report_list import report_of


def require_thing(connection: Connection, thing: Thing) -> None:
    """Go on only if there is such a report, situation or person, that was not disposed of.

    What was disposed of has no key any more, and must not be given a new one for a word.

    Raises:
        Refused: NOT_FOUND.
    """
    if thing.kind is Kind.REPORT:
        held = report_of(connection, thing.reference)
        is_there = held is not None and held.state is not State.DISPOSED
    else:
        file = case_files.by_id(connection, [thing.reference]).get(thing.reference)
        is_there = file is not None and file.kind is thing.kind
    if not is_there:
        raise Refused(Code.NOT_FOUND)
