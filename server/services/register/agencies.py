"""Agencies: adding, finding, listing and closing those for which agents work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, NewType
from uuid import uuid4

from sqlalchemy import Connection

from server.domain.access import Action, Actor
from server.domain.agencies import AgencyKind, name_key, near_names
from server.errors import Code, Refused
from server.services.trust.rights import require
from server.storage.register import agencies as stored
from server.storage.register import agents as stored_agents
from server.storage.work import UnitOfWork

AgencyId = NewType("AgencyId", str)  # uuid4, 32 hex digits

LONGEST_NAME: Final = 120
_HOW_TO_ADD: Final = "add it with: lespwa agencies add NAME --kind KIND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency, as kept."""

    id: AgencyId
    name: str
    kind: AgencyKind
    created_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether agents may be added to it."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An agency, and how many of its agents can send now."""

    agency: Agency
    agents: int


def add_agency(work: UnitOfWork, name: str, kind: AgencyKind, *, by: Actor, at: datetime) -> Agency:
    """Add an agency; one that was closed is opened again, under the name and kind given now.

    Raises:
        NotAllowed, or Refused: AGENCY_EXISTS, BAD_AGENCY.
    """
    require(by, Action.AGENT_ADD)
    name = said_name(name, Code.BAD_AGENCY)
    if not name_key(name):
        raise Refused(Code.BAD_AGENCY, why="its name needs letters or digits")
    known = find_agency(work.connection, name)
    if known is not None:
        return _reopened(work, known, name=name, kind=kind, by=by)
    agency = Agency(id=AgencyId(uuid4().hex), name=name, kind=kind, created_at=at, closed_at=None)
    values = {"id": agency.id, "name": name, "name_key": name_key(name), "kind": kind.value}
    if not stored.add(work.connection, values | {"created_at": at}):
        raise Refused(Code.AGENCY_EXISTS, agency=name)
    work.note(by.id, "agency.added", agency.id, kind=kind.value)
    return agency


def known_or_new(
    work: UnitOfWork, name: str, kind: AgencyKind | None, *, by: Actor, at: datetime
) -> Agency:
    """Return the agency of a name; add it when there is none and a kind was given.

    Raises:
        NotAllowed, or Refused: UNKNOWN_AGENCY, BAD_AGENCY.
    """
    require(by, Action.AGENT_ADD)
    agency = find_agency(work.connection, name)
    if kind is not None and (agency is None or not agency.is_open):
        return add_agency(work, name, kind, by=by, at=at)
    return agency or known_agency(work.connection, name)


def close_agency(
    work: UnitOfWork, name: str, *, by: Actor, at: datetime, with_agents: bool = False
) -> tuple[Agency, int]:
    """Close an agency to new agents and new codes; return how many agents were withdrawn with it.

    Raises:
        NotAllowed, or Refused: UNKNOWN_AGENCY, AGENCY_IN_USE while agents of it can send and are
            not to be withdrawn.
    """
    require(by, Action.AGENT_REVOKE)
    agency = require_open(work.connection, known_agency(work.connection, name))
    ids = stored.senders(work.connection, agency.id, at)
    if ids and not with_agents:
        raise Refused(Code.AGENCY_IN_USE, agency=agency.name, count=str(len(ids)))
    for agent_id in ids:
        stored_agents.change(work.connection, agent_id, {"revoked_at": at})
        work.note(by.id, "agent.revoked", agent_id)
    stored.change(work.connection, agency.id, {"closed_at": at})
    work.note(by.id, "agency.closed", agency.id, agents=len(ids))
    return agency, len(ids)


def list_agencies(connection: Connection, at: datetime) -> list[Listed]:
    """Return every agency by name, the closed ones too."""
    rows = stored.listing(connection, at)
    return [Listed(agency=agency_of(row), agents=row.agents) for row in rows]


def find_agency(connection: Connection, name: str) -> Agency | None:
    """Return the agency of a name; letters of either case, dots and spaces make no difference."""
    row = stored.by_key(connection, name_key(name))
    return None if row is None else agency_of(row)


def known_agency(connection: Connection, name: str) -> Agency:
    """Return the agency of a name.

    Raises:
        Refused: UNKNOWN_AGENCY, naming those that may have been meant.
    """
    found = find_agency(connection, name)
    if found is None:
        raise Refused(Code.UNKNOWN_AGENCY, agency=name, hint=_hint(connection, name))
    return found


def require_open(connection: Connection, agency: Agency) -> Agency:
    """Return the agency as it is now, held so that nobody closes it before this commits.

    Raises:
        Refused: AGENCY_CLOSED.
    """
    now = agency_of(stored.locked(connection, agency.id))
    if not now.is_open:
        raise Refused(Code.AGENCY_CLOSED, agency=now.name)
    return now


def said_name(name: str, code: Code) -> str:
    """Return a name without blanks around it, of an agency or an agent.

    Raises:
        Refused: with the code given, when it is empty, too long, or more than one line.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refused(code, why=f"a name has one line of 1 to {LONGEST_NAME} characters")
    return name


def agency_of(row: stored.AgencyRow, prefix: str = "") -> Agency:
    """Return the agency that a row holds, in columns whose names begin with a prefix."""
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    return Agency(
        id=AgencyId(columns[f"{prefix}id"]),
        name=columns[f"{prefix}name"],
        kind=AgencyKind(columns[f"{prefix}kind"]),
        created_at=columns[f"{prefix}created_at"],
        closed_at=columns[f"{prefix}closed_at"],
    )


def _reopened(work: UnitOfWork, known: Agency, *, name: str, kind: AgencyKind, by: Actor) -> Agency:
    now = agency_of(stored.locked(work.connection, known.id))
    if now.is_open:
        raise Refused(Code.AGENCY_EXISTS, agency=now.name)
    values: dict[str, object] = {"closed_at": None, "name": name, "kind": kind.value}
    stored.change(work.connection, now.id, values)
    work.note(by.id, "agency.reopened", now.id, kind=kind.value)
    return Agency(id=now.id, name=name, kind=kind, created_at=now.created_at, closed_at=None)


def _hint(connection: Connection, name: str) -> str:
    near = near_names(name, stored.open_names(connection))
    if not near:
        return _HOW_TO_ADD
    return f"did you mean {' or '.join(f'“{each}”' for each in near)}? If not, {_HOW_TO_ADD}"
