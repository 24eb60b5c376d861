"""A clock that was set forward and back: nothing more is written, and the place is named."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command

from server.domain.access import Actor, Role, Standing
from server.domain.audit import Fault, Verdict
from server.errors import Code, Refused
from server.services.trust.audit import verify_chain
from server.services.trust.clock import accept_clock, read_timeline
from server.services.trust.rights import NotAllowed
from server.services.upkeep.check_up import check_records
from server.storage.engine import Database, open_database
from server.storage.migrations import configuration
from server.storage.tables import audit_clock
from server.storage.work import EventsAreKept
from tests.simulators.attacker import tamper
from tests.simulators.office import NOON, open_custody

AMINA = Actor(id="amina", role=Role.DATA_MANAGER, standing=Standing.GOOD)
LATER = NOON + timedelta(days=8)
BACK = NOON + timedelta(minutes=3)


def note(database: Database, at: datetime, action: str = "agent.renewed") -> None:
    database.clock = lambda: at
    with database.work() as work:
        work.note("amina", action, "tablet")
        work.commit()


def verified(database: Database) -> Verdict:
    with database.reading() as connection:
        return verify_chain(connection, now=database.clock())


def accept(database: Database, actor: Actor = AMINA) -> None:
    with database.work() as work:
        accept_clock(work, actor, at=database.clock())
        work.commit()


def refusal(database: Database, at: datetime) -> Code:
    with pytest.raises(Refused) as refused:
        note(database, at)
    return refused.value.code


@pytest.fixture
def turned(database: Database) -> Database:
    """A database whose clock was eight days ahead for one event, and is right again."""
    note(database, NOON)
    note(database, LATER)
    database.clock = lambda: BACK
    return database


def test_event_of_a_clock_that_was_set_back_is_refused(turned: Database) -> None:
    assert refusal(turned, BACK) is Code.CLOCK_SET_BACK
    assert verified(turned).count == 2


@pytest.mark.parametrize("action", ["submission.received", "sign_in.refused"])
def test_what_arrives_and_who_comes_is_written_whatever_the_clock_says(
    turned: Database, action: str
) -> None:
    note(turned, BACK, action)
    verdict = verified(turned)
    assert (verdict.fault, verdict.broken_at) == (Fault.BACKWARDS, 3)
    assert refusal(turned, BACK) is Code.CLOCK_SET_BACK


def test_event_that_lies_ahead_of_the_clock_is_named(turned: Database) -> None:
    verdict = verified(turned)
    assert (verdict.fault, verdict.broken_at) == (Fault.AHEAD, 2)


def test_clocks_may_differ_by_minutes_and_time_be_kept_to_the_quarter_hour(
    database: Database,
) -> None:
    for minutes in (0, -15, 14, -5):
        note(database, NOON + timedelta(minutes=minutes))
    assert verified(database).is_whole


def test_nobody_goes_back_in_small_steps(database: Database) -> None:
    note(database, NOON)
    note(database, NOON - timedelta(minutes=15))
    assert refusal(database, NOON - timedelta(minutes=30)) is Code.CLOCK_SET_BACK


def test_custodian_accepts_and_the_place_stays_named(turned: Database) -> None:
    accept(turned)
    note(turned, BACK)
    verdict = verified(turned)
    assert verdict.is_whole
    assert [each.sequence for each in verdict.accepted] == [3]


def test_nobody_else_accepts(turned: Database) -> None:
    ada = Actor(id="ada", role=Role.ADMINISTRATOR, standing=Standing.GOOD)
    with pytest.raises(NotAllowed):
        accept(turned, ada)


def test_time_in_order_is_not_accepted(database: Database) -> None:
    note(database, NOON)
    with pytest.raises(Refused) as refused:
        accept(database)
    assert refused.value.code is Code.CLOCK_IN_ORDER


def test_program_cannot_set_the_clock_of_the_audit(turned: Database) -> None:
    with turned.work() as work, pytest.raises(EventsAreKept):
        work.connection.execute(audit_clock.delete())


def test_place_is_named_also_when_the_database_was_tampered_with(turned: Database) -> None:
    tamper(turned, "DELETE FROM audit_clock")
    note(turned, BACK)
    assert verified(turned).fault is Fault.BACKWARDS


def test_doctor_names_the_place_before_and_after_it_was_accepted(database: Database) -> None:
    database.clock = lambda: NOON
    open_custody(database)
    note(database, LATER)
    note(database, BACK, "submission.received")
    with database.reading() as connection:
        said = {each.code: each.sentence for each in check_records(connection, BACK)}
        place = read_timeline(connection).open
    assert place is not None
    assert said["clock_set_back"] == place.sentence
    accept(database)
    with database.reading() as connection:
        after = {each.code: each.sentence for each in check_records(connection, BACK)}
    assert place.sentence in after["clock_accepted"]


def test_upgraded_database_knows_its_newest_event(tmp_path: Path) -> None:
    with closing(open_database(f"sqlite:///{tmp_path / 'old.sqlite3'}")) as database:
        with database.engine.begin() as connection:
            command.upgrade(configuration(connection), "0001")
        note(database, LATER)
        database.upgrade()
        assert refusal(database, BACK) is Code.CLOCK_SET_BACK
