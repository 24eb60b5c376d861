"""The list of reports, a page at a time, and opening those that wait at the push of a button."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.errors import Code, Refused
from server.services.filing.opening import Opener
from server.services.filing.owed import Owed
from server.services.filing.unseal import unseal_batch
from server.services.publishing.form_library import FormLibrary
from server.services.trust.rights import require
from server.services.trust.vault import Vault
from server.storage.casework.report_list import Listed, Wanted, forms_held, list_reports
from server.storage.engine import Database
from server.storage.filing.sealed import count_waiting

PAGE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportList:
    """One page of the list; `after` leads to the next, `waiting` is how many lie sealed."""

    reports: Sequence[Listed]
    after: str | None
    waiting: int
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What one push of the button came to."""

    opened: int
    waiting: int


def reports_page(connection: Connection, actor: Actor, wanted: Wanted) -> ReportList:
    """Return a page of the reports, the newest first.

    Raises:
        NotAllowed.
    """
    require(actor, Action.REPORT_LIST)
    found = list_reports(connection, wanted, PAGE + 1)
    return ReportList(
        reports=found[:PAGE],
        after=found[PAGE - 1].id if len(found) > PAGE else None,
        waiting=count_waiting(connection),
        forms=forms_held(connection),
    )


def open_waiting(
    database: Database, actor: Actor, opener: Opener | None, owed: Owed, *, at: datetime
) -> Opened:
    """Open and file some of what waits; push again for the rest.

    `opener` is None for whoever holds no key to the vault.

    Raises:
        NotAllowed.
        Refused: NO_KEY_HELD, or as `unseal_batch`.
    """
    require(actor, Action.SUBMISSION_OPEN)
    if opener is None:
        raise Refused(Code.NO_KEY_HELD)
    batch = unseal_batch(database, opener, now=at, owed=owed)
    with database.reading() as connection:
        return Opened(opened=batch.opened, waiting=count_waiting(connection))


def opener_of(vault: Vault, library: FormLibrary) -> Opener:
    """Return what opens under a vault, with forms that were read before."""
    return replace(Opener.of(vault), form_library=library)
