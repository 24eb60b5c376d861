"""Wrong tries at the door are counted against who is meant, noted, and slowed down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.errors import Code, Refused
from server.services.intake.admission import SHORT_ID
from server.services.intake.wrong_tries import AGENT, note_wrong_try
from server.storage.engine import Database
from server.storage.tables import event
from tests.simulators.staff import hire
from tests.storage.senders import NOON


@pytest.fixture
def bo(database: Database) -> str:
    """The id of an agent."""
    with database.work() as work:
        agent, _ = hire(work, NOON)
        work.commit()
    return agent.id


def tried(database: Database, user_name: str, *, seconds: int = 0) -> bool:
    """Try in vain; say whether it was judged at all."""
    try:
        with database.work() as work:
            note_wrong_try(work, user_name, NOON + timedelta(seconds=seconds))
            work.commit()
    except Refused as refused:
        return refused.code is not Code.TOO_MANY_TRIES
    return True


def subjects(database: Database) -> list[str]:
    with database.reading() as connection:
        query = select(event.c.subject).where(event.c.action == "agent.refused")
        return list(connection.scalars(query))


def test_wrong_try_is_an_event_of_the_agent_who_is_meant(database: Database, bo: str) -> None:
    assert tried(database, bo[:SHORT_ID])
    assert subjects(database) == [bo]


def test_name_of_nobody_is_not_written_down(database: Database, bo: str) -> None:
    assert tried(database, "a password typed here")
    assert subjects(database) == ["unknown"]
    assert bo


def test_too_many_tries_are_neither_judged_nor_noted(database: Database, bo: str) -> None:
    judged = [tried(database, bo) for _ in range(AGENT.free + 3)]
    assert judged == [True] * (AGENT.free + 1) + [False, False]
    assert len(subjects(database)) == AGENT.free + 1


def test_tries_at_one_agent_close_no_other(database: Database, bo: str) -> None:
    while tried(database, bo):
        pass
    assert tried(database, "nobody")


def test_tries_are_judged_again_after_a_while(database: Database, bo: str) -> None:
    while tried(database, bo):
        pass
    assert tried(database, bo, seconds=int(AGENT.longest.total_seconds()))
