"""Agents: who may fetch forms and send submissions from a tablet, by an access code."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.forms import Audience
from server.domain.training import has_lapsed, is_to_come
from server.errors import Code, Refused
from server.services.intake.admission import AgentId, Token, is_admitted, token_hash
from server.services.register.agencies import Agency, agency_of, require_open, said_name
from server.services.trust.rights import require
from server.storage.register import agents as stored
from server.storage.work import UnitOfWork

_TOKEN_BYTES: Final = 32
_AGENCY_COLUMNS: Final = "agency_"
_LEAST_OF_AN_ID: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One agent, as kept; the access code itself is kept nowhere."""

    id: AgentId
    name: str
    agency: Agency
    audiences: frozenset[Audience]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    trained_on: date

    def is_admitted(self, at: datetime) -> bool:
        """Whether the agent's code opens the door at this moment."""
        return is_admitted(self.expires_at, self.revoked_at, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """What is decided when an agent is added; `expires_at` None means never."""

    name: str
    agency: Agency
    trained_on: date
    audiences: Collection[Audience] = (Audience.AGENCY,)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be different about an agent; None leaves a thing as it is."""

    agency: Agency | None = None
    audiences: Collection[Audience] | None = None
    trained_on: date | None = None
    expires_at: datetime | None = None


def new_token() -> Token:
    """Draw an access code: 256 random bits in URL-safe base64."""
    return Token(secrets.token_urlsafe(_TOKEN_BYTES))


def add_agent(
    work: UnitOfWork,
    new: NewAgent,
    *,
    by: Actor,
    at: datetime,
    token: Callable[[], Token] = new_token,
) -> tuple[Agent, Token]:
    """Add an agent; the code returned is shown once and kept only as its SHA-256.

    Raises:
        NotAllowed, or Refused: TRAINING_LAPSED, NOT_PUBLIC, AGENCY_CLOSED, BAD_AGENT.
    """
    require(by, Action.AGENT_ADD)
    agent = _checked(work, _agent_of(new, at), at)
    _require_training(agent, at)
    code = token()
    values = _values(agent) | {"id": agent.id, "name": agent.name, "created_at": at}
    stored.add(work.connection, values | {"token_hash": token_hash(code)})
    detail = {"agency": agent.agency.id, "audiences": sorted(agent.audiences)}
    work.note(by.id, "agent.added", agent.id, **detail)
    return agent, code


def change_agent(
    work: UnitOfWork, agent_id: str, changes: Changes, *, by: Actor, at: datetime
) -> Agent:
    """Change what is said of an agent; the code stays, and sees other forms from the commit on.

    Raises:
        NotAllowed, or Refused: UNKNOWN_AGENT, AGENT_REVOKED, and TRAINING_LAPSED for longer time
            with a training that no longer counts, or what `add_agent` raises.
    """
    require(by, Action.AGENT_ADD)
    before = _not_revoked(work.connection, agent_id)
    after = _checked(work, _changed(before, changes), at)
    if _lasts_longer(after, before):
        _require_training(after, at)
    old, new = _values(before), _values(after)
    different = sorted(name for name in new if new[name] != old[name])
    if different:
        stored.change(work.connection, after.id, {name: new[name] for name in different})
        work.note(by.id, "agent.changed", after.id, what=different)
    return after


def renew_agent(
    work: UnitOfWork,
    agent_id: str,
    *,
    by: Actor,
    at: datetime,
    token: Callable[[], Token] = new_token,
) -> tuple[Agent, Token]:
    """Give an agent a new code; the old one stops working at the commit.

    Raises:
        NotAllowed, or Refused: UNKNOWN_AGENT, AGENT_REVOKED since a withdrawn agent is not brought
            back, TRAINING_LAPSED, AGENCY_CLOSED.
    """
    require(by, Action.AGENT_ADD)
    agent = _checked(work, _not_revoked(work.connection, agent_id), at)
    _require_training(agent, at)
    code = token()
    stored.change(work.connection, agent.id, {"token_hash": token_hash(code)})
    work.note(by.id, "agent.renewed", agent.id)
    return agent, code


def revoke_agent(work: UnitOfWork, agent_id: str, *, by: Actor, at: datetime) -> Agent:
    """Withdraw an agent's code from the commit on; once withdrawn it stays so.

    Raises:
        NotAllowed, or Refused: UNKNOWN_AGENT.
    """
    require(by, Action.AGENT_REVOKE)
    agent = known_agent(work.connection, agent_id)
    if agent.revoked_at is None:
        stored.change(work.connection, agent.id, {"revoked_at": at})
        work.note(by.id, "agent.revoked", agent.id)
    return agent


def list_agents(connection: Connection) -> list[Agent]:
    """Return every agent ever added, the oldest first."""
    return [_agent(row) for row in stored.listing(connection)]


def known_agent(connection: Connection, agent_id: str) -> Agent:
    """Return the agent of an id, or of as much of it as tells it from all others.

    Raises:
        Refused: UNKNOWN_AGENT.
    """
    prefix = agent_id.strip().lower()
    says_enough = len(prefix) >= _LEAST_OF_AN_ID and prefix.isalnum()
    row = stored.by_prefix(connection, prefix) if says_enough else None
    if row is None:
        raise Refused(Code.UNKNOWN_AGENT, agent=agent_id)
    return _agent(row)


def _not_revoked(connection: Connection, agent_id: str) -> Agent:
    agent = known_agent(connection, agent_id)
    if agent.revoked_at is not None:
        raise Refused(Code.AGENT_REVOKED, agent=agent.name)
    return agent


def _checked(work: UnitOfWork, agent: Agent, at: datetime) -> Agent:
    """Return the agent as it may be kept, its agency held open until the commit."""
    agency = require_open(work.connection, agent.agency)
    if is_to_come(agent.trained_on, at):
        raise Refused(Code.BAD_AGENT, why="the day of the training is still to come")
    if not agent.audiences:
        raise Refused(Code.BAD_AGENT, why="nobody's forms would be offered")
    if Audience.AGENCY in agent.audiences and not agency.kind.is_public:
        raise Refused(Code.NOT_PUBLIC, agency=agency.name)
    return replace(agent, agency=agency)


def _require_training(agent: Agent, at: datetime) -> None:
    if has_lapsed(agent.trained_on, at):
        day = agent.trained_on.isoformat()
        raise Refused(Code.TRAINING_LAPSED, agent=agent.name, day=day)


def _lasts_longer(after: Agent, before: Agent) -> bool:
    if after.expires_at is None or before.expires_at is None:
        return after.expires_at is None and before.expires_at is not None
    return after.expires_at > before.expires_at


def _changed(agent: Agent, changes: Changes) -> Agent:
    return replace(
        agent,
        agency=changes.agency or agent.agency,
        audiences=agent.audiences if changes.audiences is None else frozenset(changes.audiences),
        trained_on=changes.trained_on or agent.trained_on,
        expires_at=changes.expires_at or agent.expires_at,
    )


def _values(agent: Agent) -> dict[str, object]:
    """Return the columns that may change."""
    return {
        "agency_id": agent.agency.id,
        "audiences": " ".join(sorted(agent.audiences)),
        "expires_at": agent.expires_at,
        "trained_on": agent.trained_on,
    }


def _agent_of(new: NewAgent, at: datetime) -> Agent:
    return Agent(
        id=AgentId(uuid4().hex),
        name=said_name(new.name, Code.BAD_AGENT),
        agency=new.agency,
        audiences=frozenset(new.audiences),
        created_at=at,
        expires_at=new.expires_at,
        revoked_at=None,
        trained_on=new.trained_on,
    )


def _agent(row: stored.AgentRow) -> Agent:
    return Agent(
        id=AgentId(row.id),
        name=row.name,
        agency=agency_of(row, _AGENCY_COLUMNS),
        audiences=frozenset(Audience(code) for code in row.audiences.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        trained_on=row.trained_on,
    )
