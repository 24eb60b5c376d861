"""The last events, for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from server.storage.tables import event
from server.storage.trust.trust_tables import account


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which events; `action` may be the part before a dot, as in `export`."""

    last: int
    action: str | None = None
    actor: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event; accounts are told by their login, everything else by its id."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


_ACTOR = account.alias("actor")
_SUBJECT = account.alias("subject")
_WHO = func.coalesce(_ACTOR.c.login, event.c.actor)
_WHOM = func.coalesce(_SUBJECT.c.login, event.c.subject)


def latest(connection: Connection, wanted: Wanted) -> list[Happening]:
    """Return the last events that are wanted, the oldest of them first."""
    rows = connection.execute(_chosen(wanted)).all()
    return [
        Happening(
            sequence=row.sequence,
            at=row.at,
            actor=row.who,
            action=row.action,
            subject=row.whom,
            detail=row.detail,
        )
        for row in reversed(rows)
    ]


def _chosen(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            event.c.sequence,
            event.c.at,
            _WHO.label("who"),
            event.c.action,
            _WHOM.label("whom"),
            event.c.detail,
        )
        .outerjoin_from(event, _ACTOR, _ACTOR.c.id == event.c.actor)
        .outerjoin(_SUBJECT, _SUBJECT.c.id == event.c.subject)
    )
    if wanted.action is not None:
        family = event.c.action.startswith(f"{wanted.action}.", autoescape=True)
        query = query.where((event.c.action == wanted.action) | family)
    if wanted.actor is not None:
        query = query.where((event.c.actor == wanted.actor) | (_ACTOR.c.login == wanted.actor))
    if wanted.subject is not None:
        whom = (event.c.subject == wanted.subject) | (_SUBJECT.c.login == wanted.subject)
        query = query.where(whom)
    return query.order_by(event.c.sequence.desc()).limit(wanted.last)
