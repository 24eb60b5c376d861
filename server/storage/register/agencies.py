"""The statements about agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from server.storage.tables import agency, agent

AgencyRow = Row[*tuple[Any, ...]]

COLUMNS = (
    agency.c.id,
    agency.c.name,
    agency.c.kind,
    agency.c.created_at,
    agency.c.closed_at,
)
_NEW: Mapping[str, ReturningInsert[str]] = {
    "postgresql": postgresql.insert(agency).on_conflict_do_nothing().returning(agency.c.id),
    "sqlite": sqlite.insert(agency).on_conflict_do_nothing().returning(agency.c.id),
}
_AT = bindparam("at", type_=agent.c.expires_at.type)
_CAN_SEND = agent.c.revoked_at.is_(None) & or_(
    agent.c.expires_at.is_(None), agent.c.expires_at > _AT
)
_COUNT = (
    select(func.count())
    .select_from(agent)
    .where(agent.c.agency_id == agency.c.id, _CAN_SEND)
    .scalar_subquery()
    .label("agents")
)
_LISTING = select(*COLUMNS, _COUNT).order_by(agency.c.name_key)
_BY_KEY = select(*COLUMNS).where(agency.c.name_key == bindparam("name_key"))
_LOCKED = select(*COLUMNS).where(agency.c.id == bindparam("agency_id")).with_for_update()
_SENDERS = select(agent.c.id).where(agent.c.agency_id == bindparam("agency_id"), _CAN_SEND)


def listing(connection: Connection, at: datetime) -> Sequence[AgencyRow]:
    """Return every agency by name, with how many of its agents can send at a time."""
    return connection.execute(_LISTING, {"at": at}).all()


def open_names(connection: Connection) -> Sequence[str]:
    """Return the names of the agencies that are not closed."""
    return connection.scalars(
        select(agency.c.name).where(agency.c.closed_at.is_(None)).order_by(agency.c.name_key)
    ).all()


def names(connection: Connection) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the name of every agency by its id, in order; and of those that are not closed."""
    wanted = select(agency.c.id, agency.c.name, agency.c.closed_at).order_by(agency.c.name_key)
    rows = connection.execute(wanted).all()
    is_open = {row.id: row.name for row in rows if row.closed_at is None}
    return {row.id: row.name for row in rows}, is_open


def by_key(connection: Connection, name_key: str) -> AgencyRow | None:
    """Return the agency whose name is compared as that."""
    return connection.execute(_BY_KEY, {"name_key": name_key}).one_or_none()


def locked(connection: Connection, agency_id: str) -> AgencyRow:
    """Return an agency, held for this transaction so that it is not closed meanwhile."""
    return connection.execute(_LOCKED, {"agency_id": agency_id}).one()


def senders(connection: Connection, agency_id: str, at: datetime) -> Sequence[str]:
    """Return the ids of its agents that can send at a time."""
    return connection.scalars(_SENDERS, {"agency_id": agency_id, "at": at}).all()


def add(connection: Connection, values: dict[str, object]) -> bool:
    """Add an agency; False when there is one of that name."""
    return connection.scalar(_NEW[connection.dialect.name], values) is not None


def change(connection: Connection, agency_id: str, values: dict[str, object]) -> None:
    """Change an agency."""
    connection.execute(agency.update().where(agency.c.id == agency_id).values(values))
