"""Agents of an invented police post, added and revoked by Amina."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from server.domain.agencies import AgencyKind
from server.services.intake.admission import Token
from server.services.register.agencies import Agency, add_agency, find_agency
from server.services.register.agents import (
    Agent,
    NewAgent,
    add_agent,
    revoke_agent,
)
from server.storage.engine import Database
from tests.simulators.staff import AMINA, POST

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


MONTH = timedelta(days=30)


def agency_of(database: Database, name: str = POST, kind: AgencyKind = AgencyKind.POLICE) -> Agency:
    with database.work() as work:
        found = find_agency(work.connection, name)
        if found is None:
            found = add_agency(work, name, kind, by=AMINA, at=NOW)
        work.commit()
    return found


def add(database: Database, **more: object) -> tuple[Agent, Token]:
    values = {"name": "Bo Made-Up", "trained_on": date(2026, 10, 1), "expires_at": NOW + MONTH}
    new = NewAgent(**({"agency": agency_of(database)} | values | more))  # type: ignore[arg-type] # as given
    with database.work() as work:
        added = add_agent(work, new, by=AMINA, at=NOW)
        work.commit()
    return added


def revoke(database: Database, agent_id: str) -> None:
    with database.work() as work:
        revoke_agent(work, agent_id, by=AMINA, at=NOW)
        work.commit()
