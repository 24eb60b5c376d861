"""The statements about slowed-down tries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from server.storage.entrance.sign_in_tables import throttle


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How often something was tried in vain, when last, and until when nobody may try again."""

    count: int
    tried_at: datetime
    closed_until: datetime


_NEW: Mapping[str, Insert] = {
    "postgresql": postgresql.insert(throttle).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(throttle).on_conflict_do_nothing(),
}
_LOCKED = (
    select(throttle.c.key, throttle.c.tries, throttle.c.tried_at, throttle.c.closed_until)
    .where(throttle.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(throttle.c.key)
    .with_for_update()
)
_UPDATE = throttle.update().where(throttle.c.key == bindparam("of"))


def lock(connection: Connection, keys: Sequence[str], *, at: datetime) -> dict[str, Tries]:
    """Return the tries of each key, held for this transaction; a new key has none."""
    new = [
        {"key": key, "tries": 0, "tried_at": at, "closed_until": at} for key in sorted(set(keys))
    ]
    connection.execute(_NEW[connection.dialect.name], new)
    return {
        row.key: Tries(count=row.tries, tried_at=row.tried_at, closed_until=row.closed_until)
        for row in connection.execute(_LOCKED, {"keys": sorted(set(keys))})
    }


def save(connection: Connection, tries: Mapping[str, Tries]) -> None:
    """Write the tries of some keys."""
    rows = [
        {
            "of": key,
            "tries": each.count,
            "tried_at": each.tried_at,
            "closed_until": each.closed_until,
        }
        for key, each in tries.items()
    ]
    connection.execute(_UPDATE, rows)


def forget(connection: Connection, *, before: datetime) -> None:
    """Delete what was last tried long ago."""
    connection.execute(delete(throttle).where(throttle.c.tried_at < before))
