"""What was said of reports, situations and persons, as rows: added, and taken back once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, case, literal, or_, select, union_all

from server.domain.casework.statements import Kind, Relation
from server.storage.casework.casework_tables import statement
from server.storage.one_of import one_of
from server.storage.writes import lock_table

JOINING: Final = (Relation.BELONGS_TO, Relation.QUOTES, Relation.IS)
_COLUMNS = tuple(statement.c)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One statement as it is kept; the reasons are sealed under the key of what it is about.

    `says` is a `Relation` or a `What`; `value` the other thing, an account, a code or a day.
    """

    id: str
    kind: Kind
    about: str
    says: str
    value: str
    detail: str | None = None
    said_by: str
    said_at: datetime
    why: bytes | None = field(default=None, repr=False)
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: bytes | None = field(default=None, repr=False)


def add(connection: Connection, said: Stored) -> None:
    """Keep a statement."""
    connection.execute(statement.insert(), asdict(said))


def take_back(
    connection: Connection, statement_id: str, *, by: str, at: datetime, why: bytes | None
) -> bool:
    """Take a statement back; False when somebody did so already."""
    changed = connection.execute(
        statement.update()
        .where(statement.c.id == statement_id, statement.c.withdrawn_at.is_(None))
        .values(withdrawn_by=by, withdrawn_at=at, withdrawn_why=why)
    )
    return changed.rowcount == 1


def find(connection: Connection, statement_id: str) -> Stored | None:
    """Return one statement, and keep others from taking it back meanwhile."""
    wanted = select(*_COLUMNS).where(statement.c.id == statement_id).with_for_update()
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _read(row)


def said_of(connection: Connection, ids: Sequence[str], *says: str) -> Iterator[Stored]:
    """Yield what was ever said of these things, the oldest first; of that kind, if any is given."""
    wanted = one_of(connection, statement.c.about, ids)
    return _found(connection, wanted & statement.c.says.in_(says) if says else wanted)


def standing_about(connection: Connection, ids: Sequence[str], *says: str) -> Iterator[Stored]:
    """Yield what stands and names one of these things on either side, the oldest first."""
    of = or_(one_of(connection, statement.c.about, ids), one_of(connection, statement.c.value, ids))
    return _found(connection, of & statement.c.says.in_(says) & statement.c.withdrawn_at.is_(None))


def ever_said(connection: Connection, ids: Sequence[str]) -> Iterator[Stored]:
    """Yield what was ever said and names one of these things on either side, the oldest first."""
    return _found(
        connection,
        or_(one_of(connection, statement.c.about, ids), one_of(connection, statement.c.value, ids)),
    )


def component(connection: Connection, ids: Sequence[str]) -> list[Stored]:
    """Return every relation that stands of these few things, and of what is joined with them."""
    begin = union_all(*(select(literal(each).label("id")) for each in ids)).subquery()
    reached = select(begin.c.id).cte(recursive=True)
    step = statement.alias()
    onward = select(case((step.c.about == reached.c.id, step.c.value), else_=step.c.about)).where(
        or_(step.c.about == reached.c.id, step.c.value == reached.c.id),
        step.c.says.in_(JOINING),
        step.c.withdrawn_at.is_(None),
    )
    every = select(reached.union(onward).c.id)
    of = or_(statement.c.about.in_(every), statement.c.value.in_(every))
    stands = statement.c.withdrawn_at.is_(None) & statement.c.says.in_(list(Relation))
    return list(_found(connection, of & stands))


def lock(connection: Connection) -> None:
    """Keep others from saying anything until the commit, while one looks whether it may be said."""
    lock_table(connection, statement, "SHARE ROW EXCLUSIVE")


def _found(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[Stored]:
    ordered = select(*_COLUMNS).where(wanted).order_by(statement.c.said_at, statement.c.id)
    return (_read(row) for row in connection.execute(ordered).all())


def _read(row: Row[*tuple[Any, ...]]) -> Stored:
    return Stored(**{**row._asdict(), "kind": Kind(row.kind)})
