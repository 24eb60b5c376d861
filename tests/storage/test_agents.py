"""Agents and their access codes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from server.domain.forms import Audience
from server.errors import Refused
from server.services.agents import (
    Agent,
    NewAgent,
    Token,
    add_agent,
    authenticate,
    list_agents,
    new_token,
    renew_agent,
    revoke_agent,
)
from server.storage.engine import Database
from server.storage.tables import agent, event

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BO = NewAgent(
    name="Bo Made-Up",
    agency="police",
    audiences=[Audience.AGENCY, Audience.HOTLINE],
    expires_at=NOW + timedelta(days=30),
    trained_on=date(2026, 10, 1),
)


def add(database: Database, new: NewAgent = BO) -> tuple[Agent, Token]:
    with database.work() as work:
        added = add_agent(work, new, actor="amina", at=NOW)
        work.commit()
    return added


def revoke(database: Database, agent_id: str) -> None:
    with database.work() as work:
        revoke_agent(work, agent_id, actor="amina", at=NOW)
        work.commit()


def admitted(database: Database, token: str, at: datetime = NOW) -> Agent | None:
    with database.reading() as connection:
        try:
            return authenticate(connection, token, at)
        except Refused:
            return None


def actions(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(select(event.c.action).order_by(event.c.id)))


def test_agent_is_admitted_by_its_code(database: Database) -> None:
    bo, token = add(database)
    assert admitted(database, token) == bo


def test_code_has_256_bits_and_fits_an_address() -> None:
    token = new_token()
    assert len(token) == 43
    assert token.replace("-", "").replace("_", "").isalnum()
    assert new_token() != token


def test_code_is_kept_nowhere(database: Database) -> None:
    _, token = add(database)
    with database.reading() as connection:
        rows = [*connection.execute(select(agent)), *connection.execute(select(event))]
    assert token not in str(rows)


@pytest.mark.parametrize("token", ["", "x" * 43, "é" * 43, "x" * 44, "x\n"])
def test_unknown_code_is_not_admitted(database: Database, token: str) -> None:
    add(database)
    assert admitted(database, token) is None


def test_code_expires(database: Database) -> None:
    _, token = add(database)
    assert admitted(database, token, NOW + timedelta(days=30, seconds=-1)) is not None
    assert admitted(database, token, NOW + timedelta(days=30)) is None


def test_code_without_an_end_does_not_expire(database: Database) -> None:
    _, token = add(database, NewAgent(name="Cruz Made-Up", agency="health"))
    assert admitted(database, token, NOW + timedelta(days=9999)) is not None


def test_withdrawn_code_stops_at_once(database: Database) -> None:
    bo, token = add(database)
    revoke(database, bo.id)
    assert admitted(database, token) is None


def test_withdrawing_twice_is_noted_once(database: Database) -> None:
    bo, _ = add(database)
    revoke(database, bo.id)
    revoke(database, bo.id)
    assert actions(database) == ["agent.added", "agent.revoked"]


def test_new_code_replaces_the_old_one(database: Database) -> None:
    bo, old = add(database)
    with database.work() as work:
        _, new = renew_agent(work, bo.id, actor="amina")
        work.commit()
    assert admitted(database, old) is None
    assert admitted(database, new) == bo
    assert actions(database) == ["agent.added", "agent.renewed"]


def test_withdrawn_agent_gets_no_new_code(database: Database) -> None:
    bo, _ = add(database)
    revoke(database, bo.id)
    with database.work() as work, pytest.raises(Refused, match="add the agent again"):
        renew_agent(work, bo.id, actor="amina")


def test_unknown_agent_cannot_be_changed(database: Database) -> None:
    with database.work() as work:
        with pytest.raises(Refused, match="no agent with the id nobody"):
            renew_agent(work, "nobody", actor="amina")
        with pytest.raises(Refused):
            revoke_agent(work, "nobody", actor="amina", at=NOW)


def test_agents_are_listed_in_order(database: Database) -> None:
    names = ["Zed", "Ann", "Moe"]
    for number, name in enumerate(names):
        with database.work() as work:
            new = NewAgent(name=name, agency="school")
            add_agent(work, new, actor="amina", at=NOW + timedelta(seconds=number))
            work.commit()
    with database.reading() as connection:
        assert [each.name for each in list_agents(connection)] == names
