"""Agents: who may fetch forms and send submissions from a tablet, by an access code."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NewType
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, select, update

from server.domain.forms import Audience, FormId
from server.errors import Code, Refused
from server.storage.tables import agent as agents
from server.storage.tables import form as forms
from server.storage.work import UnitOfWork

AgentId = NewType("AgentId", str)  # uuid4, 32 hex digits
Token = NewType("Token", str)  # the access code: 256 random bits in URL-safe base64

_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One agent, as kept; the access code itself is kept nowhere."""

    id: AgentId
    name: str
    agency: str
    audiences: frozenset[Audience]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    trained_on: date | None

    def is_admitted(self, at: datetime) -> bool:
        """Whether the agent's code opens the door at this moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """An agent at the door, with the ids of the forms it may send."""

    agent: Agent
    forms: frozenset[str]

    def check(self, form_id: FormId) -> None:
        """Refuse a submission to a form of an audience the agent was not given.

        A form that is closed to new use still takes what tablets filled in before.

        Raises:
            Refused: FORM_NOT_OFFERED.
        """
        if form_id not in self.forms:
            raise Refused(Code.FORM_NOT_OFFERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgent:
    """What is decided when an agent is added; `expires_at` None means never."""

    name: str
    agency: str
    audiences: Collection[Audience] = (Audience.AGENCY,)
    expires_at: datetime | None = None
    trained_on: date | None = None


def new_token() -> Token:
    """Draw an access code."""
    return Token(secrets.token_urlsafe(_TOKEN_BYTES))


def add_agent(
    work: UnitOfWork,
    new: NewAgent,
    *,
    actor: str,
    at: datetime,
    token: Callable[[], Token] = new_token,
) -> tuple[Agent, Token]:
    """Add an agent; the code returned is shown once and kept only as its SHA-256."""
    agent = _agent_of(new, at)
    code = token()
    work.connection.execute(
        agents.insert().values(
            id=agent.id,
            name=agent.name,
            agency=agent.agency,
            audiences=" ".join(sorted(agent.audiences)),
            token_hash=_hash(code),
            created_at=at,
            expires_at=agent.expires_at,
            trained_on=agent.trained_on,
        )
    )
    work.note(actor, "agent.added", agent.id, audiences=sorted(agent.audiences))
    return agent, code


def renew_agent(
    work: UnitOfWork, agent_id: str, *, actor: str, token: Callable[[], Token] = new_token
) -> tuple[Agent, Token]:
    """Give an agent a new code; the old one stops working at the commit.

    Raises:
        Refused: UNKNOWN_AGENT, or AGENT_REVOKED since a withdrawn agent is not brought back.
    """
    agent = _known(work.connection, agent_id)
    if agent.revoked_at is not None:
        raise Refused(Code.AGENT_REVOKED, agent=agent.name)
    code = token()
    _change(work, agent.id, token_hash=_hash(code))
    work.note(actor, "agent.renewed", agent.id)
    return agent, code


def revoke_agent(work: UnitOfWork, agent_id: str, *, actor: str, at: datetime) -> Agent:
    """Withdraw an agent's code from the commit on; once withdrawn it stays so.

    Raises:
        Refused: UNKNOWN_AGENT.
    """
    agent = _known(work.connection, agent_id)
    if agent.revoked_at is None:
        _change(work, agent.id, revoked_at=at)
        work.note(actor, "agent.revoked", agent.id)
    return agent


def list_agents(connection: Connection) -> list[Agent]:
    """Return every agent ever added, the oldest first."""
    return [_agent(row) for row in connection.execute(_AGENTS.order_by(agents.c.created_at))]


def authenticate(connection: Connection, token: str, at: datetime) -> Agent:
    """Return the agent of an access code.

    The code is looked up by its hash, so no comparison here can leak through its duration how
    much of a guess was right: a guess nearer to a code has a hash no nearer to its hash. Unknown,
    expired and withdrawn codes get one and the same refusal.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    return _admit(connection.execute(_BY_TOKEN, _key(token)).one_or_none(), at)


def authenticate_sender(connection: Connection, token: str, at: datetime) -> Sender:
    """Return the agent of an access code with the forms it may send, in one query.

    Every trip to the database counts on the way in: here they are most of the cost.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    rows = connection.execute(_SENDER, _key(token)).all()
    agent = _admit(rows[0] if rows else None, at)
    return Sender(agent=agent, forms=frozenset(row.form_id for row in rows))


def _key(token: str) -> dict[str, str]:
    if not _TOKEN.fullmatch(token):
        raise Refused(Code.UNKNOWN_TOKEN)
    return {"token_hash": _hash(token)}


def _admit(row: Row[*tuple[Any, ...]] | None, at: datetime) -> Agent:
    if row is None or not (agent := _agent(row)).is_admitted(at):
        raise Refused(Code.UNKNOWN_TOKEN)
    return agent


_AGENTS = select(
    agents.c.id,
    agents.c.name,
    agents.c.agency,
    agents.c.audiences,
    agents.c.created_at,
    agents.c.expires_at,
    agents.c.revoked_at,
    agents.c.trained_on,
)
_BY_TOKEN = _AGENTS.where(agents.c.token_hash == bindparam("token_hash"))
_ITS_AUDIENCE = (" " + agents.c.audiences + " ").contains(" " + forms.c.audience + " ")
_SENDER = _BY_TOKEN.add_columns(forms.c.id.label("form_id")).select_from(
    agents.outerjoin(forms, _ITS_AUDIENCE)
)


def _known(connection: Connection, agent_id: str) -> Agent:
    row = connection.execute(_AGENTS.where(agents.c.id == agent_id)).one_or_none()
    if row is None:
        raise Refused(Code.UNKNOWN_AGENT, agent=agent_id)
    return _agent(row)


def _change(work: UnitOfWork, agent_id: AgentId, **values: object) -> None:
    work.connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))


def _hash(token: str) -> str:
    return sha256(token.encode("ascii")).hexdigest()


def _agent_of(new: NewAgent, at: datetime) -> Agent:
    return Agent(
        id=AgentId(uuid4().hex),
        name=new.name,
        agency=new.agency,
        audiences=frozenset(new.audiences),
        created_at=at,
        expires_at=new.expires_at,
        revoked_at=None,
        trained_on=new.trained_on,
    )


def _agent(row: Row[*tuple[Any, ...]]) -> Agent:
    return Agent(
        id=AgentId(row.id),
        name=row.name,
        agency=row.agency,
        audiences=frozenset(Audience(code) for code in row.audiences.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        trained_on=row.trained_on,
    )
