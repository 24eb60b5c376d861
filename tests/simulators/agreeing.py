"""Two people who agree to an export of personal data before a command makes it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from server.domain.access import Actor, Role, Standing
from server.services.export.export_requests import Wanted, authorise_export, request_export
from server.services.trust.accounts import actor_of, known_account
from server.storage.engine import open_database

WHY = "Monthly figures for the invented task force."
_LEADER = Actor(id="leon", role=Role.LEADER, standing=Standing.GOOD)


def agree_on_export(database_url: str, *what: str, login: str = "amina") -> str:
    """Let somebody ask and an invented Leader agree; return the id of the request."""
    now = datetime.now(UTC)
    wanted = Wanted(what=" ".join(what), why=WHY)
    with closing(open_database(database_url)) as database:
        with database.work() as work:
            asker = actor_of(known_account(work.connection, login), now)
            asked = request_export(work, asker, wanted, at=now)
            work.commit()
        with database.work() as work:
            authorise_export(work, _LEADER, asked, at=now)
            work.commit()
    return asked
