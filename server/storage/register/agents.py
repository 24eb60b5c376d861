"""The statements about agents and their access codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from server.storage.register.agencies import COLUMNS as AGENCY
from server.storage.tables import agency, agent, form

AgentRow = Row[*tuple[Any, ...]]

_OF_AGENCY = "agency_"
_AGENTS = select(
    agent.c.id,
    agent.c.name,
    agent.c.audiences,
    agent.c.created_at,
    agent.c.expires_at,
    agent.c.revoked_at,
    agent.c.trained_on,
    *(each.label(f"{_OF_AGENCY}{each.name}") for each in AGENCY),
).select_from(agent.join(agency))
_BY_PREFIX = _AGENTS.where(agent.c.id.startswith(bindparam("prefix"))).order_by(agent.c.id).limit(2)
# What the door needs to know, and no more.
AT_THE_DOOR = select(agent.c.id, agent.c.audiences, agent.c.expires_at, agent.c.revoked_at).where(
    agent.c.token_hash == bindparam("token_hash")
)
ITS_AUDIENCE = (" " + agent.c.audiences + " ").contains(" " + form.c.audience + " ")
# The same once for each form of the agent's audiences, at least once.
SENDER = AT_THE_DOOR.add_columns(form.c.id.label("form_id")).select_from(
    agent.outerjoin(form, ITS_AUDIENCE)
)
_IS_THERE = select(agent.c.id).where(agent.c.id.startswith(bindparam("prefix"))).limit(2)


def listing(connection: Connection) -> Sequence[AgentRow]:
    """Return every agent ever added, the oldest first."""
    return connection.execute(_AGENTS.order_by(agent.c.created_at, agent.c.id)).all()


def by_prefix(connection: Connection, prefix: str) -> AgentRow | None:
    """Return the one agent whose id begins so, None when there is none or several."""
    rows = connection.execute(_BY_PREFIX, {"prefix": prefix}).all()
    return rows[0] if len(rows) == 1 else None


def id_by_prefix(connection: Connection, prefix: str) -> str | None:
    """Return the one id that begins so, None when there is none or several."""
    ids = connection.scalars(_IS_THERE, {"prefix": prefix}).all()
    return ids[0] if len(ids) == 1 else None


def by_token(connection: Connection, token_hash: str) -> AgentRow | None:
    """Return what the door needs to know of the agent with a code."""
    return connection.execute(AT_THE_DOOR, {"token_hash": token_hash}).one_or_none()


def add(connection: Connection, values: dict[str, object]) -> None:
    """Add an agent."""
    connection.execute(agent.insert().values(values))


def change(connection: Connection, agent_id: str, values: dict[str, object]) -> None:
    """Change an agent."""
    connection.execute(agent.update().where(agent.c.id == agent_id).values(values))
