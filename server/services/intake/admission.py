"""Admission: whether an access code opens the door, and to which forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final, NewType

from sqlalchemy import Connection

from server.domain.forms import Audience, FormId
from server.errors import Code, Refused
from server.storage.engine import Database
from server.storage.register import agents as stored

AgentId = NewType("AgentId", str)  # uuid4, 32 hex digits
Token = NewType("Token", str)  # the access code: 256 random bits in URL-safe base64

SHORT_ID: Final = 8  # so many digits of an agent's id are a user name
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_USER_NAME: Final = re.compile(rf"[0-9a-f]{{{SHORT_ID},32}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What a client showed: an access code, and the user name it came with, if with one."""

    token: str = field(repr=False)
    user_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Who holds a code that works; the door knows nobody's name."""

    id: AgentId
    audiences: frozenset[Audience]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """An agent at the door, with the ids of the forms it may send."""

    agent: Bearer
    forms: frozenset[str]

    def check(self, form_id: FormId) -> None:
        """Refuse a submission to a form of an audience the agent was not given.

        A form that is closed to new use still takes what tablets filled in before.

        Raises:
            Refused: FORM_NOT_OFFERED.
        """
        if form_id not in self.forms:
            raise Refused(Code.FORM_NOT_OFFERED)


def authenticate(connection: Connection, shown: Credentials, at: datetime) -> Bearer:
    """Return the agent of an access code.

    The code is looked up by its hash, so no comparison here can leak through its duration how
    much of a guess was right: a guess nearer to a code has a hash no nearer to its hash. Unknown,
    expired and withdrawn codes, and a user name of somebody else, get one and the same refusal.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    return admit(stored.by_token(connection, key_of(shown)), shown, at)


def ask_at_the_door(database: Database, shown: Credentials, at: datetime) -> Bearer:
    """Return the agent of an access code, where nothing else is to be read with it.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    rows = database.ask(stored.AT_THE_DOOR, token_hash=key_of(shown))
    return admit(rows[0] if rows else None, shown, at)


def authenticate_sender(database: Database, shown: Credentials, at: datetime) -> Sender:
    """Return the agent of an access code with the forms it may send, in one query.

    Every trip to the database counts on the way in: here they are most of the cost.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    rows = database.ask(stored.SENDER, token_hash=key_of(shown))
    bearer = admit(rows[0] if rows else None, shown, at)
    return Sender(agent=bearer, forms=frozenset(row.form_id for row in rows))


def who_is_meant(connection: Connection, user_name: str) -> AgentId | None:
    """Return the agent whose user name that is, None when it is nobody's."""
    name = user_name.strip().lower()
    found = stored.id_by_prefix(connection, name) if _USER_NAME.fullmatch(name) else None
    return None if found is None else AgentId(found)


def is_admitted(expires_at: datetime | None, revoked_at: datetime | None, at: datetime) -> bool:
    """Tell whether a code with that end, withdrawn then if ever, works at a moment."""
    return revoked_at is None and (expires_at is None or at < expires_at)


def token_hash(token: str) -> str:
    """Return what is kept of an access code."""
    return sha256(token.encode("ascii")).hexdigest()


def key_of(shown: Credentials) -> str:
    """Return by what an access code is looked up.

    Raises:
        Refused: UNKNOWN_TOKEN for what cannot be one.
    """
    if not _TOKEN.fullmatch(shown.token):
        raise Refused(Code.UNKNOWN_TOKEN)
    return token_hash(shown.token)


def admit(row: stored.AgentRow | None, shown: Credentials, at: datetime) -> Bearer:
    """Return who that is, if the code works now and the user name is theirs.

    Raises:
        Refused: UNKNOWN_TOKEN.
    """
    if (
        row is None
        or not is_admitted(row.expires_at, row.revoked_at, at)
        or not _is_named(row.id, shown.user_name)
    ):
        raise Refused(Code.UNKNOWN_TOKEN)
    audiences = frozenset(Audience(code) for code in row.audiences.split())
    return Bearer(id=AgentId(row.id), audiences=audiences)


def _is_named(agent_id: str, user_name: str | None) -> bool:
    """Tell whether the user name, where one was given, is this agent's: its id or the start."""
    if user_name is None:
        return True
    name = user_name.strip().lower()
    return len(name) >= SHORT_ID and agent_id.startswith(name)
